#!/usr/bin/env bash
# The report: its text, and that `report` shows a finished run as `run` did.
# After a wanted change of the text:
#   UPDATE_GOLDEN=1 tests/tools/cli/report_test.sh build/dev/bin/spillway
source "$(dirname "$0")/lib.sh"
spillway=$(realpath "$spillway")

for scenario in "$fixture/small.yaml" "$scenarios"/burst.yaml "$scenarios"/brief-spike.yaml; do
  name=$(basename "$scenario" .yaml)
  run 0 run "$scenario" --out "$work/$name" --no-requests
  cp "$work/out" "$work/told"
  run 0 report "$work/$name"
  same "$work/told" "$work/out"
done

# A run that failed is shown as failed, with the way to its failure and the command at the end.
run 1 run "$fixture/small.yaml" --set Concurrency=200 --out "$work/failed" --no-requests
cp "$work/out" "$work/told"
run 0 report "$work/failed"
same "$work/told" "$work/out"

# golden NAME: what was just printed is what $fixture/NAME.report.txt holds.
golden() {
  if [ -n "${UPDATE_GOLDEN:-}" ]; then cp "$work/out" "$fixture/$1.report.txt"; fi
  same "$fixture/$1.report.txt" "$work/out"
}
cd "$here" || exit 1
run 0 run fixture/small.yaml
golden small
run 1 run fixture/small.yaml --set Concurrency=200
golden failed

# Names and reasons may hold any characters; on a terminal they do nothing.
odd='"odd \\e[31m \\u009b31m \\u0001 \\ufffe é"'
variant odd "s/^about: .*/about: $odd/; s/full/$odd/g"
run 0 run "$work/odd.yaml" --out "$work/odd"
says out "small: odd  [31m  31m   "
says out "stage odd  [31m  31m   "
bad=$'bad \xff \x01 \x1b[31m<.yaml'
echo 'a: 1' >"$work/$bad"
run 2 run "$work/$bad"
says err "bad "
lacks err $'\x1b'
run 2 test "$work/odd.yaml" "$work/$bad" --junit "$work/odd.xml"
lacks out $'\x1b'
for file in "$work/odd/junit.xml" "$work/odd.xml"; do
  python3 -c 'import sys, xml.etree.ElementTree as xml; xml.parse(sys.argv[1])' "$file" || problem "$file is no XML"
done

# A folder whose files were cut off or are none.
cp -r "$work/small" "$work/cut"
printf '{"t":1,"se' >>"$work/cut/timeline.jsonl"
run 2 report "$work/cut"
says err "timeline.jsonl:$(($(wc -l <"$work/cut/timeline.jsonl") + 1))"
says err "is not a JSON object"
echo nonsense >"$work/cut/summary.json"
run 2 report "$work/cut"
says err "summary.json"
cp -r "$work/small" "$work/foreign"
echo '{"t":"noon"}' >"$work/foreign/timeline.jsonl"
run 2 report "$work/foreign"
says err "holds files that no run wrote"
cp "$work/small/timeline.jsonl" "$work/foreign/"
for summary in '{"expectations":{"a":"b"}}' '{"seed":[],"scenario":5}' '{"requests":[1]}'; do
  echo "$summary" >"$work/foreign/summary.json"
  run 2 report "$work/foreign"
  says err "holds files that no run wrote"
done
finish

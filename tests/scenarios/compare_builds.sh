#!/usr/bin/env bash
# One seed gives the same bytes in every build: compares this build's record of a scenario with that of the other
# builds that are there.
#   compare_builds.sh SCENARIO SPILLWAY BUILD_FOLDER
# With SPILLWAY_ALL_BUILDS=1, as tools/test.sh sets it, there must be another build to compare with.
set -euo pipefail
scenario=$1 own=$2 folder=$3

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# record NAME PROGRAM: leaves timeline and requests in $work/NAME
record() {
  "$2" run "$scenario" --quiet --out "$work/$1" >/dev/null
}

record own "$own"
compared=0
for preset in dev release asan; do
  other=$folder/$preset/bin/spillway
  if [ ! -x "$other" ] || [ "$other" -ef "$own" ]; then continue; fi
  record "$preset" "$other"
  for file in timeline.jsonl requests.jtl; do
    if ! cmp "$work/own/$file" "$work/$preset/$file"; then
      echo "$file differs between $own and $other; is one of them out of date?" >&2
      exit 1
    fi
  done
  compared=$((compared + 1))
done
if [ "$compared" -eq 0 ]; then
  # Alone, this build can still be compared with itself under another name and another folder.
  record again "$own"
  cmp "$work/own/timeline.jsonl" "$work/again/timeline.jsonl"
  cmp "$work/own/requests.jtl" "$work/again/requests.jtl"
  [ -z "${SPILLWAY_ALL_BUILDS:-}" ] || { echo "no other build in $folder" >&2; exit 1; }
fi
echo "compared with $compared other builds"

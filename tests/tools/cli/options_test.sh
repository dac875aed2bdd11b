#!/usr/bin/env bash
# The options of each command do what their help says.
source "$(dirname "$0")/lib.sh"

# Help of everything goes to standard output and mentions every command and option; it fits a terminal.
commands='run test report validate explain completion'
run 0 --help
for command in $commands; do says out "  $command "; done
for code in 0 1 2 3 4 5 130; do says out "  $code  "; done
empty err
for command in $commands; do
  run 0 "$command" --help
  says out "Usage: spillway $command"
  grep -q "Example\|Topics" "$work/out" || problem "the help of $command shows no example"
  empty err
  [ "$(wc -L <"$work/out")" -le 100 ] || problem "the help of $command is wider than 100 columns"
done
run 0 run --help
for option in --seed --set --out --no-requests --check-determinism --quiet; do says out "$option"; done
run 0 test --help
for option in --junit --jobs; do says out "$option"; done
run 0 --version
[[ $(cat "$work/out") =~ ^spillway\ [0-9]+\.[0-9]+\.[0-9]+$ ]] || problem "--version says: $(cat "$work/out")"

# --seed and --set change the run and nothing else needs to be edited.
run 0 run "$fixture/small.yaml" --seed 5
says out "seed 5,"
run 0 run "$fixture/small.yaml" --seed 9223372036854775807
says out "seed 9223372036854775807,"
run 0 run "$fixture/small.yaml" --set seed=6
says out "seed 6,"
run 0 run "$fixture/small.yaml" --set duration=4m --set load.full.rate=2/s
says out "4m of virtual time"
says out "180 requests"
run 1 run "$fixture/small.yaml" --set Concurrency=200 --set load.calm.rate=2/s --seed 3
says out "reproduce: spillway run $fixture/small.yaml --seed 3 --set Concurrency=200 --set load.calm.rate=2/s"
# The command it names does the same again.
tail -1 "$work/out" | sed 's/^reproduce: spillway //' >"$work/command"
cp "$work/out" "$work/failed"
eval "run 1 $(cat "$work/command")"
same "$work/failed" "$work/out"

# --quiet: only problems, which are what a failed report ends with.
run 0 run "$fixture/small.yaml" --quiet
empty out
empty err
run 1 run "$fixture/small.yaml" --set Concurrency=200
sed -n '/^What failed$/,$p' "$work/out" >"$work/ending"
run 1 run "$fixture/small.yaml" --quiet --set Concurrency=200
same "$work/ending" "$work/out"
says out "expected  cloudwatch.alarm_state_changed {to: ALARM}"
says out "seen      never; the last"
says out "what led there:"
says out "reproduce: spillway run $fixture/small.yaml --seed 1 --set Concurrency=200"
empty err
run 2 run "$work/absent.yaml" --quiet
says err "absent.yaml"

# --check-determinism heeds the other options.
run 0 run "$fixture/small.yaml" --check-determinism
says out "two runs of seed 1 are the same, byte for byte"
run 0 run "$fixture/small.yaml" --check-determinism --quiet
empty out
empty err
run 1 run "$fixture/small.yaml" --check-determinism --quiet --set Concurrency=200
same "$work/ending" "$work/out"
run 0 run "$fixture/small.yaml" --check-determinism --out "$work/twice"
says out "files: $work/twice"
run 0 run "$fixture/small.yaml" --out "$work/once" --quiet
for file in timeline.jsonl requests.jtl junit.xml; do same "$work/once/$file" "$work/twice/$file"; done
run 0 report "$work/twice"
run 0 run "$fixture/small.yaml" --check-determinism --no-requests --out "$work/twice_without"
[ ! -e "$work/twice_without/requests.jtl" ] || problem "--no-requests wrote requests.jtl"
run 1 run "$fixture/small.yaml" --check-determinism --set Concurrency=200
says out "are the same"
says out "an expectation failed"
run 2 run "$fixture/small.yaml" --check-determinism --out "$work/once/summary.json/x"
says err "cannot make the folder"

# --out makes the folder, and another run replaces what is there.
run 0 run "$fixture/small.yaml" --out "$work/a/b"
for file in timeline.jsonl summary.json requests.jtl junit.xml; do
  [ -s "$work/a/b/$file" ] || problem "there is no $file"
done
says out "files: $work/a/b"
python3 "$here/check_files.py" "$work/a/b" passed || problem "the files of a run are not what they should be"
run 0 run "$fixture/small.yaml" --out "$work/a/b"
for file in timeline.jsonl requests.jtl junit.xml; do same "$work/once/$file" "$work/a/b/$file"; done
run 0 run "$fixture/small.yaml" --no-requests --out "$work/a/b"
[ ! -e "$work/a/b/requests.jtl" ] || problem "requests.jtl of the run before was left"
[ -s "$work/a/b/timeline.jsonl" ] || problem "--no-requests left the timeline out"

# validate tells every bad file and passes the good ones.
run 0 validate "$fixture/small.yaml" "$fixture/small.template.yaml" "$scenarios"/*.yaml
says out "small.yaml: ok"
says out "small.template.yaml: ok"
empty err
variant typo '0,/rate: 1/s//rote: 1/'
printf 'Resources:\n  X: {Type: AWS::EC2::Vpc}\n' >"$work/bad.template.yaml"
printf 'a: [1\n' >"$work/broken.yaml"
run 2 validate "$work/typo.yaml" "$fixture/small.yaml" "$work/bad.template.yaml" "$work/broken.yaml"
says out "small.yaml: ok"
lacks out "typo"
says err "typo.yaml:11:"
says err "bad.template.yaml:2:"
says err "broken.yaml:"

# Every topic is explained, from the tables that the loader uses.
for topic in scenario events metrics faults aws exit-codes; do
  run 0 explain "$topic"
  [ "$(wc -l <"$work/out")" -ge 5 ] || problem "explain $topic says little"
done
run 0 explain events
says out "cloudwatch.alarm_state_changed"
run 0 explain metrics
says out "requests.failed_ratio"
run 0 explain aws
says out "aws.cloudwatch.visibility_delay"
run 0 explain schema
python3 -m json.tool "$work/out" /dev/null || problem "the schema is no JSON"
# What `explain scenario` shows is a scenario that loads.
run 0 explain scenario
sed -n '/^  name:/,$p' "$work/out" | sed "s|template: .*|template: $scenarios/failover.template.yaml|" >"$work/shown.yaml"
run 0 validate "$work/shown.yaml"
finish

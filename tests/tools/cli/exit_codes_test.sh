#!/usr/bin/env bash
# What the command's exit code says, and that the reason stands on standard error.
source "$(dirname "$0")/lib.sh"

# 0: all expectations met; 1: one is not.
run 0 run "$fixture/small.yaml"
empty err
run 1 run "$fixture/small.yaml" --set Concurrency=200
says out "NOT MET cloudwatch.alarm_state_changed {to: ALARM}"
empty err

# 2: bad scenarios and templates, with file, line and the nearest name. Nothing is run.
variant typo '0,/rate: 1/s//rote: 1/'
run 2 run "$work/typo.yaml"
says err "typo.yaml:11:"
says err "did you mean 'rate'?"
empty out
run 2 run "$fixture/small.yaml" --set aws.lambda.cold_strat=1s
says err "did you mean 'cold_start'?"
run 2 run "$fixture/small.yaml" --set Concurency=1
says err "the template has no parameter 'Concurency'"
says err "did you mean Concurrency?"
run 2 run "$fixture/small.yaml" --set nonsense
says err "key=value"
run 2 run "$work/absent.yaml"
says err "absent.yaml"
run 2 run "$work"
says err "is it there, and a file?"
variant no_template 's/^template: .*/template: absent.template.yaml/'
run 2 run "$work/no_template.yaml"
says err "absent.template.yaml"
variant no_code 's/Function: app/Funktion: app/'
run 2 run "$work/no_code.yaml"
says err "did you mean 'Function'?"
variant name 's/^name: .*/name: two words/'
run 2 run "$work/name.yaml"
says err "name.yaml:1:7: name: 'two words' cannot be the name of a stack"
# 3: a program of the user's own runs in live mode alone; nothing else takes its place.
variant command 's/Function: app/Function: {command: [python3, app.py]}/'
run 3 run "$work/command.yaml"
says err "code.Function: a command in virtual time is not modelled by Spillway"
says err "--live"
printf 'Resources: {}\n' >"$work/nothing.template.yaml"
variant no_resources "s|$fixture/small.template|nothing.template|"
run 2 run "$work/no_resources.yaml" --out "$work/untouched"
[ ! -e "$work/untouched" ] || problem "a scenario that cannot run made a folder"

# 2: usage, with what was meant.
run 2
says err "name a command: run, up, test, report, validate, explain, completion"
run 2 rum
says err "there is no command 'rum'"
says err "did you mean 'run'?"
run 2 run
says err "scenario is required"
run 2 run "$fixture/small.yaml" "$fixture/small.yaml"
says err "is one word too many"
run 2 run "$fixture/small.yaml" --sed 5
says err "did you mean '--seed'?"
for seed in x -1 1.5 9223372036854775808 ''; do
  run 2 run "$fixture/small.yaml" --seed "$seed"
  says err "is no whole number"
done
run 2 run "$fixture/small.yaml" --seed
run 2 run "$fixture/small.yaml" --out ''
says err "spillway run: --out: "
empty out
run 2 test "$fixture/small.yaml" --junit ''
says err "spillway test: --junit: "
empty out
run 2 test "$fixture/small.yaml" --jobs 0
run 2 test
run 2 explain evnts
says err "events"
run 2 completion tcsh
run 2 validate
run 2 report "$work"
says err "summary.json: cannot be read"
says err "name a folder that spillway run wrote with --out"
run 2 test "$work/absent"
says err "there is no such file or folder"
mkdir "$work/nothing"
run 2 test "$work/nothing"
says err "holds no scenario"

# 3: not modelled, by name.
sed 's/Protocol: HTTP$/Protocol: HTTPS/' "$fixture/small.template.yaml" >"$work/https.template.yaml"
variant https "s|$fixture/small.template|https.template|"
run 3 run "$work/https.yaml"
says err "HTTPS"
sed 's/AWS::EC2::VPC/AWS::S3::Bucket/' "$fixture/small.template.yaml" >"$work/bucket.template.yaml"
variant bucket "s|$fixture/small.template|bucket.template|"
run 3 run "$work/bucket.yaml"
says err "AWS::S3::Bucket"
run 3 run "$work/bucket.yaml" --check-determinism
says err "AWS::S3::Bucket"

# 4: the command compares what the two runs wrote. Runs of one seed do not differ, so one of the files is taken
# away from the first run: it goes to /dev/null.
mkdir "$work/lost"
ln -s /dev/null "$work/lost/timeline.jsonl"
run 4 run "$fixture/small.yaml" --check-determinism --out "$work/lost"
says err "two runs of one seed differ, first in timeline.jsonl line 1:"
says err "first run:  (ended)"
says err "second run: {\"t\":0,"

# 5: the disk is full.
for file in timeline.jsonl requests.jtl summary.json junit.xml; do
  mkdir "$work/full_$file"
  ln -s /dev/full "$work/full_$file/$file"
  run 5 run "$fixture/small.yaml" --out "$work/full_$file"
  says err "cannot write $work/full_$file/$file: No space left on device"
  says out "stopped"
  lacks out "passed"
done
run 5 test "$fixture/small.yaml" --junit /dev/full
says err "No space left on device"

# 5 as well: standard output is a file on a full disk.
run 0 run "$fixture/small.yaml" --out "$work/whole"
for arguments in "run $fixture/small.yaml" "test $fixture/small.yaml" "validate $fixture/small.yaml" \
  "report $work/whole" "explain events" "completion bash" --help "run --help" --version \
  "run $fixture/small.yaml --check-determinism" "run $fixture/small.yaml --quiet --set Concurrency=200"; do
  code=0
  # shellcheck disable=SC2086
  "$spillway" $arguments >/dev/full 2>"$work/err" || code=$?
  [ "$code" -eq 5 ] || problem "spillway $arguments >/dev/full: exit code $code"
  says err "spillway: cannot write standard output: No space left on device"
done
# What prints nothing loses nothing.
"$spillway" run "$fixture/small.yaml" --quiet >/dev/full 2>"$work/err" || problem "--quiet printed"
# Whoever closes a pipe has seen enough, whether the signal for it is heeded or ignored.
python3 - "$spillway" <<'PYTHON' || problem "a closed pipe is not harmless"
import os, signal, subprocess, sys
for action, code in ((signal.SIG_DFL, -signal.SIGPIPE), (signal.SIG_IGN, 0)):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.argv[1], 'explain', 'events'], stdout=writing, stderr=subprocess.PIPE,
                          preexec_fn=lambda: signal.signal(signal.SIGPIPE, action), restore_signals=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (code, b''), done
PYTHON

# 2: a place that cannot be is told before anything runs: here, a load of hours.
touch "$work/file"
run 2 run "$fixture/small.yaml" --set load.calm.rate=1000000/s --out "$work/file/out"
says err "cannot make the folder $work/file/out"
says err "name another place with --out"
empty out
for file in timeline.jsonl requests.jtl summary.json junit.xml; do
  mkdir -p "$work/taken_$file/$file"  # a folder of that name
  run 2 run "$fixture/small.yaml" --set load.calm.rate=1000000/s --out "$work/taken_$file"
  says err "cannot write $work/taken_$file/$file: Is a directory"
done
run 2 test "$fixture/small.yaml" --junit "$work/absent/junit.xml"
says err "cannot write $work/absent/junit.xml"
says err "name another place with --junit"
empty out
# requests.jtl does not matter to a run that leaves it out.
run 0 run "$fixture/small.yaml" --no-requests --out "$work/taken_requests.jtl" --quiet
finish

#!/usr/bin/env bash
# Who sees colours and progress, and what Ctrl-C does.
source "$(dirname "$0")/lib.sh"
escape=$'\x1b'

# Nobody watches: no colours, no progress.
run 0 run "$fixture/small.yaml"
lacks out "$escape"
run 1 run "$fixture/small.yaml" --set Concurrency=200
lacks out "$escape"
run 0 test "$fixture/small.yaml"
lacks out "$escape"
run 0 explain events
lacks out "$escape"

python3 "$here/terminal.py" "$spillway" "$fixture/small.yaml" "$work" "$here/check_files.py" || problem "see above"
finish

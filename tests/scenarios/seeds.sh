#!/usr/bin/env bash
# A scenario's expectations hold whatever chance decides: runs it with the seeds 1 to COUNT.
#   seeds.sh SCENARIO SPILLWAY COUNT
set -euo pipefail
scenario=$1 spillway=$2 count=$3

output=$(mktemp)
trap 'rm -f "$output"' EXIT
failed=0
for ((seed = 1; seed <= count; ++seed)); do
  "$spillway" run "$scenario" --seed "$seed" >"$output" 2>&1 && continue
  failed=1
  echo "seed $seed:"
  grep -A 2 'NOT MET' "$output" || tail -5 "$output"
done
exit $failed

#!/usr/bin/env bash
# The failover, from nothing: installs the packages, builds the release, runs a burst and tells it.
#   tools/demo.sh [SCENARIO]      a path from where you stand, or from the repository
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd -P)

scenario=${1:-$repository/scenarios/burst.yaml}
[ -e "$scenario" ] || scenario=$repository/$scenario
[ -f "$scenario" ] || { echo "demo: there is no scenario ${1:-scenarios/burst.yaml}, neither here nor in $repository" >&2; exit 2; }
# Below the repository its path is told as from there, where the command runs.
scenario=$(realpath --relative-base="$repository" -- "$scenario")
cd "$repository"

tools/build_release.sh spillway spillway-app spillway-controller
out=out/$(basename "$scenario" .yaml)
status=0
build/release/bin/spillway run "$scenario" --out "$out" || status=$?
echo
echo "The record of this run is in $out: timeline.jsonl, summary.json, requests.jtl, junit.xml."
echo "Show it again: build/release/bin/spillway report $out"
exit $status

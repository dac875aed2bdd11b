#!/usr/bin/env bash
# tools/demo.sh finds the scenario from where its user stands, and then from the repository. What it
# installs, builds and runs is replaced: a repository of its own, where each tool only tells how it was called.
set -uo pipefail
demo=$(realpath "$1")
work=$(realpath "$(mktemp -d)")
trap 'rm -rf "$work"' EXIT
problems=0

repository="$work/the repository"
mkdir -p "$repository"/{tools,scenarios,build/release/bin} "$work"/{bin,user/own,user/scenarios}
cp "$demo" "$repository/tools/demo.sh"
cp "$(dirname "$demo")/build_release.sh" "$repository/tools/"
printf '#!/bin/sh\n' | tee "$repository/tools/setup.sh" "$work/bin/cmake" >/dev/null
printf '#!/bin/sh\npwd\nprintf "%%s|" "$@"\n' >"$repository/build/release/bin/spillway"
chmod +x "$repository"/tools/*.sh "$work/bin/cmake" "$repository/build/release/bin/spillway"
touch "$repository"/scenarios/{burst,other}.yaml "$work"/user/{mine.yaml,own/deep.yaml,-odd.yaml} \
  "$work/user/scenarios/other.yaml" "$work/outside.yaml"

# runs FROM EXPECTED [SCENARIO]: standing in FROM, the command is given EXPECTED
runs() {
  local from=$1 expected=$2 shown code=0
  shift 2
  shown=$(cd "$from" && PATH="$work/bin:$PATH" "$repository/tools/demo.sh" "$@" 2>&1) || code=$?
  if [ "$code" -ne 0 ] || [ "$(head -1 <<<"$shown")" != "$repository" ] || ! grep -qF "run|$expected|--out|" <<<"$shown"; then
    echo "FAILED at line ${BASH_LINENO[0]}: demo.sh $* exits with $code: $shown" >&2
    problems=1
  fi
}
runs "$work/user" scenarios/burst.yaml
runs "$repository" scenarios/other.yaml scenarios/other.yaml
runs "$repository/tools" scenarios/other.yaml ../scenarios/other.yaml
runs "$work/user" scenarios/burst.yaml scenarios/burst.yaml
runs "$work/user" "$work/user/mine.yaml" mine.yaml
runs "$work/user/own" "$work/user/own/deep.yaml" deep.yaml
runs "$work/user" "$work/outside.yaml" ../outside.yaml
runs "$work/user" "$work/user/mine.yaml" "$work/user/mine.yaml"
runs "$work/user" "$work/user/-odd.yaml" -odd.yaml
# Of two of that name, the one where the user stands.
runs "$work/user" "$work/user/scenarios/other.yaml" scenarios/other.yaml

# Without a scenario nothing is built.
touch "$work/built"
printf '#!/bin/sh\nrm -f "%s"\n' "$work/built" >"$work/bin/cmake"
code=0
shown=$(cd "$work/user" && PATH="$work/bin:$PATH" "$repository/tools/demo.sh" absent.yaml 2>&1) || code=$?
if [ "$code" -ne 2 ] || ! grep -qF "there is no scenario absent.yaml" <<<"$shown" || [ ! -e "$work/built" ]; then
  echo "FAILED: demo.sh absent.yaml exits with $code: $shown" >&2
  problems=1
fi
exit $problems

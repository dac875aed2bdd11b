#!/usr/bin/env bash
# Shell completion: the scripts are what their shells read, and bash completes with its one.
source "$(dirname "$0")/lib.sh"

for shell in bash zsh fish; do
  run 0 completion "$shell"
  says out "check-determinism"
  for command in run test report validate explain completion; do says out "$command"; done
  cp "$work/out" "$work/completion.$shell"
done
bash -n "$work/completion.bash" || problem "the script for bash does not parse"
for shell in zsh fish; do
  command -v "$shell" >/dev/null || continue
  "$shell" -n "$work/completion.$shell" || problem "the script for $shell does not parse"
done

# complete WORDS...: what bash offers for the last of the words, on one line
source "$work/completion.bash"
complete -p spillway | grep -q _spillway || problem "nothing completes spillway"
completed() {
  COMP_WORDS=(spillway "$@") COMP_CWORD=$# COMPREPLY=()
  _spillway
  printf '%s\n' "${COMPREPLY[@]}" | paste -sd' '
}
offers() {
  local expected=$1
  shift
  [ "$(completed "$@")" = "$expected" ] || problem "spillway $* completes to '$(completed "$@")', not '$expected'"
}
mkdir "$work/here" "$work/here/folder"
touch "$work/here/one.yaml" "$work/here/two words.yaml" "$work/here/run"
cd "$work/here" || exit 1
offers "run report" r
offers "--seed --set" run --se
offers "--help --seed --set --out --no-requests --check-determinism --quiet" run one.yaml -
offers "--junit --jobs" test --j
offers "one.yaml" run o
offers "two words.yaml" validate tw
offers "folder" run one.yaml --out f
offers "events exit-codes" explain e
offers "zsh" completion z
offers "" run --nonsense
finish

#!/usr/bin/env bash
# Shell completion: the scripts are what their shells read, and each shell that is there completes with its one.
source "$(dirname "$0")/lib.sh"

for shell in bash zsh fish; do
  run 0 completion "$shell"
  says out "check-determinism"
  for command in run up test report validate explain completion; do says out "$command"; done
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
offers "--help --seed --set --out --no-requests --check-determinism --quiet --live --port --alb-port --bind --allow-host --access-log --no-freeze --endpoint" run one.yaml -
offers "--junit --jobs" test --j
offers "one.yaml" run o
offers "two words.yaml" validate tw
offers "folder" run one.yaml --out f
offers "events exit-codes" explain e
offers "zsh" completion z
offers "" run --nonsense
offers "--version" --v
# What an option's value may be, also behind "=", which bash takes for a word of its own.
offers "folder" run --out ''
offers "folder" run one.yaml --out = fo
offers "folder" run one.yaml --out =
offers "folder" report ''
offers "one.yaml" test --junit o
offers "" run --seed ''
offers "" run --seed -
offers "" test --jobs ''
offers "" run --set ''
offers "" run --set a = o
offers "one.yaml" run --set a = b o
offers "one.yaml" run --seed 5 o

# zsh: each option that takes a value says so, and --set may stand more than once.
for line in "'--seed[Seed of all chance; the scenario'\\''s by default]:N: '" \
  "'--out[Write the run'\\''s files into this folder]:directory:_files -/'" "'*--set[" "]:KEY=VALUE: '" \
  "'--junit[Write the verdicts as JUnit XML]:file:_files'" "]:N: '" "'--quiet[" "'1:directory:_files -/'" \
  "'*:file:_files'"; do
  grep -qF -- "$line" "$work/completion.zsh" || problem "the script for zsh lacks $line"
done
if command -v zsh >/dev/null; then
  mkdir "$work/functions"
  cp "$work/completion.zsh" "$work/functions/_spillway"
  python3 "$here/completion_zsh.py" "$work/functions" || problem "zsh does not complete as it should, see above"
fi

# fish LINE: what it offers for it, with the descriptions
fish_offers() {
  HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work fish -c "source '$work/completion.fish'; complete -C '$1'" >"$work/offered"
  [ "$(cat "$work/offered")" = "$2" ] || problem "fish offers for '$1': $(cat "$work/offered")"
}
if command -v fish >/dev/null; then
  tab=$'\t'
  fish_offers "spillway exp" "explain${tab}Teach: the scenario format, events, metrics, AWS settings"
  fish_offers "spillway run --ou" "--out${tab}Write the run's files into this folder"
  fish_offers "spillway run --out f" "folder/${tab}Directory"
  fish_offers "spillway run --seed " ""
  fish_offers "spillway test --junit on" "one.yaml"
  fish_offers "spillway run on" "one.yaml"
  fish_offers "spillway report " "folder/${tab}Directory"
  fish_offers "spillway completion z" "zsh"
  fish_offers "spillway --ver" "--version${tab}Print the version and exit"
fi
finish

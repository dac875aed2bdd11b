# What the tests of the command share; sourced by each, with the command as the first argument.
#
# run CODE ARGUMENTS...     runs the command, which must exit with that code; leaves $work/out and $work/err
# says WHAT TEXT            file $work/WHAT holds the text; `lacks` is the opposite
# Every problem is told, with the line of the test; the script fails at its end if there was one.
set -uo pipefail
spillway=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
fixture=$here/fixture
scenarios=$(cd "$here/../../../scenarios" && pwd)
unset NO_COLOR
work=$(mktemp -d)
problems=0
ended=0
trap 'code=$?; rm -rf "$work"; [ "$ended" -eq 1 ] || exit $((code == 0 ? 1 : code)); exit "$problems"' EXIT

# A test that does not come to its last line has failed.
finish() { ended=1; }

problem() {
  problems=1
  echo "FAILED at line ${BASH_LINENO[${#BASH_LINENO[@]} - 2]}: $1" >&2
}

run() {
  local expected=$1 code=0
  shift
  "$spillway" "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
  [ "$code" -eq "$expected" ] && return
  problem "spillway $*: exit code $code instead of $expected"
  head -20 "$work/out" "$work/err" >&2
}

says() {
  grep -qF -- "$2" "$work/$1" && return
  problem "$1 does not say: $2"
  head -20 "$work/$1" >&2
}

lacks() {
  if grep -qF -- "$2" "$work/$1"; then problem "$1 says: $2"; fi
}

empty() {
  [ ! -s "$work/$1" ] && return
  problem "$1 is not empty"
  head -5 "$work/$1" >&2
}

same() {
  diff -u "$1" "$2" >&2 || problem "$1 and $2 differ"
}

# variant NAME SED_PROGRAM: the small scenario, changed, as $work/NAME.yaml
variant() {
  sed -e "s|template: small|template: $fixture/small|" -e "$2" "$fixture/small.yaml" >"$work/$1.yaml"
  cmp -s "$work/$1.yaml" "$fixture/small.yaml" && problem "the variant $1 is the scenario itself"
}

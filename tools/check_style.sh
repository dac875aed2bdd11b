#!/usr/bin/env bash
# The formatting, and the rules that a compiler does not know: which folder may include what, and what a
# model must not touch.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
complain() { echo "$1" >&2; failed=1; }

mapfile -t sources < <(git ls-files -co --exclude-standard '*.cpp' '*.hpp')
clang-format-16 --dry-run --Werror "${sources[@]}" || complain "run: clang-format-16 -i FILE"

# forbid DESCRIPTION PATTERN FOLDER...: no line of these folders may match.
forbid() {
  local what=$1 pattern=$2
  shift 2
  local found
  found=$(grep -rnE "$pattern" --include='*.cpp' --include='*.hpp' "$@" | grep -v '/live/' || true)
  [ -z "$found" ] || complain "$what:"$'\n'"$found"
}

forbid "deployed code must not know the emulator" '#include "(emulator|tools)/' runtime app controller
forbid "the emulator must not know the tools, the app or the controller" '#include "(tools|app|controller)/' emulator
forbid "models do no I/O" '#include <(boost/beast|curl/|spdlog|boost/asio/ip)' emulator
forbid "only a Runtime tells the time, and chance has named streams" \
  'system_clock::now|steady_clock::now|random_device|gettimeofday|std::(uniform|normal|exponential)_[a-z]+_distribution|std::thread|\bgetenv\b' \
  emulator controller
forbid "the order of an unordered container is not deterministic" 'std::unordered_' emulator controller tools/harness
for service in alb lambda ecs ecr cloudwatch autoscaling eventbridge iam logs sqs; do
  others=$(echo alb lambda ecs ecr cloudwatch autoscaling eventbridge iam logs sqs | tr ' ' '\n' | grep -vx "$service" | paste -sd'|')
  forbid "services do not include each other" "#include \"emulator/($others|wire|world|cloudformation)/" "emulator/$service"
done
exit $failed

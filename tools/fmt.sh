#!/usr/bin/env bash
# tools/fmt.sh [--check]: formats all C with clang-format and all JavaScript with biome, or says what isn't formatted.
. "$(dirname "$0")/common.sh"

mode=(-i)
biome=(format --write)
[ "${1:-}" != --check ] || { mode=(--dry-run -Werror); biome=(format); }
mapfile -t files < <(git ls-files -co --exclude-standard '*.c' '*.h')
status=0
printf '%s\n' "${files[@]}" | xargs -P "$jobs" -n 20 clang-format "${mode[@]}" || status=1
PATH=$(tools/node.sh):$PATH
tools/install-npm.sh
npx --no-install biome "${biome[@]}" || status=1
exit $status

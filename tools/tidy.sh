#!/usr/bin/env bash
# clang-tidy over every C file that changed since it last passed (or all, after a header or the rules changed).
. "$(dirname "$0")/common.sh"

tools/install-packages.sh build test
if [ ! -f build/clang/compile_commands.json ] || [ CMakeLists.txt -nt build/clang/compile_commands.json ]; then
	cmake --preset clang >/dev/null
fi
# Glob again: a new file needs an entry.
ninja -C build/clang --quiet build.ninja
mkdir -p build/tidy
mapfile -t files < <(git ls-files -co --exclude-standard 'src/*.c' 'sim/*.c')
# All headers and rules together: any change of them checks everything again.
common=$(cat .clang-tidy $(git ls-files -co --exclude-standard 'src/*.h' 'sim/*.h') | sha256sum | cut -d' ' -f1)

check_one() {
	local stamp out
	stamp=build/tidy/$(printf '%s' "$1" | tr / _).ok
	out=$(cat "$1" <(echo "$2") | sha256sum | cut -d' ' -f1)
	[ "$(cat "$stamp" 2>/dev/null)" != "$out" ] || return 0
	# The count of suppressed warnings goes to standard error; findings to standard output.
	clang-tidy -p build/clang --quiet "$1" 2>/dev/null || return 1
	echo "$out" >"$stamp"
}
export -f check_one
printf '%s\0' "${files[@]}" | xargs -0 -P "$jobs" -I{} bash -c 'check_one "$1" "$2"' _ {} "$common"

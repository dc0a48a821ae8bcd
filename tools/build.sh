#!/usr/bin/env bash
# tools/build.sh PRESET [TARGET...]: configures once and builds. Presets: release dev clang asan tsan coverage fuzz.
. "$(dirname "$0")/common.sh"

preset=${1:?usage: tools/build.sh PRESET [TARGET...]}
shift
folder=build/$preset
if [ ! -f "$folder/build.ninja" ]; then
	mkdir -p "$folder"
	launcher=()
	! have ccache || launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache)
	cmake --preset "$preset" "${launcher[@]}" >"$folder/configure.log" 2>&1 || { cat "$folder/configure.log" >&2; die "cmake failed"; }
fi
quiet=(--quiet)
[ ! -t 1 ] || quiet=()
ninja -C "$folder" "${quiet[@]}" "$@"
if [ "$preset" = release ]; then
	for program in pitboss pitboss-sim; do
		[ ! -x "$folder/$program" ] || ln -sf "release/$program" "build/$program"
	done
fi

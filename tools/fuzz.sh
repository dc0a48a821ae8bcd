#!/usr/bin/env bash
# tools/fuzz.sh [TARGET...]: runs every fuzz target for FUZZ_SECONDS (60). New inputs are kept in build/fuzz-corpus, crashes in
# build/fuzz-crashes. With FUZZ_TAP=1 the result is TAP.
. "$(dirname "$0")/common.sh"

seconds=${FUZZ_SECONDS:-60}
tools/install-packages.sh build test
tools/build.sh fuzz
if [ $# -eq 0 ]; then
	for source in tests/fuzz/fuzz_*.c; do
		[ ! -e "$source" ] || set -- "$@" "$(basename "$source" .c)"
	done
fi
mkdir -p build/fuzz-crashes build/fuzz-logs
[ -z "${FUZZ_TAP:-}" ] || echo "1..$#"

fuzz_one() {
	local target=$1 name=${1#fuzz_} log=build/fuzz-logs/$1.log
	local kept=build/fuzz-corpus/$name corpus=tests/fuzz/corpus/$name
	mkdir -p "$kept"
	local folders=("$kept")
	[ ! -d "$corpus" ] || folders+=("$corpus")
	if "build/fuzz/$target" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="build/fuzz-crashes/$target-" "${folders[@]}" >"$log" 2>&1; then
		echo "ok - $target: $(sed -n 's/^stat::number_of_executed_units: */runs /p' "$log")"
	else
		echo "not ok - $target: see $log and build/fuzz-crashes"
		grep -m 20 -E '^(==|SUMMARY|#[0-9]+ )|runtime error|\.c:[0-9]+' "$log" | sed 's/^/# /' || true
	fi
}
export -f fuzz_one
export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0"
result=$(mktemp)
trap 'rm -f "$result"' EXIT
printf '%s\n' "$@" | xargs -P "$jobs" -I{} bash -c 'fuzz_one "$1" "$2"' _ {} "$seconds" | tee "$result"
! grep -q '^not ok' "$result"

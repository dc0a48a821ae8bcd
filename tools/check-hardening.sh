#!/usr/bin/env bash
# Says, as TAP, whether the release programs are what they should be: position-independent, full RELRO, no executable stack, stack
# protector, fortified, built with link-time optimisation.
. "$(dirname "$0")/common.sh"

number=0
check() { # check NAME COMMAND...
	local name=$1
	shift
	number=$((number + 1))
	if "$@" >/dev/null 2>&1; then echo "ok $number - $name"; else echo "not ok $number - $name"; fi
}
# Whole outputs, not pipes: a grep that has seen enough would end readelf by a broken pipe.
headers_say() { grep -Eq "$2" <<<"$(readelf -W -d -l -h "$1")"; }
imports() { grep -Eq "$2" <<<"$(readelf -W --dyn-syms "$1")"; }
not_executable_stack() { grep -Eq 'GNU_STACK .* RW +0x' <<<"$(readelf -W -l "$1")"; }

echo "1..15"
for program in pitboss pitboss-sim; do
	file=build/release/$program
	check "$program is position-independent" headers_say "$file" 'Type: +DYN'
	check "$program is marked as an executable (PIE)" headers_say "$file" 'FLAGS_1.*PIE'
	check "$program has RELRO" headers_say "$file" 'GNU_RELRO'
	check "$program binds at start" headers_say "$file" 'FLAGS_1.*NOW'
	check "$program has no executable stack" not_executable_stack "$file"
	check "$program has stack protectors" imports "$file" '__stack_chk_fail'
	check "$program is fortified" imports "$file" '__[a-z]+_chk'
done
check "release builds use link-time optimisation" grep -q -- '-flto' build/release/compile_commands.json

#!/usr/bin/env bash
# make dev: make run with the debug build, rebuilt and restarted when a source file changes.
. "$(dirname "$0")/common.sh"

tools/install-packages.sh build dev
runner= watcher=
end() { [ -z "$1" ] || { kill -TERM "$1" 2>/dev/null && wait "$1" 2>/dev/null; } || true; }
trap 'end "$runner"; end "$watcher"' EXIT
trap 'exit 0' INT TERM

while :; do
	# Watching starts before the build, so that what is saved meanwhile is not missed.
	inotifywait -qq -r -e close_write,moved_to,delete --include '\.(c|h|sql|yaml)$' src sim config &
	watcher=$!
	if tools/build.sh dev pitboss pitboss-sim; then
		end "$runner"
		PRESET=dev tools/run.sh &
		runner=$!
	else
		say "the build failed: what ran before goes on"
	fi
	wait "$watcher" || die "the files cannot be watched"
	watcher=
done

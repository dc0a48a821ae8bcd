#!/usr/bin/env bash
# make dev: make run with the debug build, rebuilt and restarted when a source file changes.
. "$(dirname "$0")/common.sh"

tools/install-packages.sh build dev
runner=
stop() { [ -z "$runner" ] || { kill -TERM "$runner" 2>/dev/null || true; wait "$runner" 2>/dev/null || true; runner=; }; }
trap stop EXIT
trap 'exit 0' INT TERM

while :; do
	if tools/build.sh dev pitboss pitboss-sim; then
		stop
		PRESET=dev tools/run.sh &
		runner=$!
	else
		say "the build failed: what ran goes on"
	fi
	inotifywait -qq -r -e close_write,moved_to,delete --include '\.(c|h|sql|yaml)$' src sim config & watcher=$!
	wait "$watcher" || exit 1
done

#!/usr/bin/env bash
# make dev: make run with the debug build, rebuilt and restarted when a source file changes; beside it, on WEB_PORT (8361), the web front
# end straight from its sources, where a saved file is on the screen at once.
. "$(dirname "$0")/common.sh"

tools/install-packages.sh build dev
runner= watcher= web=
end() { [ -z "$1" ] || { kill -TERM "$1" 2>/dev/null && wait "$1" 2>/dev/null; } || true; }
trap 'end "$runner"; end "$watcher"; end "$web"' EXIT
trap 'exit 0' INT TERM

PATH=$(tools/node.sh):$PATH
tools/install-npm.sh web
(cd web && npx --no-install openapi-typescript ../src/api/openapi.json --output src/api/schema.d.ts >/dev/null)
(cd web && PITBOSS_URL=http://127.0.0.1:${PORT:-8360} exec node node_modules/vite/bin/vite.js --port "${WEB_PORT:-8361}" --strictPort) &
web=$!

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

#!/usr/bin/env bash
# Builds the web front end into build/web, compressed beforehand, unless what is there was made from the same sources.
. "$(dirname "$0")/common.sh"

PATH=$(tools/node.sh):$PATH
stamp=build/web.made
# What is built follows from these, and from nothing else. A file that git knows and that is gone is no part of it.
sources() { git ls-files -co --exclude-standard web src/api/openapi.json tools/precompress.mjs | sort | while read -r f; do [ ! -f "$f" ] || sha256sum "$f"; done; }
want=$( (node --version && sources) | sha256sum | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && [ -f build/web/index.html ]; then
	exit 0
fi
tools/install-npm.sh web
say "building the web front end"
rm -f "$stamp"
cd web
log=$(mktemp)
trap 'rm -f "$log"' EXIT
run() { "$@" >"$log" 2>&1 || { cat "$log" >&2; die "the web front end could not be built"; }; }
run npx --no-install openapi-typescript ../src/api/openapi.json --output src/api/schema.d.ts
run npx --no-install vite build
run node ../tools/precompress.mjs ../build/web
echo "$want" >"../$stamp"

#!/usr/bin/env bash
# The web front end's unit tests, as TAP.
. "$(dirname "$0")/common.sh"

PATH=$(tools/node.sh):$PATH
tools/install-npm.sh web
cd web
exec npx --no-install vitest run --reporter=tap-flat

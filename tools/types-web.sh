#!/usr/bin/env bash
# The web front end's types, checked against the API's description as it is now.
. "$(dirname "$0")/common.sh"

PATH=$(tools/node.sh):$PATH
tools/install-npm.sh web
cd web
npx --no-install openapi-typescript ../src/api/openapi.json --output src/api/schema.d.ts >/dev/null
exec npx --no-install tsc --noEmit

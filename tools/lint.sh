#!/usr/bin/env bash
# make lint: format, include layers, clang-tidy, biome, TypeScript. Says all that is wrong before it fails.
. "$(dirname "$0")/common.sh"

tools/install-packages.sh build test
PATH=$(tools/node.sh):$PATH
tools/install-npm.sh
status=0
step() {
	say "$1"
	shift
	"$@" || status=1
}
step "format" tools/fmt.sh --check
step "include layers" node tools/lint-layers.mjs
step "folders of the web front end" node tools/lint-web.mjs
step "the API's description" node tools/openapi.mjs --check
step "the description of the events" node tools/asyncapi.mjs --check
step "clang-tidy" tools/tidy.sh
step "types of the web front end" tools/types-web.sh
step "biome" npx --no-install biome lint --error-on-warnings
exit $status

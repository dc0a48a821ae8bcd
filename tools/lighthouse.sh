#!/usr/bin/env bash
# make lighthouse: scores of the customer's page, production build, handed out by `pitboss serve`. PITBOSS_WEB: a built front end to take instead.
. "$(dirname "$0")/common.sh"

tools/install-packages.sh build test
PATH=$(tools/node.sh):$PATH
tools/install-npm.sh
tools/install-npm.sh tools/lighthouse
tools/build.sh release pitboss pitboss-sim
[ -n "${PITBOSS_WEB:-}" ] || tools/build-web.sh
exec node tools/lighthouse/run.mjs "${PITBOSS_WEB:-$PWD/build/web}" "$@"

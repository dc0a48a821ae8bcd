#!/usr/bin/env bash
# make screenshots: the pictures of the README, into docs/images. Names of some: only those. PITBOSS_WEB: a built front end to take.
. "$(dirname "$0")/common.sh"

tools/install-packages.sh build test pictures
PATH=$(tools/node.sh):$PATH
tools/install-npm.sh
tools/install-npm.sh web
tools/build.sh release pitboss pitboss-sim
[ -n "${PITBOSS_WEB:-}" ] || tools/build-web.sh
exec node tools/screenshots.mjs "${PITBOSS_WEB:-$PWD/build/web}" "$@"

#!/usr/bin/env bash
# Prints the folder of a Node that is new enough (20.19). Debian 12's own is 18: then the npm package `node`, pinned in tools/node,
# brings one into the project.
. "$(dirname "$0")/common.sh"

new_enough() {
	"$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

local_node=$PWD/tools/node/node_modules/node/bin/node
if have node && [ -z "${PITBOSS_LOCAL_NODE:-}" ] && new_enough "$(command -v node)"; then
	dirname "$(command -v node)"
	exit 0
fi
if ! { [ -x "$local_node" ] && new_enough "$local_node"; }; then
	have npm || die "npm is missing: tools/install-packages.sh test"
	say "this machine's Node is older than 20.19: installing one into tools/node"
	tools/install-npm.sh tools/node >&2
	new_enough "$local_node" || die "the npm package node brought no working Node"
fi
dirname "$local_node"

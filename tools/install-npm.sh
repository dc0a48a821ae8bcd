#!/usr/bin/env bash
# npm ci in a folder with a lock file (default: the root), unless what is there already matches the lock.
. "$(dirname "$0")/common.sh"

folder=${1:-.}
stamp=$folder/node_modules/.pitboss-lock
want=$(sha256sum <"$folder/package-lock.json" | cut -d' ' -f1)
[ "$(cat "$stamp" 2>/dev/null || true)" != "$want" ] || exit 0
say "installing npm packages in $folder"
(cd "$folder" && npm ci --no-fund --no-audit --loglevel=error) >&2
echo "$want" >"$stamp"

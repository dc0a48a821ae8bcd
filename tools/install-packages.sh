#!/usr/bin/env bash
# Installs the Debian packages that are missing, and says which. Groups: build (default), test, bench, pictures, dev. Where nothing is missing it
# only asks dpkg and returns. Uses sudo when not root.
. "$(dirname "$0")/common.sh"

build="gcc cmake ninja-build pkg-config libc6-dev curl ca-certificates
	libevent-dev libcurl4-openssl-dev libsodium-dev libyaml-dev libsqlite3-dev libicu-dev libssl-dev libcairo2-dev libpango1.0-dev
	libcmocka-dev libjson-c-dev
	fonts-dejavu-core fonts-noto-core fonts-droid-fallback"
test="clang clang-tidy clang-format llvm libclang-rt-14-dev sqlite3
	fonts-noto-cjk fonts-noto-color-emoji"
bench="nginx-light libnginx-mod-nchan wrk g++ python3"
pictures="pngquant"
dev="inotify-tools"

# A package that provides a program which may have come from elsewhere: only installed when the program is missing.
by_program() {
	case $1 in
	build) echo "gcc:gcc cmake:cmake ninja:ninja-build pkg-config:pkg-config curl:curl node:nodejs npm:npm" ;;
	test) echo "node:nodejs npm:npm git:git chromium:chromium" ;;
	bench) echo "node:nodejs npm:npm" ;;
	*) ;;
	esac
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | cut -c1-2)" = ii ]; }

[ $# -gt 0 ] || set -- build
if ! have dpkg-query; then
	say "not a Debian system: packages are yours to install (names in tools/install-packages.sh)"
	exit 0
fi

missing=()
for group in "$@"; do
	case $group in build | test | bench | pictures | dev) ;; *) die "no such group of packages: $group" ;; esac
	programs=$(by_program "$group")
	for package in ${!group}; do
		case " $programs " in *":$package "*) continue ;; esac
		installed "$package" || missing+=("$package")
	done
	for pair in $programs; do have "${pair%%:*}" || missing+=("${pair##*:}"); done
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
	have sudo || die "missing packages, and neither root nor sudo to install them: ${missing[*]}"
	as_root=(sudo)
fi
say "installing missing Debian packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
install() { "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$log" 2>&1; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Package lists may be absent or old: fetched only when the first try fails.
if ! install; then
	say "fetching the package lists"
	"${as_root[@]}" apt-get update -qq >"$log" 2>&1 || { cat "$log" >&2; die "apt-get update failed"; }
	install || { tail -n 30 "$log" >&2; die "apt-get install failed"; }
fi

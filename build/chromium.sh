#!/usr/bin/env bash
# Installs the Chromium and its driver that the test of the status page uses, from Debian. Does nothing when both are there.
set -euo pipefail

say() { echo "chromium: $*" >&2; }

die() {
    say "$*"
    exit 1
}

complete() { command -v chromium >/dev/null && command -v chromedriver >/dev/null; }

# Runs a command with its output kept back; on failure the last lines of it are shown.
logged() {
    local what=$1
    shift
    "$@" >"$log" 2>&1 </dev/null && return
    tail -n 15 "$log" >&2
    die "$what failed"
}

! complete || exit 0
command -v apt-get >/dev/null || die "no chromium and chromedriver in PATH, and this is no Debian: put both there"
[[ $(id -u) == 0 ]] || die "only root can install them: apt-get install chromium chromium-driver"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
say "installing chromium and chromium-driver"
logged "reading Debian's package lists" apt-get -o Acquire::Retries=3 update
logged "installing chromium" env DEBIAN_FRONTEND=noninteractive \
    apt-get -o Acquire::Retries=3 install --yes --no-install-recommends chromium chromium-driver
complete || die "chromium or chromedriver is still missing although every step went well"

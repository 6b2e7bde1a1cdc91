#!/usr/bin/env bash
# Fills a cache folder with the prometheus and promtool that the tests of dashboard and alerts run, and prints that folder.
# Does nothing when the folder is complete.
#
#   PROMETHEUS_ASSETS   the folder; default ${XDG_CACHE_HOME:-$HOME/.cache}/cluster-gateway/prometheus
#
# From Debian, unpacked rather than installed: the package would start a Prometheus of its own on the machine. With it come
# the libraries of its pages, which the pictures in docs/pictures are taken of.
set -euo pipefail

readonly assets="${PROMETHEUS_ASSETS:-${XDG_CACHE_HOME:-$HOME/.cache}/cluster-gateway/prometheus}"
readonly debian_suite=bookworm # newer ones have no pages any more, or others
readonly log="$assets/build.log"
readonly program=prometheus-assets
readonly packages=(
    prometheus fonts-glyphicons-halflings libjs-bootstrap4 libjs-d3 libjs-eonasdan-bootstrap-datetimepicker libjs-jquery
    libjs-jquery-hotkeys libjs-moment libjs-moment-timezone libjs-mustache libjs-popper.js libjs-rickshaw
)
source "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

complete() { [[ -x $assets/prometheus && -x $assets/promtool ]]; }

finish() {
    complete || die "$assets still lacks prometheus or promtool although every step went well: see $log"
    echo "$assets"
    exit 0
}

fetch_packages() {
    local package
    mkdir "$work/packages" "$work/debian"
    (cd "$work/packages" && logged "fetching prometheus" apt-get "${apt_options[@]}" download "${packages[@]}")
    for package in "$work"/packages/*.deb; do
        logged "unpacking $package" dpkg-deb --extract "$package" "$work/debian"
    done
}

# promtool comes last: with it the folder counts as complete.
move_into_place() {
    local name
    rm -rf "$assets/debian"
    mv "$work/debian" "$assets/debian"
    for name in prometheus promtool; do
        ln -sfn "debian/usr/bin/$name" "$assets/$name"
    done
}

! complete || finish
command -v apt-get >/dev/null || die "this is no Debian: put prometheus and promtool into $assets," \
    "or set PROMETHEUS_ASSETS to a folder that has them"
open_cache PROMETHEUS_ASSETS
prepare_apt "prometheus and promtool"
fetch_packages
move_into_place
finish

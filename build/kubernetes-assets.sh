#!/usr/bin/env bash
# Fills a cache folder with the etcd and kube-apiserver (and kubectl, where there is one) that the tests on real
# Kubernetes start, and prints that folder. Does nothing when the folder is complete.
#
#   KUBEBUILDER_ASSETS   the folder; default ${XDG_CACHE_HOME:-$HOME/.cache}/cluster-gateway/kubernetes
#   ENVTEST_VERSION      newest Kubernetes to take from the envtest archive; default 1.36 (any patch release of it)
#   ENVTEST_INDEX        where the list of envtest archives is; empty = do not ask
#   APISERVER_BUILD_JOBS how many compilers run at once; default: one per core
#
# First the official envtest archive; where its host is out of reach, Debian: etcd from the package etcd-server,
# kube-apiserver compiled from the source package kubernetes (minutes, once; the log stays in the folder).
set -euo pipefail

readonly assets="${KUBEBUILDER_ASSETS:-${XDG_CACHE_HOME:-$HOME/.cache}/cluster-gateway/kubernetes}"
readonly envtest_version="${ENVTEST_VERSION:-1.36}"
readonly envtest_index="${ENVTEST_INDEX-https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml}"
readonly debian_suite=bookworm # the last Debian whose kubernetes source package has the API server, and its Go 1.19
readonly log="$assets/build.log"
readonly program=kubernetes-assets
source "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

# Of a build from Debian's sources; counts up when the build changes, so that what was cached before is built again.
readonly recipe="recipe 2"

complete() {
    [[ -x $assets/etcd && -x $assets/kube-apiserver ]] || return 1
    ! grep -qs "compiled from Debian" "$assets/version" || grep -q "$recipe" "$assets/version"
}

finish() {
    complete || die "$assets still lacks etcd or kube-apiserver although every step went well: see $log"
    echo "$assets"
    exit 0
}

# The kube-apiserver comes last: with it the folder counts as complete.
move_into_place() {
    local from=$1 name
    for name in version kubectl etcd kube-apiserver; do
        [[ ! -e $from/$name ]] || mv -f "$from/$name" "$assets/$name" || die "cannot move $name into $assets"
    done
}

# ---- the envtest archive ----

fetch() { curl --fail --silent --show-error --location --connect-timeout 4 "$@" 2>>"$log"; }

platform() {
    local machine
    machine=$(uname -m)
    case $machine in
        x86_64) machine=amd64 ;;
        aarch64) machine=arm64 ;;
    esac
    echo "$(uname -s | tr '[:upper:]' '[:lower:]')-$machine"
}

# From the index, lines "version url sha512" of this platform's stable releases.
envtest_archives() {
    awk -v suffix="-$(platform).tar.gz:" '
        $1 ~ /^envtest-v[0-9.]+-[a-z0-9]+-[a-z0-9_]+\.tar\.gz:$/ {
            wanted = substr($1, length($1) - length(suffix) + 1) == suffix
            version = $1; sub(/^envtest-v/, "", version); sub(/-.*/, "", version)
            hash = link = ""
        }
        wanted && $1 == "hash:" { hash = $2 }
        wanted && $1 == "selfLink:" { link = $2 }
        wanted && hash != "" && link != "" { print version, link, hash; wanted = 0 }
    ' "$1"
}

# The newest archive that is not newer than asked for: 1.36 takes any 1.36.x.
newest_archive() {
    { cat; echo "$envtest_version.999999 limit"; } | sort -V | awk '$2 == "limit" { print last; exit } { last = $0 }'
}

from_envtest() {
    local index=$work/index archive=$work/envtest.tar.gz version url hash
    [[ -n $envtest_index ]] && command -v curl >/dev/null || return 1
    fetch --max-time 10 --output "$index" "$envtest_index" || return 1
    read -r version url hash < <(envtest_archives "$index" | newest_archive) || true
    [[ -n ${url:-} ]] || return 1
    say "fetching the envtest archive of Kubernetes $version"
    fetch --speed-limit 10000 --speed-time 20 --max-time 900 --output "$archive" "$url" || return 1
    verify "$archive" "$hash"
    mkdir "$work/bin"
    logged "unpacking the envtest archive" tar -xzf "$archive" -C "$work/bin" --strip-components=2
    echo "$version (envtest)" >"$work/bin/version"
    move_into_place "$work/bin"
}

# A wrong checksum stops the run: what the host sent is not what was released.
verify() {
    local file=$1 expected=$2 actual
    actual=$( (sha512sum "$file" 2>/dev/null || shasum -a 512 "$file") | cut -d' ' -f1)
    [[ $actual == "$expected" ]] || die "the envtest archive's SHA-512 is $actual (expected: $expected as the index says)"
}

# ---- Debian ----

install_build_packages() {
    local missing=()
    [[ -x /usr/lib/go-1.19/bin/go ]] || missing+=(golang-1.19-go)
    command -v dpkg-source >/dev/null || missing+=(dpkg-dev)
    command -v rsync >/dev/null || missing+=(rsync)
    command -v make >/dev/null || missing+=(make)
    [[ ${#missing[@]} -gt 0 ]] || return 0
    [[ $(id -u) == 0 ]] || die "the build needs packages that only root can install: apt-get install ${missing[*]}"
    say "installing ${missing[*]}"
    logged "installing ${missing[*]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get "${apt_options[@]}" install --yes --no-install-recommends "${missing[@]}"
}

# Unpacked rather than installed: the package would start an etcd of its own on the machine.
take_etcd() {
    local path
    if path=$(command -v etcd); then
        install -m 755 "$path" "$work/bin/etcd"
        return
    fi
    mkdir "$work/etcd"
    (cd "$work/etcd" && logged "fetching etcd-server" apt-get "${apt_options[@]}" download etcd-server)
    logged "unpacking etcd-server" dpkg-deb --extract "$work"/etcd/etcd-server_*.deb "$work/etcd"
    install -m 755 "$work/etcd/usr/bin/etcd" "$work/bin/etcd"
}

git_version_file() {
    local upstream=$1 commit=$2
    cat <<END
KUBE_GIT_COMMIT='$commit'
KUBE_GIT_TREE_STATE='archive'
KUBE_GIT_VERSION='v$upstream'
KUBE_GIT_MAJOR='${upstream%%.*}'
KUBE_GIT_MINOR='$(cut -d. -f2 <<<"$upstream")'
END
}

# The reflect2 of that Kubernetes reads maps by an internal form that Go changed in 1.18: an API server built with it dies
# when a custom resource is written (modern-go/reflect2#24 and #25). Debian has the mended release.
mend_reflect2() {
    local vendored=$1
    mkdir "$work/reflect2"
    (cd "$work/reflect2" && logged "fetching reflect2" apt-get "${apt_options[@]}" download "golang-github-modern-go-reflect2-dev/$debian_suite")
    logged "unpacking reflect2" dpkg-deb --extract "$work"/reflect2/golang-github-modern-go-reflect2-dev_*.deb "$work/reflect2"
    rm -rf "$vendored"
    cp -r "$work/reflect2/usr/share/gocode/src/github.com/modern-go/reflect2" "$vendored"
}

compile_apiserver() {
    local tree package upstream
    mkdir "$work/source"
    (cd "$work/source" && logged "fetching the source package kubernetes" \
        apt-get "${apt_options[@]}" --only-source source "kubernetes/$debian_suite")
    tree=$(echo "$work"/source/kubernetes-*/)
    [[ -d $tree/cmd/kube-apiserver ]] || die "Debian's source package kubernetes has no cmd/kube-apiserver (expected: the whole of Kubernetes)"
    package=$(dpkg-parsechangelog -l "$tree/debian/changelog" -S Version)
    upstream=${package%-*}
    upstream=${upstream##*+really} # 1.20.5+really1.20.2-1.1 is 1.20.2
    upstream=${upstream%%[+~]*}
    mend_reflect2 "$tree/vendor/github.com/modern-go/reflect2"
    git_version_file "$upstream" "$package" >"$work/version-file"
    say "compiling kube-apiserver $upstream, which takes some minutes; the log is $log"
    logged "compiling kube-apiserver" env -u GOROOT -u GOBIN -u MAKEFLAGS \
        PATH="/usr/lib/go-1.19/bin:$PATH" HOME="$work" GOPATH="$work/gopath" GOCACHE="$work/gocache" \
        GO111MODULE=off GOPROXY=off CGO_ENABLED=0 GOMAXPROCS="${APISERVER_BUILD_JOBS:-$(nproc)}" KUBE_GIT_VERSION_FILE="$work/version-file" \
        make -C "$tree" WHAT=cmd/kube-apiserver GOLDFLAGS='-s -w'
    install -m 755 "$tree/_output/bin/kube-apiserver" "$work/bin/kube-apiserver"
    echo "$upstream (compiled from Debian's kubernetes $package, $recipe)" >"$work/bin/version"
}

from_debian() {
    command -v apt-get >/dev/null || die "the envtest archive is out of reach and this is no Debian:" \
        "put etcd and kube-apiserver into $assets, or set KUBEBUILDER_ASSETS to a folder that has them"
    mkdir "$work/bin"
    prepare_apt "etcd and kube-apiserver"
    install_build_packages
    take_etcd
    compile_apiserver
    ! kubectl=$(command -v kubectl) || ln -s "$kubectl" "$work/bin/kubectl"
    move_into_place "$work/bin"
}

# ---- the run ----

! complete || finish
open_cache KUBEBUILDER_ASSETS
from_envtest || { say "the envtest archive is out of reach, taking Debian's sources" && rm -rf "$work/bin" && from_debian; }
finish

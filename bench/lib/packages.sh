# Tools of Debian that a bench needs. Sourced by bench/run and bench/beside.

say() { echo "bench: $*" >&2; }

die() {
  say "$*"
  exit 1
}

# Services of freshly installed packages stay down: we start our own nginx and haproxy.
install_packages() {
  local guard=/usr/sbin/policy-rc.d apt_log
  apt_log=$(mktemp)
  say "installing $*"
  if [[ ! -e $guard ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$guard" && chmod 755 "$guard"
    guard_to_remove=$guard
  fi
  apt_get install --yes --no-install-recommends "$@" || { apt_get update && apt_get install --yes --no-install-recommends "$@"; } \
    || { tail -n 5 "$apt_log" >&2; die "apt-get could not install $* (mend: install them, then run again)"; }
  remove_guard
  rm -f "$apt_log"
}

apt_get() { DEBIAN_FRONTEND=noninteractive apt-get -q "$@" >>"$apt_log" 2>&1 </dev/null; }

remove_guard() {
  [[ -z ${guard_to_remove:-} ]] || rm -f "$guard_to_remove"
  guard_to_remove=
}

need_tools() { # TOOL…
  local tool missing=()
  local -A package_of=([nginx]=nginx [haproxy]=haproxy [wrk]=wrk [h2load]=nghttp2-client [openssl]=openssl [curl]=curl)
  PATH=$PATH:/usr/sbin:/sbin
  for tool in "$@"; do
    command -v "$tool" >/dev/null || missing+=("${package_of[$tool]}")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  command -v apt-get >/dev/null || die "missing: ${missing[*]}, and there is no apt-get here (mend: install them by your system's means)"
  [[ $(id -u) == 0 ]] || die "missing: ${missing[*]} (mend: as root, apt-get install --no-install-recommends ${missing[*]})"
  install_packages "${missing[@]}"
}

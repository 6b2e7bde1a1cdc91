# The machine: cores, ports, processes and what they cost. Sourced by bench/run.

# ---- cores ----

allowed_cores() { # one number a line
  local range
  for range in $(awk '/^Cpus_allowed_list/ { gsub(",", " ", $2); print $2 }' /proc/self/status | tr ',' ' '); do
    seq "${range%-*}" "${range#*-}"
  done
}

# All share two cores, on every machine: the ratios of a bigger one would otherwise tell another story.
take_two_cores() {
  mapfile -t cores < <(allowed_cores)
  if [[ ${#cores[@]} -gt 2 ]]; then
    command -v taskset >/dev/null || die "this machine has ${#cores[@]} cores and no taskset (mend: install util-linux)"
    cores=("${cores[@]:0:2}")
    taskset -cp "${cores[0]},${cores[1]}" $$ >/dev/null
  fi
  [[ ${#cores[@]} -eq 2 ]] || say "only one core here: the figures do not compare with those of two"
}

# ---- ports ----

in_use() { # PORT
  local hex
  printf -v hex '%04X' "$1"
  grep -qsE ":$hex [0-9A-F]+:0000 0A" /proc/net/tcp /proc/net/tcp6
}

# Five ports in a row: those asked for, or the first free ones below the range of outgoing connections.
choose_ports() { # FIRST or empty
  local first=${1:-18400} taken
  while taken=$(port_in_use "$first"); do
    [[ -z $1 ]] || die "port $taken is in use (expected: $1 to $(($1 + 4)) free; mend: another --ports, or none)"
    first=$((taken + 1))
    [[ $first -lt 32000 ]] || die "no five free ports in a row between 18400 and 32000"
  done
  origin_port=$first member_port=$((first + 1)) haproxy_port=$((first + 2))
  gateway_port=$((first + 3)) management_port=$((first + 4))
}

port_in_use() { # FIRST: the first of five that is taken, or failure
  local port
  for ((port = $1; port < $1 + 5; port++)); do
    if in_use "$port"; then
      echo "$port"
      return
    fi
  done
  return 1
}

# ---- processes ----

declare -A pid_of=()

spawn() { # NAME COMMAND…
  local name=$1
  shift
  "$@" >"$work/$name.log" 2>&1 </dev/null &
  pid_of[$name]=$!
}

# A pid may have gone to somebody else since: only a living child of this very script is ours.
is_ours() { # PID
  local stat state parent
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -r state parent _ <<<"${stat##*) }"
  [[ $parent == "$$" && $state != Z ]]
}

alive() { [[ -n ${pid_of[$1]:-} ]] && is_ours "${pid_of[$1]}"; }

stop() { # NAME
  local pid=${pid_of[$1]:-} turn
  [[ -n $pid ]] || return 0
  unset "pid_of[$1]"
  if is_ours "$pid"; then
    kill -TERM "$pid" 2>/dev/null || true
    for ((turn = 0; turn < 150; turn++)); do
      is_ours "$pid" || break
      sleep 0.1
    done
    if is_ours "$pid"; then
      say "$1 did not go on SIGTERM within 15 s: killing it"
      kill -KILL "$pid" 2>/dev/null || true
    fi
  fi
  wait "$pid" 2>/dev/null || true
}

stop_all() {
  local name
  for name in load gateway haproxy origin; do stop "$name"; done
}

# ---- what they cost ----

ticks_per_second=$(getconf CLK_TCK)

now() { echo "${EPOCHREALTIME/./}"; } # microseconds

# User and system time of a process, all its threads, ended ones included.
ticks_of() { # NAME: in clock ticks
  local stat field
  read -r stat <"/proc/${pid_of[$1]}/stat"
  read -ra field <<<"${stat##*) }"
  echo $((field[11] + field[12]))
}

resident_kib() { awk '/^VmRSS:/ { print $2 }' "/proc/${pid_of[$1]}/status"; }

# All time our cores were not idle, in ticks: interrupts too, since Linux books them on the process they hit, and what a
# hypervisor took.
busy_ticks() {
  awk -v wanted=" ${cores[*]} " '
    $1 ~ /^cpu[0-9]+$/ && index(wanted, " " substr($1, 4) " ") { sum += $2 + $3 + $4 + $7 + $8 + $9 }
    END { print sum }' /proc/stat
}

# Time of children of ours that have ended (load tools, mostly), in ticks.
children_ticks() {
  local stat field
  read -r stat <"/proc/$$/stat"
  read -ra field <<<"${stat##*) }"
  echo $((field[11] + field[12] + field[13] + field[14]))
}

# What came out: medians, the table, the bounds, JSON. Sourced by bench/run.

# The bounds of the gateway's first release.
readonly bound_start_seconds=3 bound_idle_mib=200 bound_cpu_ratio=3

versions() { # name<TAB>version, one a line
  printf 'nginx\t%s\n' "$(nginx -v 2>&1 | sed 's|.*/||')"
  printf 'haproxy\t%s\n' "$(haproxy -v | awk 'NR == 1 { print $3 }')"
  printf 'wrk\t%s\n' "$(wrk -v 2>&1 | awk 'NR == 1 { sub(".*/", "", $2); print $2 }')"
  printf 'h2load\t%s\n' "$(h2load --version 2>/dev/null | sed 's|.*/||' || true)"
  printf 'openssl\t%s\n' "$(openssl version | cut -d' ' -f2)"
  if measures gateway; then
    printf 'gateway\t%s\n' "$(head -n 1 "$work/version.log")"
    printf 'java\t%s\n' "$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p')"
  fi
}

processor() { awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo; }

show_table() {
  awk -F'\t' -v titles="$(printf '%s\n' "${cases[@]}")" '
    BEGIN {
      n = split(titles, line, "\n")
      for (i = 1; i <= n; i++) { split(line[i], word, " "); title[word[1]] = substr(line[i], index(line[i], word[4] " H") + length(word[4]) + 1) }
    }
    { row[++rows] = $0; if ($2 == "haproxy") for (i = 4; i <= 8; i++) base[$1, i] = $i }
    END {
      for (r = 1; r <= rows; r++) {
        split(row[r], f, "\t")
        if (f[1] != last) {
          printf "\n%s\n%-8s  %15s  %14s  %14s  %16s  %14s  %6s\n", title[f[1]], "", "requests/s", "p50 ms", "p99 ms", "CPU s/10,000", "RSS MiB", "errors"
        }
        last = f[1]
        printf "%-8s  %8d %6s  %7.2f %6s  %7.2f %6s  %9s %6s  %7s %6s  %6d\n", f[2], f[4], times(4), f[5], times(5), f[6], times(6),
          own(7, "%.3f"), f[2] == "origin" ? "" : times(7), own(8, "%.0f"), f[2] == "origin" ? "" : times(8), f[9]
      }
    }
    function times(i) { return base[f[1], i] > 0 ? sprintf("x%.2f", f[i] / base[f[1], i]) : "-" }
    function own(i, format) { return f[2] == "origin" ? "-" : sprintf(format, f[i]) }
  ' "$work/summary"
}

# name<TAB>measured<TAB>bound<TAB>unit, one a line
measured_bounds() {
  measures gateway || return 0
  printf 'start to first proxied request\t%s\t%s\ts\n' "$(median_of "${starts_ms[@]}" | awk '{ print $1 / 1000 }')" "$bound_start_seconds"
  printf 'idle RSS after start\t%s\t%s\tMiB\n' "$(awk -v k="$idle_kib" 'BEGIN { print k / 1024 }')" "$bound_idle_mib"
  awk -F'\t' -v bound="$bound_cpu_ratio" '
    $2 == "haproxy" { base[$1] = $7 }
    $2 == "gateway" { gateway[$1] = $7; order[++n] = $1 }
    END { for (i = 1; i <= n; i++) if (base[order[i]] > 0) printf "CPU against haproxy, %s\t%s\t%s\tx\n", order[i], gateway[order[i]] / base[order[i]], bound }
  ' "$work/summary"
}

median_of() { printf '%s\n' "$@" | sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# A CPU ratio of exactly the bound holds; start and memory must stay under theirs.
show_bounds() {
  measured_bounds >"$work/bounds"
  [[ ! -s $work/bounds ]] || echo
  awk -F'\t' '{
    holds = $4 == "x" ? $2 <= $3 : $2 < $3
    printf "%s  %-36s %8.2f %-3s  (%s %s)\n", holds ? "pass" : "FAIL", $1, $2, $4, $4 == "x" ? "at most" : "under", $3
    if (!holds) failed = 1
  } END { exit failed }' "$work/bounds"
}

total_errors() { awk -F'\t' '{ sum += $9 } END { print sum + 0 }' "$work/rounds"; }

others_percent() { awk -F'\t' '{ print $10 }' "$work/rounds" | sort -n | awk '{ v[NR] = $1 } END { printf "%.0f", v[int((NR + 1) / 2)] }'; }

show_remarks() {
  local others errors
  others=$(others_percent) errors=$(total_errors)
  awk -F'\t' '$2 == "gateway" && $10 != "-" { printf "CPU ratio round by round, %s: %.2f to %.2f\n", $1, $10, $11 }' "$work/summary"
  [[ -z ${loaded_kib:-} ]] || awk -v k="$loaded_kib" 'BEGIN { printf "gateway RSS, idle again after the load: %.0f MiB\n", k / 1024 }'
  show_complaints
  echo "other processes took $others % of these cores (median of the rounds)"
  [[ $others -lt 5 ]] || echo "NOISY: that is too much for figures to quote; p99 and throughput suffer first, CPU per request last"
  [[ $errors -eq 0 ]] || echo "BROKEN: $errors requests went wrong (expected: none); the figures do not count"
  [[ -z $quick ]] || ! measures gateway || echo "quick run: the JVM has not compiled everything yet, so the gateway looks dearer than it is"
}

show_complaints() {
  local count
  measures gateway || return 0
  count=$(grep -c ' ERROR ' "$work/gateway.log" || true)
  [[ $count -eq 0 ]] || echo "the gateway logged $count errors, the first: $(grep -m 1 -A 1 ' ERROR ' "$work/gateway.log" | cut -d' ' -f3- | tr '\n' ' ')"
}

show_report() {
  awk -f "$bench/lib/summary.awk" "$work/rounds" >"$work/summary"
  echo "$(date -u +%Y-%m-%d), $(processor), ${#cores[@]} cores shared by load, origin and proxy, Linux $(uname -r)"
  versions | awk -F'\t' '$2 != "" { printf "%s%s %s", (NR > 1 ? ", " : ""), $1, $2 } END { print "" }'
  show_table
  bounds_hold=true
  show_bounds || bounds_hold=false
  echo
  show_remarks
}

# ---- JSON ----

quoted() { awk -v text="$1" 'BEGIN { gsub(/["\\]/, "\\\\&", text); gsub(/[[:cntrl:]]/, " ", text); printf "\"%s\"", text }'; }

json_lines() { # FILE NUMBER-OF-STRINGS KEYS…: tab-separated lines as a list of objects
  local file=$1 strings=$2
  shift 2
  awk -F'\t' -v keys="$*" -v strings="$strings" '
    BEGIN { n = split(keys, key, " ") }
    {
      printf "%s\n    {", (NR > 1 ? "," : "")
      for (i = 1; i <= n; i++) printf "%s\"%s\": %s", (i > 1 ? ", " : ""), key[i], (i <= strings ? "\"" $i "\"" : ($i == "-" || $i == "" ? "null" : $i))
      printf "}"
    }' "$file"
}

write_json() { # FILE
  awk -F'\t' 'BEGIN { OFS = FS } { holds = $4 == "x" ? $2 <= $3 : $2 < $3; print $1, $4, $2, $3, holds ? "true" : "false" }' "$work/bounds" >"$work/verdicts"
  {
    printf '{\n  "date": %s,\n' "$(quoted "$(date -u +%Y-%m-%dT%H:%M:%SZ)")"
    printf '  "machine": {"processor": %s, "cores": %d, "kernel": %s},\n' "$(quoted "$(processor)")" "${#cores[@]}" "$(quoted "$(uname -r)")"
    printf '  "versions": {%s},\n' "$(versions | while IFS=$'\t' read -r name version; do
      printf '%s"%s": %s' "${comma:-}" "$name" "$(quoted "$version")"
      comma=', '
    done)"
    printf '  "settings": {"quick": %s, "rounds": %d, "seconds": %d, "warmup_seconds": %d, "java_opts": %s},\n' \
      "$([[ -n $quick ]] && echo true || echo false)" "$rounds" "$seconds" "$warmup" "$(quoted "${JAVA_OPTS:-}")"
    printf '  "other_processes_percent": %s,\n  "errors": %s,\n' "$(others_percent)" "$(total_errors)"
    printf '  "starts_ms": [%s],\n' "$(IFS=,; echo "${starts_ms[*]}")"
    printf '  "gateway_rss_kib": {"idle": %s, "idle_after_load": %s},\n' "${idle_kib:-null}" "${loaded_kib:-null}"
    printf '  "medians": [%s\n  ],\n' "$(json_lines "$work/summary" 2 case target rounds requests_per_second p50_ms p99_ms cpu_seconds_per_10000 rss_mib errors cpu_ratio_min cpu_ratio_max)"
    printf '  "rounds": [%s\n  ],\n' "$(json_lines "$work/rounds" 2 case target round requests_per_second p50_ms p99_ms cpu_seconds_per_10000 rss_mib errors other_processes_percent requests)"
    printf '  "bounds": [%s\n  ]\n}\n' "$(json_lines "$work/verdicts" 2 name unit measured bound holds)"
  } >"$1"
}

# Rounds of load: bounded, interleaved, each with what it cost. Sourced by bench/run.

# NAME PROTOCOL CONNECTIONS STREAMS TITLE
cases=(
  "h1-16 h1 16 1 HTTP/1.1, 16 connections"
  "h1-64 h1 64 1 HTTP/1.1, 64 connections"
  "h2-16x1 h2 16 1 HTTP/2, 16 connections"
  "h2-1x16 h2 1 16 HTTP/2, 1 connection of 16 streams"
)

# In the background and waited for, so that Ctrl-C is heard at once; timeout bounds it whatever happens.
drive() { # TARGET PROTOCOL CONNECTIONS STREAMS SECONDS
  local target=$1 protocol=$2 connections=$3 streams=$4 seconds=$5 threads=2 header url
  header="authorization: Bearer $caller_token" url=$(url_of "$target")
  [[ $connections -ge 2 ]] || threads=1
  rm -f "$work/latency"
  case $protocol in
    h1) spawn load env OPENSSL_CONF="$work/client-tls.cnf" timeout -k 2 $((seconds + 20)) \
      wrk -t "$threads" -c "$connections" -d "${seconds}s" --timeout 10s -s "$bench/lib/wrk.lua" -H "$header" "$url" ;;
    h2) spawn load env OPENSSL_CONF="$work/client-tls.cnf" timeout -k 2 $((seconds + 20)) \
      h2load -t "$threads" -c "$connections" -m "$streams" -D "$seconds" --log-file="$work/latency" -H "$header" "$url" ;;
  esac
  wait "${pid_of[load]}" || explain load "on $target failed"
  unset 'pid_of[load]'
}

# requests, duration in µs, p50 in µs, p99 in µs, errors
result_of() { # PROTOCOL
  case $1 in
    h1) awk '/^RESULT/ { print $2, $3, $4, $5, $6 }' "$work/load.log" ;;
    h2) cut -f3 "$work/latency" | sort -n | awk -v summary="$work/load.log" '
      { took[NR] = $1 }
      END {
        while ((getline line < summary) > 0) {
          n = split(line, word, /[ ,]+/)
          if (line ~ /^finished in/) seconds = unit_seconds(word[3])
          if (line ~ /^requests:/) failed = word[10] + word[14]
          if (line ~ /^status codes:/) { good = word[3]; refused = word[5] + word[7] + word[9] }
        }
        printf "%d %d %d %d %d\n", good, seconds * 1e6, took[int((NR - 1) * 0.5) + 1], took[int((NR - 1) * 0.99) + 1], (failed > refused ? failed : refused)
      }
      function unit_seconds(text) {
        if (text ~ /ms$/) return text / 1000
        if (text ~ /us$/) return text / 1000000
        return text + 0
      }' ;;
  esac
}

# Appends to $work/rounds: case target round requests/s p50_ms p99_ms cpu_s/10k rss_mib errors other% requests
round() { # CASE PROTOCOL CONNECTIONS STREAMS TARGET ROUND
  local case=$1 protocol=$2 target=$5 from used own busy rss result
  from=$(now) used=$(ticks_of "$target") own=$(our_ticks) busy=$(busy_ticks)
  drive "$target" "$protocol" "$3" "$4" "$seconds"
  used=$(($(ticks_of "$target") - used)) rss=$(resident_kib "$target")
  own=$(($(our_ticks) - own)) busy=$(($(busy_ticks) - busy)) from=$(($(now) - from))
  result=$(result_of "$protocol")
  [[ -n $result && ${result%% *} -gt 0 ]] || explain load "on $target has no result"
  awk -v case="$case" -v target="$target" -v round="$6" -v used="$used" -v rss="$rss" -v other=$((busy - own)) \
    -v span="$from" -v hz="$ticks_per_second" -v cores="${#cores[@]}" '{
      other = other / hz / (span / 1e6) / cores * 100
      printf "%s\t%s\t%d\t%.1f\t%.3f\t%.3f\t%.4f\t%.1f\t%d\t%.1f\t%d\n", case, target, round, $1 / ($2 / 1e6), $3 / 1000,
        $4 / 1000, used / hz / $1 * 10000, rss / 1024, $5, other < 0 ? 0 : other, $1
    }' <<<"$result" >>"$work/rounds"
}

# Everything of this run: targets that live, and what has ended (the load tool).
our_ticks() {
  local name sum
  sum=$(children_ticks)
  for name in origin haproxy gateway; do
    [[ -z ${pid_of[$name]:-} ]] || sum=$((sum + $(ticks_of "$name")))
  done
  echo "$sum"
}

# The JVM compiles what runs often: the first case must not pay for that.
settle() {
  say "2 x $settling s of load on the gateway, so that the JVM compiles what matters"
  drive gateway h1 64 1 "$settling"
  drive gateway h2 1 16 "$settling"
}

run_case() { # NAME PROTOCOL CONNECTIONS STREAMS TITLE…
  local name=$1 protocol=$2 connections=$3 streams=$4 target turn
  say "${*:5}: ${warmup} s of warm-up each, then $rounds rounds of $seconds s each, in turns"
  for target in "${targets[@]}"; do
    drive "$target" "$protocol" "$connections" "$streams" "$warmup"
  done
  for ((turn = 1; turn <= rounds; turn++)); do
    for target in "${targets[@]}"; do
      round "$name" "$protocol" "$connections" "$streams" "$target" "$turn"
    done
  done
}

# $work/rounds -> one line per case and target:
# case target rounds requests/s p50 p99 cpu rss errors cpu_ratio_min cpu_ratio_max. Medians; ratios round by round.
BEGIN { FS = OFS = "\t" }

{
  key = $1 SUBSEP $2
  if (!(key in count)) order[++keys] = key
  n = ++count[key]
  for (column = 4; column <= 8; column++) value[key, column, n] = $column
  errors[key] += $9
  cpu[$1, $2, $3] = $7
}

END {
  for (i = 1; i <= keys; i++) {
    key = order[i]
    split(key, name, SUBSEP)
    low = high = "-"
    for (turn = 1; turn <= count[key]; turn++) {
      if (!((name[1], "haproxy", turn) in cpu) || cpu[name[1], "haproxy", turn] == 0) continue
      ratio = cpu[name[1], name[2], turn] / cpu[name[1], "haproxy", turn]
      if (low == "-" || ratio < low) low = ratio
      if (high == "-" || ratio > high) high = ratio
    }
    print name[1], name[2], count[key], median(4), median(5), median(6), median(7), median(8), errors[key], low, high
  }
}

function median(column,    n, i, j, swap, sorted) {
  n = count[key]
  for (i = 1; i <= n; i++) {
    sorted[i] = value[key, column, i] + 0
    for (j = i; j > 1 && sorted[j - 1] > sorted[j]; j--) {
      swap = sorted[j]; sorted[j] = sorted[j - 1]; sorted[j - 1] = swap
    }
  }
  return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

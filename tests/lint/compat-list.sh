#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What glibc got after 2.17, on any CPU, is replaced by sysroots/compat or named in its
# README.md with the reason, and every name there is one that it got.
set -u
shopt -s extglob
cd "$(dirname "$0")/../.." || exit 1
folder=sysroots/compat
mapfile -t patterns < <(sed -n '/^## What has no/,$ s/^| \(`.*`\) | .*/\1/p' "$folder/README.md" |
  grep -o '`[^`]*`' | sed 's/[`\\]//g')
[ ${#patterns[@]} -gt 10 ] || { echo "no list in $folder/README.md" >&2; exit 1; }
replaced=" $(sed -n 's/.*crossroot-compat: symbol=\([^ ]*\).*/\1/p' "$folder"/*.c | tr '\n' ' ')"

# "symbol CPU" where the first node of a symbol is above 2.17 and above the CPU's first.
newer=$(awk '
  function number(node, parts) { split(substr(node, 7), parts, "."); return parts[1] * 1000 + parts[2] }
  /^#/ { next }
  $1 == "=" {
    cpus = 0; node = $3 ~ /^GLIBC_2/ ? number($3) : 0
    for (i = 4; i <= NF; ++i) if ($i !~ /=/) cpu[++cpus] = $i
    next
  }
  node {
    for (i = 1; i <= NF; ++i) for (j = 1; j <= cpus; ++j) {
      key = $i " " cpu[j]
      if (!(key in first) || node < first[key]) first[key] = node
      if (!(cpu[j] in oldest) || node < oldest[cpu[j]]) oldest[cpu[j]] = node
    }
  }
  END {
    for (key in first) {
      split(key, words, " ")
      if (first[key] > 2017 && first[key] > oldest[words[2]]) print words[1]
    }
  }' sysroots/tables/symbols/glibc.txt | sort -u)
[ "$(wc -l <<<"$newer")" -gt 500 ] || { echo "the symbol table was not read" >&2; exit 1; }

status=0
declare -A used=()
while read -r symbol; do
  [[ $replaced != *" $symbol "* ]] || continue
  for pattern in "${patterns[@]}"; do
    # shellcheck disable=SC2053 # a pattern
    if [[ $symbol == $pattern ]]; then used[$pattern]=1 && continue 2; fi
  done
  echo "$symbol: neither replaced nor named in $folder/README.md" >&2
  status=1
done <<<"$newer"
for pattern in "${patterns[@]}"; do
  [ -n "${used[$pattern]:-}" ] || { echo "$pattern names nothing that lacks" >&2; status=1; }
done
exit "$status"

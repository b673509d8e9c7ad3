#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Rules for every file of the tree: the licence line, the sizes of style, no leftovers,
# no name of a package registry that this host happens to use, no path of this host.
cd "$(dirname "$0")/../.." || exit 1
bad=0
complain() { echo "$1"; bad=1; }

mapfile -t files < <(git ls-files -co --exclude-standard)
[ "${#files[@]}" -gt 50 ] || complain "too few files found: this test tests nothing"

for file in "${files[@]}"; do
  [ -f "$file" ] || continue
  case $file in
  orchestrator/*.[ch]pp | tests/*.[ch]pp)
    lines=$(wc -l <"$file") limit=400
    case $file in tests/*) limit=500 ;; *.hpp) limit=150 ;; esac
    [ "$lines" -le "$limit" ] || complain "$file has $lines lines, more than $limit"
    ;;
  esac
  case $file in
  *.[ch]pp | *.c | *.h | *.cmake | *CMakeLists.txt | *.sh | *.inc | *.py | examples/*.go)
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' ||
      complain "$file has no licence line"
    ;;
  esac
  case $file in
  *.hpp) grep -q '^#pragma once' "$file" || complain "$file has no #pragma once" ;;
  esac
done

# grep -I passes over binary files.
leftovers=$(printf '%s\0' "${files[@]}" | grep -zv '^tests/lint/' |
  xargs -0 grep -InE '\b(TODO|FIXME|XXX)\b' 2>/dev/null)
[ -z "$leftovers" ] || complain "$leftovers"

# Hosts that this machine's own apt and go are set to, unless a definition lists them as
# public upstream for everybody.
hosts=$({
  cat /etc/apt/sources.list /etc/apt/sources.list.d/* /etc/apt/apt.conf.d/*proxy* 2>/dev/null
  go env GOPROXY 2>/dev/null
  printf '%s\n' "${GOPROXY:-}"
} | grep -oE 'https?://[^/ ,|"]+' | sed -e 's|.*//||' -e 's|.*@||' | sort -u |
  grep -vxE '(deb|security|ftp|snapshot|archive)\.(debian|ubuntu)\.(org|com)|proxy\.golang\.org')
for host in $hosts; do
  found=$(printf '%s\0' "${files[@]}" | xargs -0 grep -IlF -- "$host" 2>/dev/null)
  [ -z "$found" ] || complain "a package registry of this host is named in: $found"
done
exit "$bad"

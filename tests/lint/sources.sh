#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Rules for every file of the tree: the licence line, the sizes of style, no leftovers,
# no name of a package registry that this host happens to use, no path of this host.
cd "$(dirname "$0")/../.." || exit 1
bad=0
export LC_ALL=C
complain() { echo "$1"; bad=1; }

mapfile -t files < <(git ls-files -co --exclude-standard)
[ "${#files[@]}" -gt 50 ] || complain "too few files found: this test tests nothing"

# One awk for all: a process a file and rule would take most of a minute.
sizes=$(printf '%s\0' "${files[@]}" | grep -zE '^(orchestrator|tests)/.*\.[ch]pp$' |
  xargs -0 ls -d 2>/dev/null | tr '\n' '\0' | xargs -0 awk '
    function finish() {
      if (lines > most) print file " has " lines " lines, more than " most
      if (file ~ /\.hpp$/ && !once) print file " has no #pragma once"
    }
    FNR == 1 {
      if (file) finish()
      file = FILENAME; once = 0; start = 0
      most = file ~ /^tests/ ? 500 : file ~ /\.hpp$/ ? 150 : 400
    }
    { lines = FNR }
    { columns = $0; gsub(/[\200-\277]/, "", columns) } # UTF-8 is counted by its first bytes
    length(columns) > 100 { print file ":" FNR " is wider than 100 columns" }
    /^#pragma once/ { once = 1 }
    # Braces of a function stand in column one, alone.
    /^\{$/ { start = FNR }
    /^\}$/ {
      if (start && FNR - start > 66) print file ":" start " opens a function of " FNR - start " lines"
      start = 0
    }
    END { finish() }')
[ -z "$sizes" ] || complain "$sizes"
unlicensed=$(printf '%s\0' "${files[@]}" |
  grep -zE '\.([ch]pp|c|h|cmake|sh|inc|py)$|CMakeLists\.txt$|^examples/.*\.go$' |
  xargs -0 ls -d 2>/dev/null | tr '\n' '\0' | xargs -0 awk '
    FNR == 1 { if (file && !seen) print file; file = FILENAME; seen = 0 }
    FNR <= 3 && /SPDX-License-Identifier: Apache-2.0/ { seen = 1 }
    END { if (!seen) print file }')
[ -z "$unlicensed" ] || complain "no licence line in: $unlicensed"

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

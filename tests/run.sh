#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every test of the ordinary run, with minutes per group. Installs what is missing and
# builds first. Long work (fuzzing, hundreds of kills) lives in tests/long.sh.
#   sh tests/run.sh [GROUP…]      groups: unit lint integration sandbox e2e
set -eu
cd "$(dirname "$0")/.."
. tests/support/setup.sh

began=$(date +%s)
install_missing
install_linters
install_readers
install_rpm_tools
install_clang
build_crossroot dev
if build_by_other_compiler; then
  export CROSSROOT_OTHER="$PWD/build/other/crossroot"
fi
table="setup and build: $(minutes $(($(date +%s) - began))) min"

passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
[ $# -gt 0 ] || set -- unit lint integration sandbox e2e
for group in "$@"; do
  say
  say "== $group"
  started=$(date +%s)
  ctest --test-dir build/dev -L "^$group\$" -j 2 --output-on-failure --no-tests=ignore \
    </dev/null 2>&1 | tee "$log" || true
  minutes=$(minutes $(($(date +%s) - started)))
  bad=$(sed -n 's/^.*tests passed, \([0-9]*\) tests* failed out of .*$/\1/p' "$log")
  all=$(sed -n 's/^.*tests passed, .* failed out of \([0-9]*\)$/\1/p' "$log")
  if [ -z "$all" ]; then
    # ctest itself failed, or the group is empty, which only two may be.
    case $group in integration | sandbox) bad=0 ;; *) bad=1 ;; esac
    all=$bad
  fi
  skipped=$(grep -c '\*\*\*Skipped' "$log" || true)
  passed=$((passed + all - bad - skipped)) failed=$((failed + bad))
  table="$table
$group: $minutes min, $((all - bad - skipped)) passed, $bad failed, $skipped skipped"
done

say
say "$table"
say "$passed passed, $failed failed ($(minutes $(($(date +%s) - began))) min)"
[ "$failed" -eq 0 ]

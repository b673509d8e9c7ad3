#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
cd "$(dirname "$0")/../.." || exit 1
if ! command -v shellcheck >/dev/null; then
  echo "shellcheck is not installed"
  exit 77
fi
mapfile -t scripts < <(git ls-files -co --exclude-standard -- '*.sh' '*.inc' '*.bash' '.ci/run')
[ "${#scripts[@]}" -gt 3 ] || { echo "too few scripts found"; exit 1; }
# The trap of e2e.inc keeps a failed script's exit code; another one would lose it.
if grep -n 'trap .*EXIT' tests/e2e/*.sh tests/support/*.inc | grep -v '^tests/support/e2e.inc:'; then
  echo "use at_exit of tests/support/e2e.inc"
  exit 1
fi
# SC1091: sourced files are checked on their own. SC2016: what stands in single quotes is
# meant so. SC2015: "A && B || fail" is meant to fail when either does. SC2034 and SC2154:
# e2e.inc shares $code, $out, $err, $last.
shellcheck -e SC1091,SC2015,SC2016,SC2034,SC2154 "${scripts[@]}"

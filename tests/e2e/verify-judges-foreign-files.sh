#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A program of this host asks for more than 2.17; one that is no ELF file fails as well.
machine=$(uname -m)
command -v cc >/dev/null || skip "no compiler on this host"
printf 'int main(void) { return 0; }' >main.c
cc -o host-program main.c || skip "the host's compiler does not link"
if not_above "$(glibc_needed host-program)" 2.17; then skip "this host is too old"; fi
run "$CROSSROOT" verify --target "$machine-linux-gnu.2.17" host-program
expect_exit 7
expect_stdout 'glibc-floor'
run "$CROSSROOT" verify --json --target "$machine-linux-gnu.2.17" host-program
expect_exit 7
python3 -c 'import json, sys
report = json.load(sys.stdin)
assert report["schema"] == 1 and len(report["files"]) == 1' <<<"$out" || fail "bad JSON"
run "$CROSSROOT" verify main.c
expect_exit 7
run "$CROSSROOT" verify missing
expect_exit 10

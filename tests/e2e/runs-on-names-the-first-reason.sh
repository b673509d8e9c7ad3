#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Distributions, verdicts and reasons for a program of this host; what cannot be read is
# said, and the others are answered all the same.
command -v cc >/dev/null || skip "no compiler on this host"
printf 'int main(void) { return 0; }' >main.c
cc -o program main.c || skip "the host's compiler does not link"
if not_above "$(glibc_needed program)" 2.17; then skip "this host is too old"; fi

run "$CROSSROOT" runs-on --as-of 2026-06-01 program
expect_exit 0
expect_stdout '^  RHEL 7 +long-term until 2028-06-30 +refuses  needs glibc 2\.[0-9]+, has 2\.17$'
expect_stdout '^  Alpine 3\.20 +ended 2026-04-01 +refuses  made for glibc, has musl$'
expect_stdout '^as of 2026-06-01$'

run "$CROSSROOT" runs-on --eol --as-of 2026-06-01 program
expect_stdout '^as of 2026-06-01; [0-9]+ releases without support left out$'
if grep -q 'ended' <<<"$out"; then fail "the dead are still there"; fi

# With --on the answer is the exit code.
run "$CROSSROOT" runs-on --on 'RHEL 7' program
expect_exit 7
run "$CROSSROOT" runs-on --on 'Arch rolling' program
expect_exit 0
run "$CROSSROOT" runs-on --on 'RHEL 77' program
expect_exit 2
expect_stderr 'did you mean "RHEL 7"'
run "$CROSSROOT" runs-on --as-of tomorrow program
expect_exit 2

# Symbol by symbol.
run "$CROSSROOT" runs-on --oldest program
expect_exit 0
expect_stdout '^    __libc_start_main@GLIBC_2\.34 \(libc\.so\.6\)$'
expect_stdout '^  RHEL 7 +.*GLIBC_2\.34 \(1 symbol\)'

run "$CROSSROOT" runs-on --json program
python3 -c 'import json, sys
report = json.load(sys.stdin)
assert report["schema"] == 1 and len(report["files"]) == 1
verdicts = {v["system"]: v for v in report["files"][0]["verdicts"]}
assert verdicts["RHEL 7"]["answer"] == "refuses"
assert verdicts["RHEL 7"]["obstacle"] == "libc"
assert {s["name"] for s in report["systems"]} == set(verdicts)' <<<"$out" || fail "bad JSON"

# A static program is at home everywhere.
if cc -static -o alone main.c 2>/dev/null; then
  run "$CROSSROOT" runs-on --on 'RHEL 7' --on 'Alpine 3.20' alone
  expect_exit 0
fi

run "$CROSSROOT" runs-on missing main.c program
expect_exit 10
expect_stderr 'cannot read missing'
expect_stdout '^main\.c: no ELF file'
expect_stdout '^program: .*needs glibc'

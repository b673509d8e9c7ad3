#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A policy by its name, by its path, from a folder beside the recipe; waivers with an end.
command -v cc >/dev/null || skip "no compiler on this host"
printf 'int main(void) { return 0; }' >main.c
cc -no-pie -Wl,-z,lazy -Wl,-z,norelro -o program main.c || skip "the host's compiler does not link"

# By name, and without a recipe. Nothing new is asked of the libc by what is static.
run "$CROSSROOT" verify --policy hardened program
expect_exit 7
expect_stdout '^error\[pie\]'
expect_stdout '^error\[relro\]'
expect_stdout '^error\[bind-now\]'
cc -pie -fPIE -Wl,-z,now,-z,relro -o hard main.c || fail "does not link"
run "$CROSSROOT" verify --policy hardened hard
expect_exit 0
run "$CROSSROOT" verify --policy static hard
expect_exit 7
expect_stdout '^error\[static\]'

# A name that is none, and its place in the order of exit codes.
run "$CROSSROOT" verify --policy hardned hard
expect_exit 3
expect_stderr 'no shared policy is named "hardned"'
expect_stderr 'did you mean "hardened"'

# A file of one's own, with what it inherits and a waiver.
cat >mine.toml <<'TOML'
name = "mine"
summary = "hardened but for old programs"
inherit = ["hardened"]
[abi]
waive = [
  { check = "pie", reason = "loads plugins by address", owner = "me", until = 2027-01-01 },
  { check = "relro", reason = "old linker", owner = "me", until = 2027-01-01 },
  { check = "bind-now", reason = "old linker", owner = "me", until = 2027-01-01 },
]
TOML
run "$CROSSROOT" verify --policy ./mine.toml --as-of 2027-01-01 program
expect_exit 0
expect_stdout 'waived +pie .*until 2027-01-01: loads plugins by address \(me\)'
run "$CROSSROOT" verify --policy ./mine.toml --as-of 2027-01-02 program
expect_exit 7
expect_stdout 'its waiver ended 2027-01-01, judged as of 2027-01-02: old linker \(me\)'
run "$CROSSROOT" verify --policy ./mine.toml --as-of 2027-01-01 hard
expect_exit 0
expect_stderr 'the waiver of pie until 2027-01-01 waives nothing'
run "$CROSSROOT" verify --policy ./mine.toml --as-of 2027-01-01 --json program
python3 -c 'import json, sys
findings = json.load(sys.stdin)["files"][0]["findings"]
assert [f["waiver"] for f in findings if f["check"] == "pie"] == [
    "until 2027-01-01: loads plugins by address (me)"]' <<<"$out" || fail "no waiver in JSON"
run "$CROSSROOT" verify --policy ./mine.toml --as-of soon program
expect_exit 2
sed -i 's/relro/relo/' mine.toml
run "$CROSSROOT" verify --policy ./mine.toml program
expect_exit 3
expect_stderr 'mine.toml:7:'

# The help is made of the policies themselves.
run "$CROSSROOT" help policies
expect_stdout '^  el7 +loads on RHEL 7'
run "$CROSSROOT" help policies el7
expect_stdout '"glibc": "2.17"'

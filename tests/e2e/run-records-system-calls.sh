#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# What a program and its children call is written as a profile for container engines.
copy_example hello
build_or_relock linux-amd64
expect_exit 0
run "$CROSSROOT" run --record "$WORK/profile.json" linux-amd64
expect_exit 0
expect_stdout '^hello from linux/amd64'
expect_stderr '^recorded +[0-9]+ system calls; Linux [0-9.]+ has them all \([a-z0-9_]+\)$'
python3 - "$WORK/profile.json" <<'EOT' || fail 'the profile is another'
import json, sys
profile = json.load(open(sys.argv[1], encoding="utf-8"))
assert profile["defaultAction"] == "SCMP_ACT_ERRNO" and profile["defaultErrnoRet"] == 38
assert profile["architectures"] == ["SCMP_ARCH_X86_64"], profile["architectures"]
(rule,) = profile["syscalls"]
assert rule["action"] == "SCMP_ACT_ALLOW" and rule["names"] == sorted(set(rule["names"]))
for name in ("execve", "getrandom", "futex", "clone", "exit_group"):
    assert name in rule["names"], name
for name in ("memfd_create", "ptrace", "renameat2"):
    assert name not in rule["names"], name
EOT
# With the calls of an older kernel gone, what is recorded is what is left.
run "$CROSSROOT" run --kernel 3.10 --record "$WORK/old.json" linux-amd64
expect_exit 0
! grep -q getrandom "$WORK/old.json" || fail 'a call that the kernel does not have'
grep -q '"openat"' "$WORK/old.json" || fail 'no openat'
run "$CROSSROOT" run --record "$WORK/no.json" linux-arm64
expect_exit 125
expect_stderr 'it runs under qemu-user, which makes calls of its own'
[ ! -e "$WORK/no.json" ] || fail 'a profile of nothing'
run "$CROSSROOT" run --record "$WORK/no.json" --matrix linux-amd64
expect_exit 125

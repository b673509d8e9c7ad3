#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
run "$CROSSROOT" doctor
expect_stdout '^(ok|warn|LACKS) +bwrap'
expect_stdout '^(ok|LACKS) +sandbox'
expect_stdout '^(ok|warn) +landlock'
expect_stdout '^ok +limits +by rlimit'
# What belongs together here: the host's own, and each composed sysroot of a recipe.
expect_stdout '^(ok|warn) +libc +(glibc [0-9.]+|no glibc)'
expect_stdout '^(ok|warn) +go '
copy_example hello
"$CROSSROOT" build linux-amd64 >"$WORK/.built" 2>&1 || fail "hello is not built"
run "$CROSSROOT" doctor
expect_stdout '^ok +linux-amd64 +glibc 2.31 \(Debian GLIBC 2.31-[^)]+\), headers 2.31, kernel headers 5.10, build id [0-9a-f]{12}$'
cd "$WORK" || exit 1
# Without bwrap no build works, and doctor says what to install.
mkdir empty
run env PATH="$WORK/empty" "$CROSSROOT" doctor
expect_exit 9
expect_stdout '^LACKS +bwrap'
expect_stdout 'install bubblewrap'
run "$CROSSROOT" doctor --json
python3 -c 'import json, sys; assert json.load(sys.stdin)["schema"] == 1' <<<"$out" || fail "bad JSON"

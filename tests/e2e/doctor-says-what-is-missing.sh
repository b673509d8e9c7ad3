#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
run "$CROSSROOT" doctor
expect_stdout '^(ok|warn|LACKS) +bwrap'
expect_stdout '^(ok|LACKS) +sandbox'
expect_stdout '^(ok|warn) +landlock'
expect_stdout '^ok +limits +by rlimit'
# Without bwrap no build works, and doctor says what to install.
mkdir empty
run env PATH="$WORK/empty" "$CROSSROOT" doctor
expect_exit 9
expect_stdout '^LACKS +bwrap'
expect_stdout 'install bubblewrap'
run "$CROSSROOT" doctor --json
python3 -c 'import json, sys; assert json.load(sys.stdin)["schema"] == 1' <<<"$out" || fail "bad JSON"

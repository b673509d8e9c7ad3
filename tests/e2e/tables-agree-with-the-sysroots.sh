#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# The shipped symbol tables say of each C and C++ library in the store's trees what the
# library itself says.
[ -d "$CROSSROOT_STORE/trees" ] || skip "the store is empty"
run python3 "$ROOT/tests/support/compare_tables.py" "$ROOT/sysroots/tables" \
  "$CROSSROOT_STORE/trees"
[ "$code" -ne 77 ] || skip "the store has no tree with a libc"
expect_exit 0
expect_stdout '^libc\.so\.6 of [0-9.]+ on x86_64-linux-gnu: [0-9]{4} symbols agree$'

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A missing lock is exit 4 where CI is set or --locked is given, and nothing is written.
copy_example hello
rm -f crossroot.lock
run env CI=true "$CROSSROOT" build
expect_exit 4
expect_stderr 'CI is set'
expect_stderr 'no file was changed +exit 4$'
run "$CROSSROOT" build --locked
expect_exit 4
[ ! -e crossroot.lock ] || fail "a lock was written"
[ ! -e out ] || fail "out/ was written"

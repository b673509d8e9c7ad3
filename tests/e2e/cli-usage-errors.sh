#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A slip of the fingers is exit 2 with the word that was meant, and nothing on stdout.
run "$CROSSROOT" buld
expect_exit 2
expect_stderr 'unknown command "buld"'
expect_stderr 'fix +crossroot build +exit 2$'
[ -z "$out" ] || fail "stdout is not empty"
run "$CROSSROOT" build --lockd
expect_exit 2
expect_stderr 'did you mean --locked\?'
run "$CROSSROOT" explain
expect_exit 2
run "$CROSSROOT" build -j 0
expect_exit 2
run "$CROSSROOT" fetch --mirror debian
expect_exit 2
expect_stderr 'NAME=URL'
run "$CROSSROOT" -C "$WORK/missing" build
expect_exit 2

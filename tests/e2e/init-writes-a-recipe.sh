#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# What init writes is a recipe that the program itself accepts.
copy_example sqlite
rm -f crossroot.toml crossroot.lock
run "$CROSSROOT" init
expect_exit 0
expect_stderr '^go.mod +crossroot.example/sqlite \(go 1.21\)$'
expect_stderr '^cgo +github.com/mattn/go-sqlite3: no system library$'
expect_stderr '^wrote +crossroot.toml: linux-amd64, linux-arm64, glibc ≥ 2.17$'
run "$CROSSROOT" plan --targets
expect_exit 0
[ "$out" = $'linux-amd64\nlinux-arm64' ] || fail "other targets"
# A recipe of the user's is never written over.
run "$CROSSROOT" init
expect_exit 2
expect_stderr 'no file was changed +exit 2$'
cd / && run "$CROSSROOT" init
expect_exit 3

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A recipe that asks for what the lock does not hold is exit 4 and names the key.
copy_example sqlite
build_or_relock linux-amd64
expect_exit 0
sed -i 's/^sdk = .*/sdk = "1.24.9"/' crossroot.toml
run "$CROSSROOT" build linux-amd64
expect_exit 4
expect_stderr 'go\.sdk'
expect_stderr 'no file was changed +exit 4$'
run "$CROSSROOT" lock --check
expect_exit 4

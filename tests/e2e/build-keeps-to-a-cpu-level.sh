#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# GOAMD64 of a target reaches the compiler, and verify holds the file to that level: what is
# of a higher one than the recipe says is found.
copy_example hello
sed -i '/^\[target.linux-arm64\]/,/^$/d; /^\[smoke\]/,$d' crossroot.toml
sed -i '/^\[target.linux-amd64\]/a GOAMD64 = "v3"' crossroot.toml
rm crossroot.lock
run "$CROSSROOT" lock
expect_exit 0
run "$CROSSROOT" build
expect_exit 0
program=out/linux-amd64/bin/hello
run "$CROSSROOT" verify --target x86_64-linux-gnu.2.17 $program
expect_exit 7
expect_stdout 'error\[isa-level\].*found GOAMD64=v3, expected at most v1'

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Each mistake in a recipe is exit 3 with file, line, column and the remedy.
head='schema = 1
name = "x"
[target.a]
'
try() { printf '%s%s\n' "$head" "$1" >crossroot.toml; run "$CROSSROOT" plan --targets; }
try 'triplet = "x86_64-linux-gnu"
flor = { glibc = "2.17" }'
expect_exit 3
expect_stderr '^error\[[a-z-]+\]: crossroot.toml:5:1: .*"?flor"?'
expect_stderr 'floor'
try 'triplet = "arm64-linux-gnu"'
expect_exit 3
expect_stderr 'crossroot.toml:4:'
expect_stderr 'aarch64'
try 'triplet = "aarch64-linux-gnu"
floor = { glibc = "2.16" }'
expect_exit 3
expect_stderr '2\.16'
expect_stderr '2\.17'
# What nothing would act on is refused, not read and left undone.
try 'triplet = "x86_64-linux-gnu"
libraries.packages = ["zlib1g-dev=1.2"]'
expect_exit 3
expect_stderr '^error\[recipe\]: crossroot.toml:5:22: .*more than the name of a package'
expect_stderr '^  fix '
try 'triplet = "x86_64-linux-gnu"
go.cgo = "auto"'
expect_exit 3
expect_stderr 'crossroot.toml:5:10: cgo = "auto" is not supported'
expect_stderr '^  fix .*exit 3$'
try 'triplet = '
expect_exit 3
expect_stderr 'crossroot.toml:4:'
rm crossroot.toml
run "$CROSSROOT" plan --targets
expect_exit 3
expect_stderr 'crossroot init'
try 'triplet = "x86_64-linux-gnu"'
expect_exit 0
[ "$out" = a ] || fail "no target"
run "$CROSSROOT" build b
expect_exit 2
expect_stderr 'no target "b"'

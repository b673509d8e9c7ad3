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
# Programs that go would build, and no others: not those of a module inside, of a folder
# that go ignores, of a file for go run alone.
mkdir -p "$WORK/m/cmd/x" "$WORK/m/cmd/y" "$WORK/m/_old" "$WORK/m/inside" && cd "$WORK/m" || exit 1
printf 'module example.com/m/v2\n\ngo 1.24\n' >go.mod
printf 'package m\n' >m.go
run "$CROSSROOT" init
expect_exit 0
expect_stderr '^programs +none: crossroot test works'
expect_stderr '^next +crossroot test'
printf '//go:build ignore\n\npackage main\n' >gen.go
for folder in cmd/x cmd/y _old inside; do
  printf 'package main // a comment\n\nfunc main() {}\n' >$folder/main.go
done
printf 'module example.com/inside\n' >inside/go.mod
run "$CROSSROOT" init --force
expect_exit 0
expect_stderr '^programs +\./cmd/x \./cmd/y$'
grep -q '^packages = \["./cmd/x", "./cmd/y"\]$' crossroot.toml || fail "other packages"
grep -q '^name = "m"$' crossroot.toml || fail "other name"
mkdir "$WORK/w" && cd "$WORK/w" && printf 'go 1.24\n' >go.work
run "$CROSSROOT" init
expect_exit 3
expect_stderr "init in that module's folder"
cd / && run "$CROSSROOT" init
expect_exit 3

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
! grep -q '^\[libraries\]' crossroot.toml || fail "packages for a module that needs none"
run "$CROSSROOT" plan --targets
expect_exit 0
[ "$out" = $'linux-amd64\nlinux-arm64' ] || fail "other targets"
# A recipe of the user's is never written over.
run "$CROSSROOT" init
expect_exit 2
expect_stderr 'no file was changed +exit 2$'
# With the library of the system, by a tag: what its #cgo lines want is looked up in the
# archive, and the recipe says why. It builds.
run "$CROSSROOT" init --force --tag libsqlite3
expect_exit 0
expect_stderr '^cgo +github.com/mattn/go-sqlite3: -lsqlite3 → libsqlite3-dev$'
grep -q '^  "libsqlite3-dev", # -lsqlite3 of github.com/mattn/go-sqlite3$' crossroot.toml ||
  fail "the reason is not there"
grep -q '^link = "static"' crossroot.toml || fail "not static"
grep -q '^tags = \["libsqlite3"\]$' crossroot.toml || fail "no tag"
run "$CROSSROOT" build linux-amd64
expect_exit 0
# What only one of the targets wants is wanted all the same.
mkdir "$WORK/one" && cd "$WORK/one" || exit 1
printf 'module example.com/one\n\ngo 1.21\n' >go.mod
printf 'package main\n\nfunc main() {}\n' >main.go
printf 'package main\n\n// #cgo LDFLAGS: -lz\n// #include <zlib.h>\nimport "C"\n\nvar _ = C.zlibVersion\n' >z_arm64.go
run "$CROSSROOT" init
expect_exit 0
expect_stderr '^cgo +the source: -lz → zlib1g-dev$|^cgo +example.com/one: -lz → zlib1g-dev$'
grep -q '^  "zlib1g-dev", # -lz' crossroot.toml || fail "the library of arm64 is not there"
cd "$WORK/sqlite" || exit 1
# Where nothing can be asked the recipe is written all the same.
run env GOPROXY=off CROSSROOT_STORE="$WORK/empty" "$CROSSROOT" init --force
expect_exit 0
expect_stderr '^libraries +not looked for: '
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

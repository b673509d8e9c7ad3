#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Flags and headers as cgo packages in the wild bring them.
copy_example hello
rm -f ./*.go
sed -i '/^\[smoke\]/,$d' crossroot.toml
program() {
  printf 'package main\n\n// %s\n// #include <%s>\nimport "C"\n\n' "$1" "$2" >main.go
  printf 'func main() { println(%s) }\n' "$3" >>main.go
}

# The host's folders mean the target's: a header that only the host has is not found.
program '#cgo CFLAGS: -I/usr/include -I/usr/local/include' stdio.h C.EOF
build_or_relock linux-amd64
expect_exit 0
program '#cgo CFLAGS: -I/usr/include' crossroot-no-such-header.h C.EOF
run "$CROSSROOT" build linux-amd64
expect_exit 6
expect_stderr "^error\\[build\\]: .*linux-amd64"
expect_stderr "main\\.go:4:.*'crossroot-no-such-header\\.h' file not found"

program '#cgo CFLAGS: -march=native' stdio.h C.EOF
run "$CROSSROOT" build linux-amd64
expect_exit 6
expect_stderr '-march=native asks for the CPU of the building machine'
expect_stderr 'x86-64-v2'

# In the recipe it is refused before anything runs.
printf '[cc]\ncflags = ["-O2", "-march=native"]\n' >>crossroot.toml
run "$CROSSROOT" build linux-amd64
expect_exit 3
expect_stderr '^error\[flag\]: .*-march=native in cc\.cflags'

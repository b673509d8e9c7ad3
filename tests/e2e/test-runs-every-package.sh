#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# crossroot test: two packages of one base name, one with cgo, testdata by relative path,
# a package without tests, go test's flags; under qemu for arm64; no [smoke] is needed.
mkdir -p m/store m/wire/store m/plain && cd m || exit 1
printf 'module example.com/m\n\ngo 1.24\n' >go.mod
printf 'package main\n\nfunc main() {}\n' >main.go
printf 'package plain\n' >plain/plain.go
cat >store/store.go <<'GO'
package store

// int twice(int x) { return 2 * x; }
import "C"

func Twice(x int) int { return int(C.twice(C.int(x))) }
GO
cat >store/store_test.go <<'GO'
package store

import (
	"os"
	"runtime"
	"testing"
)

func TestTwice(t *testing.T) {
	if Twice(4) != 8 {
		t.Fatal("twice")
	}
}

func TestArch(t *testing.T) { t.Log("runs on", runtime.GOARCH) }

func TestFails(t *testing.T) {
	if os.Getenv("HOME") != "/nowhere" {
		t.Fatal("as wanted")
	}
}
GO
printf 'package store\n\nfunc Name() string { return "wire" }\n' >wire/store/store.go
cat >wire/store/store_test.go <<'GO'
package store_test

import (
	"os"
	"testing"

	"example.com/m/wire/store"
)

func TestData(t *testing.T) {
	want, err := os.ReadFile("testdata/name.txt")
	if err != nil || string(want) != store.Name() {
		t.Fatal(string(want), err)
	}
}
GO
mkdir wire/store/testdata && printf wire >wire/store/testdata/name.txt
cat >crossroot.toml <<'TOML'
schema = 1
name = "m"

[go]
sdk = "1.25.5"

[target.linux-amd64]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.17" }

[target.linux-arm64]
triplet = "aarch64-linux-gnu"
floor = { glibc = "2.17" }
TOML
"$CROSSROOT" lock || exit 1

run "$CROSSROOT" test linux-amd64
expect_exit 1
expect_stdout '^--- FAIL: TestFails'
expect_stderr '^FAIL +example.com/m/store$'
expect_stderr '^ok +example.com/m/wire/store$'
expect_stderr '^no tests +example.com/m/plain$'

run "$CROSSROOT" test linux-amd64 -- -run 'Twice|Data' -v ./store ./wire/store
expect_exit 0
expect_stdout '^--- PASS: TestTwice'
expect_stdout '^--- PASS: TestData'
run "$CROSSROOT" test linux-amd64 ./wire/... -test.v
expect_exit 0
expect_stdout '^--- PASS: TestData'

if command -v qemu-aarch64-static >/dev/null || [ "$(uname -m)" = aarch64 ]; then
  run "$CROSSROOT" test linux-arm64 -skip Fails -v ./store
  expect_exit 0
  expect_stdout 'runs on arm64'
fi

printf 'package plain\n\nimport "testing"\n\nfunc TestX(t *testing.T) { none }\n' \
  >plain/plain_test.go
run "$CROSSROOT" test linux-amd64 ./plain
expect_exit 125
expect_stderr 'plain_test.go:5:.*undefined: none'
expect_stderr '^error\[build\]: the tests of example.com/m/plain do not compile +exit 125$'
run "$CROSSROOT" test linux-amd64 ./missing
expect_exit 125
run "$CROSSROOT" test linux-amd64 -json
expect_exit 125
expect_stderr 'does not take -json'

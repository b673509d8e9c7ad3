#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# What a link or verify refuses is traced to object, archive and #cgo line.
[ "$(uname -m)" = x86_64 ] || skip "the prebuilt archive is made by the host's compiler"
command -v cc >/dev/null && command -v ar >/dev/null || skip "no compiler on this host"
copy_example hello
rm -f ./*.go
mkdir lib
cat >main.go <<'EOF'
package main

// #cgo LDFLAGS: ${SRCDIR}/lib/libfoo.a
// int foo(void);
import "C"

func main() { println(C.foo()) }
EOF

make_archive() {
  printf '%s\n' "$1" >spawn.c
  cc -c -o spawn.o spawn.c
  rm -f lib/libfoo.a
  ar rc lib/libfoo.a spawn.o
  rm spawn.c spawn.o
}

# A function that the floor lacks and nothing replaces.
make_archive 'int pidfd_spawn(void); int foo(void) { return pidfd_spawn(); }'
build_or_relock linux-amd64
expect_exit 6
expect_stderr '^error\[floor\]: linux-amd64 needs pidfd_spawn, first in glibc 2\.39; floor is 2\.17'
expect_stderr '^  from   spawn\.o in libfoo\.a, .*\(#cgo LDFLAGS, main\.go:3\)$'
expect_stderr '^  fix    floor\.glibc = "2\.39" in \[target\.linux-amd64\] \(drops RHEL 7'
run "$CROSSROOT" help symbol pidfd_spawn
expect_exit 0
expect_stdout 'x86_64-linux-gnu +glibc 2\.39'

# A function that the libc has and the recipe forbids: found by verify, same answer.
make_archive 'int system(const char *); int foo(void) { return system("true"); }'
sed -i '/^\[smoke\]/,$d' crossroot.toml
printf '[abi]\nforbid-symbols = ["system"]\n' >>crossroot.toml
run "$CROSSROOT" build linux-amd64
expect_exit 7
expect_stderr '^error\[forbidden-symbol\]: bin/hello'
expect_stderr 'system from spawn\.o in libfoo\.a, .*\(#cgo LDFLAGS, main\.go:3\)$'
before=$err
run "$CROSSROOT" build linux-amd64
expect_exit 7
grep -A 5 forbidden-symbol <<<"$before" >first
grep -A 5 forbidden-symbol <<<"$err" | diff first - >&2 || fail "not the same words again"

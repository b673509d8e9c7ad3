#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# What packages bring compiled is looked into before anything is compiled: what is above the
# floor is told, by object and symbol, and what cannot end well is refused.
copy_example hello # whose standard library other tests use too
rm -f ./*.go
sed -i '/^\[smoke\]/,$d' crossroot.toml
mkdir -p lib made
cc() {
  local target=$1
  shift
  run "$CROSSROOT" -q cc "$target" -- -D_GNU_SOURCE "$@"
  expect_exit 0
}
cat >made/random.c <<'EOF'
long getrandom(void*, unsigned long, unsigned);
int random_byte(void) { unsigned char c = 0; return getrandom(&c, 1, 0) == 1 ? c & 0 : -1; }
EOF
cat >made/spawn.c <<'EOF'
int pidfd_spawn(int*, const char*, const void*, const void*, char**, char**);
int spawn_one(void) { return pidfd_spawn(0, "", 0, 0, 0, 0); }
EOF
cat >made/lookup.c <<'EOF'
void* dlsym(void*, const char*);
static const char name[] = "arc4random";
int looked_up(void) { return dlsym((void*)0, name) != 0; }
EOF
cat >made/fixed.c <<'EOF'
long getrandom(void*, unsigned long, unsigned);
__asm__(".symver getrandom, getrandom@GLIBC_2.25");
int third(void) { char c; return getrandom(&c, 1, 0) != 1; }
EOF
for name in random spawn lookup; do cc linux-amd64 -O1 -c -o "made/$name.o" "made/$name.c"; done
cc linux-arm64 -c -o made/other.o made/random.c
program() { # CALL FLAGS…; another program each time, or the store would have it
  local call=$1
  shift
  printf 'package main\n\n// #cgo LDFLAGS: %s\n// int %s(void);\nimport "C"\n\n' "$*" "$call" >main.go
  printf 'func main() { println(C.%s()) } // %s\n' "$call" "$WORK" >>main.go
}
archive() {
  rm -f lib/*
  ar rc lib/libthird.a "$@"
}

# Met by the compat archive, looked up at run time, in a member that nothing asks for.
archive made/random.o made/lookup.o made/spawn.o
# shellcheck disable=SC2016 # for go
program random_byte '${SRCDIR}/lib/libthird.a'
build_or_relock linux-amd64
expect_exit 0
expect_stderr 'libthird\.a: 3 names above glibc 2\.17, 1 in the compat archive, 1 in nothing here, 1 by dlsym'
run cat out/linux-amd64/build.log
expect_stdout '^prebuilt objects need above glibc 2\.17:$'
expect_stdout '^libthird\.a: random\.o: getrandom, glibc 2\.25: in the compat archive$'
expect_stdout '^libthird\.a: spawn\.o: pidfd_spawn, glibc 2\.39: nothing here has it; an error if'
expect_stdout '^libthird\.a: lookup\.o: arc4random, glibc 2\.36: by name at run time: .* verify cannot see$'

# The same member, once Go calls it, is refused before anything is compiled.
# shellcheck disable=SC2016
program spawn_one '-L${SRCDIR}/lib -lthird'
run "$CROSSROOT" build linux-amd64
expect_exit 6
expect_stderr '^error\[floor\]: linux-amd64 needs pidfd_spawn, first in glibc 2\.39; floor is 2\.17'
expect_stderr 'from +spawn\.o in libthird\.a, package crossroot\.example/hello'
expect_stderr 'fix +floor\.glibc = "2\.39" in \[target\.linux-amd64\]'
expect_no_stderr 'log +'

# An archive for another CPU.
archive made/other.o
# shellcheck disable=SC2016
program random_byte '${SRCDIR}/lib/libthird.a'
run "$CROSSROOT" build linux-amd64
expect_exit 6
expect_stderr 'error\[prebuilt\]: libthird\.a is for aarch64; linux-amd64 is x86_64'
expect_stderr 'fix +bring one for x86_64, .*#cgo linux,amd64 LDFLAGS'

# A shared library's needs are fixed: never cured by the archive, which linkers leave to
# whoever runs the program.
rm -f lib/*
cc linux-amd64 -shared -fPIC -o lib/libthird.so made/fixed.c
# shellcheck disable=SC2016
program third '-L${SRCDIR}/lib -lthird'
run "$CROSSROOT" build linux-amd64
expect_exit 6
expect_stderr 'error\[floor\]: libthird\.so needs getrandom, glibc 2\.25; floor of linux-amd64 is 2\.17'
expect_stderr 'libthird\.so is a shared library: its needs are fixed, and no compat replacement'
expect_stderr 'fix +bundle a build of libthird\.so that needs no more than glibc 2\.17'

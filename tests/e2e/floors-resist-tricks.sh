#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Ways around the floor that linkers allow: each is refused, found by verify, or harmless.
cat >crossroot.toml <<'EOT'
schema = 1
[go]
sdk = "1.25.5"
[target.old]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.17" }
[target.relr]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.36" }
EOT
printf 'module example.org/tricks\n' >go.mod
printf 'package main\n\nfunc main() {}\n' >main.go
run "$CROSSROOT" lock
expect_exit 0
cc() {
  local target=$1
  shift
  run "$CROSSROOT" -q cc "$target" -- -D_GNU_SOURCE "$@"
}
verify() { run "$CROSSROOT" verify --target "x86_64-linux-gnu.$1" "$2"; }

# A version that the source itself asks for is out of every linker's hands.
cat >symver.c <<'EOT'
#include <sys/random.h>
__asm__(".symver getrandom, getrandom@GLIBC_2.25");
int main(void) { char c; return getrandom(&c, 1, 0) != 1; }
EOT
cc old -o symver symver.c
expect_exit 0
verify 2.17 symver
expect_exit 7
expect_stdout '^ *FAIL +glibc-floor.*2\.25|glibc-floor.*2\.25'
expect_stdout 'getrandom'

# A weak reference takes no replacement and is no failure: null on an old libc.
cat >weak.c <<'EOT'
#include <stdio.h>
extern long getrandom(void*, unsigned long, unsigned) __attribute__((weak));
int main(void) { return puts(getrandom ? "there" : "absent") < 0; }
EOT
for mode in -no-pie -pie; do
  cc old "$mode" -o weak weak.c
  expect_exit 0
  verify 2.17 weak
  expect_exit 0
  run readelf -sW weak
  ! grep -q 'FUNC.* getrandom$' <<<"$(grep -v ' UND ' <<<"$out")" || fail "taken in"
done

# Relative relocations need the loader of 2.36.
printf 'static int x; int* y = &x; int main(void) { return *y; }\n' >relr.c
for flag in -Wl,-z,pack-relative-relocs -Wl,--pack-dyn-relocs=relr; do
  cc old -pie -o relr "$flag" relr.c
  expect_exit 1
  expect_stderr 'pack-relative-relocs needs the loader of glibc 2\.36; the floor is 2\.17'
done
cc relr -pie -fPIE -o relr -Wl,-z,pack-relative-relocs relr.c
expect_exit 0
verify 2.36 relr
expect_exit 0
run readelf -dV relr
expect_stdout '\(RELR\)'
expect_stdout 'GLIBC_ABI_DT_RELR'

# A program's own copy of a function wins over the replacement, wherever libc stands.
cat >main.c <<'EOT'
#include <stdio.h>
int memfd_create(const char*, unsigned);
int getentropy(void*, unsigned long);
int own_answer(void);
int main(void) {
  char c;
  return printf("%d %d\n", memfd_create("", 0), own_answer()) < 0 || getentropy(&c, 1) != 0;
}
EOT
printf 'int memfd_create(const char* n, unsigned f) { return 1234; }\nint own_answer(void) { return 5; }\n' >own.c
cc old -c -o main.o main.c
cc old -c -o own.o own.c
ar rc libown.a own.o
for order in 'main.o own.o' 'own.o main.o' 'main.o libown.a' 'main.o -lc libown.a'; do
  # shellcheck disable=SC2086
  cc old -o own $order
  expect_exit 0
  run "$CROSSROOT" -q shell old -- /src/own
  expect_stdout '^1234 5$'
done

# A shared library without symbol versions leaves the function to whoever loads it: no
# replacement in the program can answer, and it is told to bundle the library.
printf 'int memfd_create(const char*, unsigned);\nint third(void) { return memfd_create("", 0); }\n' \
  >third.c
cc old -shared -fPIC -nostdlib -Wl,-z,undefs -o libthird.so third.c
expect_exit 0
copy_example hello # whose standard library other tests use too
rm -f ./*.go
mkdir lib && cp ../libthird.so lib/
cat >main.go <<'EOT'
package main

// #cgo LDFLAGS: ${SRCDIR}/lib/libthird.so
// int third(void);
import "C"

func main() { println(C.third()) }
EOT
build_or_relock linux-amd64
expect_exit 6
expect_stderr 'linux-amd64 needs memfd_create, first in glibc 2\.27; floor is 2\.17'
expect_stderr 'libthird\.so is a shared library'
expect_stderr 'bundle a build of libthird\.so'

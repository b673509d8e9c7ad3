#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# One program, built against glibc 2.41 and at floor 2.17: every function that the compat
# archive replaces answers as the original does, errno and edge cases too, in old and new
# libraries, on this kernel and with the system calls of Linux 3.10 alone.
[ "$(uname -m)" = x86_64 ] || skip "the expected differences are those of x86-64"
cp -r "$ROOT/tests/support/compat/." .
cat >crossroot.toml <<'EOT'
schema = 1
[go]
sdk = "1.25.5"
[target.original]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.41" }
[target.replaced]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.17" }
[smoke]
command = ["answers"]
EOT
run "$CROSSROOT" lock
expect_exit 0

# answers NAME OPTION… TARGET: runs it there, keeps what it printed.
answers() {
  local name=$1
  shift
  run "$CROSSROOT" run "$@"
  expect_exit 0
  cp .out "$name.txt"
  [ "$(wc -l <"$name.txt")" -gt 15000 ] || fail "$name printed too little"
}
answers original --on 'Debian 13' original
for system in 11 13; do
  answers "replaced-$system" --on "Debian $system" replaced
  run diff original.txt "replaced-$system.txt"
  expect_exit 0
done

answers original-3.10 --on 'Debian 13' --kernel 3.10 original
answers replaced-3.10 --on 'Debian 11' --kernel 3.10 replaced
# On purpose: where the original gives up without getrandom(2), a device has the bytes.
run diff original-3.10.txt replaced-3.10.txt
grep '^[<>]' .out | grep -Ev '^[<>] get(random|entropy)\(' >unexplained
[ ! -s unexplained ] || fail "$(cat unexplained)"
expect_stdout '^< getrandom\(bytes, 256, 0\) = -1 errno 38$'
expect_stdout '^> getrandom\(bytes, 256, 0\) = 256 errno 0$'
expect_stdout '^> getentropy\(bytes, 256\) = 0 errno 0$'

# All that the program asks for is of 2.17, by the old names of what moved since.
run "$CROSSROOT" build replaced
expect_exit 0
run "$CROSSROOT" verify --target x86_64-linux-gnu.2.17 out/replaced/bin/answers
expect_exit 0
run readelf -d out/replaced/bin/answers
expect_stdout 'NEEDED.*libresolv\.so\.2'
expect_stdout 'NEEDED.*libdl\.so\.2'
run readelf -sW out/replaced/bin/answers
for symbol in pow exp exp2 log log2 expf exp2f log2f powf logf fmod fmodf lgamma lgammaf glob \
  pthread_sigmask pthread_getattr_np dlopen shm_open openpty; do
  expect_stdout " UND $symbol@GLIBC_2\\.2\\.5( |\$)"
done
expect_stdout ' UND memcpy@GLIBC_2\.14( |$)'
expect_stdout ' UND quick_exit@GLIBC_2\.10( |$)'

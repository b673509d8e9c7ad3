#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# On every CPU the whole compat archive links at the floor, and asks for nothing above it;
# it serves a floor that is the base's own release too, for objects newer than both.
targets=(x86_64-linux-gnu.{2.17,2.31,2.34,2.36} i686-linux-gnu.2.17 aarch64-linux-gnu.2.17
  arm-linux-gnueabihf.2.17 arm-linux-gnueabi.2.34 powerpc64le-linux-gnu.2.34
  s390x-linux-gnu.2.34 mips64el-linux-gnuabi64.2.34 riscv64-linux-gnu.2.34)
name_of() { tr . _ <<<"$1"; }
{
  printf 'schema = 1\n[go]\nsdk = "1.25.5"\n'
  for one in "${targets[@]}"; do
    printf '[target.%s]\ntriplet = "%s"\nfloor = { glibc = "%s" }\n' \
      "$(name_of "$one")" "${one%%.*}" "${one#*.}"
  done
} >crossroot.toml
printf 'module example.org/whole\n' >go.mod
printf 'package main\n\nfunc main() {}\n' >main.go
run "$CROSSROOT" lock
expect_exit 0

cat >newer.c <<'EOT'
long __isoc23_strtol(const char*, char**, int);
unsigned arc4random_uniform(unsigned);
int pidfd_getpid(int);
unsigned stdc_bit_width_ui(unsigned);
double fmaximum(double, double);
int main(void)
{
  return __isoc23_strtol("0b11", 0, 0) != 3 || arc4random_uniform(1) != 0 ||
         pidfd_getpid(-1) != -1 || stdc_bit_width_ui(9) != 4 || fmaximum(1, 2) != 2;
}
EOT
for one in "${targets[@]}"; do
  cc=("$CROSSROOT" -q cc "$(name_of "$one")" --)
  run "${cc[@]}" -shared -o whole.so -Wl,--whole-archive \
    /usr/lib/crossroot/libcrossroot-compat.a -Wl,--no-whole-archive -lm
  expect_exit 0
  run "$CROSSROOT" verify --target "$one" whole.so
  expect_exit 0
  # Hidden: a library made with it gives none of it to the process.
  run readelf --dyn-syms -W whole.so
  ! grep -Eq 'GLOBAL +DEFAULT +[0-9]+ (getrandom|strlcpy|thrd_create)' <<<"$out" ||
    fail "$one exports replacements"
  case $one in
  x86_64-linux-gnu.2.31 | x86_64-linux-gnu.2.36) # a base's own
    run "${cc[@]}" -fno-builtin -o newer newer.c -lm
    expect_exit 0
    run "$CROSSROOT" verify --target "$one" newer
    expect_exit 0
    ;;
  esac
done

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
source "$ROOT/tests/support/sysroot.inc"
# Two shared objects, each with its own copies of the replacements that floor 2.17 needs, in
# one program: threads, values of threads, objects that end with a thread, exit handlers; one
# is closed and the other works on. In the real libcs of Debian 11 and 13.
[ "$(uname -m)" = x86_64 ] || skip "the libraries are run on x86-64"
cp -r "$ROOT/tests/support/floors/twice" parts
printf 'module example.org/twice\n' >go.mod
printf 'package main\n\nfunc main() {}\n' >main.go
{
  printf 'schema = 1\n[go]\nsdk = "1.25.5"\n'
  for floor in 2.17 2.31 2.41; do
    printf '[target.at-%s]\ntriplet = "x86_64-linux-gnu"\nfloor = { glibc = "%s" }\n' \
      "${floor#*.}" "$floor"
  done
} >crossroot.toml
run "$CROSSROOT" lock
expect_exit 0
for name in one two; do
  run "$CROSSROOT" -q cc at-17 -- -shared -fPIC -O2 -D_GNU_SOURCE -DNAME=$name -o $name.so \
    parts/library.cpp -lstdc++ -lpthread
  expect_exit 0
done
run "$CROSSROOT" -q cc at-17 -- -O2 -o loads parts/main.c -ldl -lpthread
expect_exit 0
run "$CROSSROOT" verify --target x86_64-linux-gnu.2.17 one.so two.so loads
expect_exit 0
# The copies are there and cannot be seen from outside.
run readelf -W --dyn-syms one.so
! grep -Eq ' (thrd|mtx|tss|call_once|getrandom)' <<<"$out" || fail "a replacement is exported"
run readelf -W -s one.so
for replaced in thrd_create tss_create call_once mtx_lock getrandom; do
  expect_stdout "FUNC .* $replaced$"
done

# Trees at the floor of their own libc: nothing in it is hidden.
for floor in 2.31 2.41; do
  run "$CROSSROOT" -q cc "at-${floor#*.}" -- --version
  expect_exit 0
  libraries=$(sysroot_of "at-${floor#*.}")/usr/lib/x86_64-linux-gnu
  grep -aq "release version ${floor/./[.]}" "$libraries/libc.so.6" || fail "not glibc $floor"
  loader=$(compgen -G "$libraries/ld-*.so*" | head -n 1)
  [ -f "$loader" ] || fail "no loader in $libraries"
  run timeout 60 "$loader" --library-path "$libraries" ./loads ./one.so ./two.so
  expect_exit 0
  [ "$out" = 'one says goodbye
one is closed
two works on
two says goodbye' ] || fail "in glibc $floor"
done

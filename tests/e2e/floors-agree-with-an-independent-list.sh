#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
source "$ROOT/tests/support/sysroot.inc"
# zig's list of glibc's symbols, made from the abilist files of glibc's sources, against what
# we know and make: our tables for all CPUs and releases; all that a linker finds in floored
# sysroots; and what linked files ask of which library. Differences stand with their reason in
# tests/floors/list-differences.tsv. CROSSROOT_FLOORS=all tries every floor of every CPU.
wheels=$(dirname "$CROSSROOT_STORE")/crossroot-test-wheels-$(id -u)
differences=$ROOT/tests/floors/list-differences.tsv
mkdir -p "$wheels"
if ! compgen -G "$wheels/ziglang-*.whl" >/dev/null; then
  HOME=$WORK python3 -m pip -q download --no-deps --only-binary=:all: -d "$WORK/wheel" ziglang \
    >"$WORK/pip.log" 2>&1 || skip "no ziglang from PyPI: $(tail -n 1 "$WORK/pip.log")"
  mv "$WORK"/wheel/ziglang-*.whl "$wheels/"
fi
compare() {
  run python3 "$ROOT/tests/support/compare_glibc_list.py" "$wheels" "$differences" \
    "$ROOT/sysroots/tables" "$@"
}

compare tables
expect_exit 0
for triplet in x86_64-linux-gnu aarch64-linux-gnu arm-linux-gnueabihf i686-linux-gnu \
  powerpc64le-linux-gnu s390x-linux-gnu; do
  for release in 2.17 2.41; do
    expect_stdout "^$triplet $release: [2-4][0-9]{3} entries are the same$"
  done
done
expect_stdout '^riscv64-linux-gnu 2\.27: '

floors=(x86_64-linux-gnu.{2.12,2.17,2.34,2.41} aarch64-linux-gnu.{2.17,2.36}
  i686-linux-gnu.2.17 arm-linux-gnueabihf.2.17
  {riscv64,powerpc64le,s390x}-linux-gnu.2.36)
if [ "${CROSSROOT_FLOORS:-}" = all ]; then
  floors=(x86_64-linux-gnu.2.{12,14,15,16} {x86_64,aarch64,i686}-linux-gnu.2.{17..41}
    arm-linux-gnueabihf.2.{17..41} riscv64-linux-gnu.2.{34..41}
    {powerpc64le,s390x}-linux-gnu.2.{34..41})
fi
[ "$(uname -m)" = x86_64 ] || skip "the tables agree; the floors are built on x86-64"
name_of() { tr . _ <<<"$1"; }
cp -r "$ROOT/tests/support/floors/." .
printf 'schema = 1\nname = "floors"\n[go]\nsdk = "1.25.5"\n' >crossroot.toml
for one in "${floors[@]}"; do
  printf '[target.%s]\ntriplet = "%s"\nfloor = { glibc = "%s" }\n' \
    "$(name_of "$one")" "${one%%.*}" "${one#*.}" >>crossroot.toml
done
run "$CROSSROOT" lock
expect_exit 0
for one in "${floors[@]}"; do
  name=$(name_of "$one")
  run "$CROSSROOT" -q cc "$name" -- -shared -fPIC -O2 -D_FILE_OFFSET_BITS=64 -D_GNU_SOURCE \
    -o "calls-$one.so" calls.c own.c -lm -lpthread
  expect_exit 0
  run "$CROSSROOT" -q cc "$name" -- -O2 -D_FILE_OFFSET_BITS=64 -D_GNU_SOURCE \
    -o "calls-$one" alone/main.c calls.c own.c parts.cpp -lstdc++ -lm -lpthread
  expect_exit 0
  sysroot=$(sysroot_of "$name")
  [ -d "$sysroot" ] || fail "no sysroot of $one"
  echo "${one%%.*} ${one#*.} $sysroot calls-$one calls-$one.so"
done >"$WORK/lines"
compare trees "$WORK/lines"
expect_exit 0
for one in "${floors[@]}"; do
  expect_stdout "^${one%%.*} ${one#*.}: [0-9]{4} of [0-9]{4} linkable symbols are the list's$"
  expect_stdout "^calls-$one at ${one#*.}: [0-9]{3} imports looked up$"
  expect_stdout "^calls-${one}[.]so at ${one#*.}: [0-9]{2,} imports looked up$"
done

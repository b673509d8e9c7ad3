#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Every CPU and libc that the shipped bases have: C code compiles, keeps the floor and, with
# all of libc in it, runs on qemu; Go around it, for a CPU of the other byte order and for
# musl. CROSSROOT_TRIPLETS=all builds hello and sqlite in Go for all of them (a standard
# library is compiled for each) and runs them in their own libraries.
copy_example hello
cd ..
copy_example everywhere
run "$CROSSROOT" fetch
if [ "$code" -eq 10 ]; then
  echo "files of the committed lock are gone everywhere; locking afresh" >&2
  "$CROSSROOT" lock || exit 1
fi
cp "$ROOT/tests/support/triplets/calls.c" .

# The value of a key in each target's table: "NAME VALUE" lines.
values() {
  sed -n -e 's/^\[target\.\(.*\)\]$/\1/;T next;h;d' -e ":next;/^$1/{s/.*\"\(.*\)\".*/\1/;G
s/\(.*\)\n\(.*\)/\2 \1/p}" crossroot.toml
}
mapfile -t targets < <(values triplet)
[ ${#targets[@]} -ge 17 ] || fail "the recipe has ${#targets[@]} targets"

emulator_of() {
  case $1 in
  arm-*) echo qemu-arm-static ;;
  i686-*) echo qemu-i386-static ;;
  powerpc64le-*) echo qemu-ppc64le-static ;;
  *) echo "qemu-${1%%-*}-static" ;;
  esac
}
for one in "${targets[@]}"; do
  target=${one% *} triplet=${one#* }
  run "$CROSSROOT" -q cc "$target" -- -O2 -Wall -Werror -o "calls-$target" calls.c -lm -lpthread
  expect_exit 0
  floor=$(values floor | sed -n "s/^$target //p")
  run "$CROSSROOT" verify --target "$triplet.$floor" "calls-$target"
  expect_exit 0
  run "$CROSSROOT" -q cc "$target" -- -O2 -static -o "static-$target" calls.c -lm -lpthread
  expect_exit 0
  if command -v "$(emulator_of "$triplet")" >/dev/null; then
    run "$(emulator_of "$triplet")" "./static-$target"
    expect_stdout '^42 1024 4000$'
  else
    echo "$target: not run, no $(emulator_of "$triplet") here" >&2
  fi
done

# No C++ for musl from Debian, and a reason.
echo 'int main() { return 0; }' >main.cpp
run "$CROSSROOT" -q cc musl-amd64 -- -o main main.cpp -lstdc++
expect_exit 1
expect_stderr 'has no C\+\+ library: Debian builds libstdc\+\+ for glibc alone'

built=(linux-s390x musl-amd64-static)
[ "${CROSSROOT_TRIPLETS:-}" != all ] || built=("${targets[@]% *}")
build_or_relock "${built[@]}"
expect_exit 0
for target in "${built[@]}"; do
  expect_stderr "^$target .* ok \\(in (glibc|musl) "
done

# What cannot be is refused with what can.
expect_refusal() { # TRIPLET LINE REGEX…
  printf '[target.x]\ntriplet = "%s"\n%s\n[source]\npath = "../hello"\n' "$1" "$2" >refused.toml
  run "$CROSSROOT" --recipe refused.toml lock
  expect_exit 3
  for regex in "${@:3}"; do expect_stderr "$regex"; done
}
expect_refusal loongarch64-linux-gnu '' 'has loong64' 'debian-13.*has amd64, arm64, armel'
expect_refusal s390x-linux-gnu 'base = "debian-11"' 'base = "debian-12", or "debian-13"'
expect_refusal s390x-linux-gnu 'floor = { glibc = "2.17" }' 'floor.glibc = "2.34"'
expect_refusal x86_64-linux-gnu 'GOAMD64 = "v9"' 'refused.toml:3:' 'GOAMD64 is v1, v2, v3, v4'
expect_refusal arm-linux-gnueabihf 'GOARM = "5"' 'pass floating point in registers'

[ "${CROSSROOT_TRIPLETS:-}" = all ] || exit 0
targets_of_everywhere=$(sed -n '/^\[target/,/^\[smoke/{/^\[smoke/!p}' crossroot.toml)
cd ..
copy_example sqlite
rm crossroot.lock
{
  sed '/^\[target/,/^\[smoke/{/^\[smoke/!d}' crossroot.toml
  printf '%s\n[target.v3]\ntriplet = "x86_64-linux-gnu"\nfloor = { glibc = "2.17" }\n' \
    "$targets_of_everywhere"
  printf 'GOAMD64 = "v3"\n'
} >all.toml
run "$CROSSROOT" --recipe all.toml build
expect_exit 0
for one in "${targets[@]}"; do
  expect_stderr "^${one% *} .* ok \\(in (glibc|musl) "
done
# The level is held to what the recipe says, and to the first one where it says nothing.
run "$CROSSROOT" verify --target x86_64-linux-gnu.2.17 out/all/v3/bin/sqlite
expect_exit 7
expect_stdout 'GOAMD64=v3'

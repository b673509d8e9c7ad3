#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# From the first release of glibc for a CPU to that of the newest base: what the target's
# compiler makes asks for nothing above the floor, of any library, and runs. CROSSROOT_FLOORS
# names floors to try with Go around the calls, in the target's own libraries (a standard
# library is compiled for each).
floors=(x86_64-linux-gnu.{2.2.5,2.12,2.14,2.17,2.28,2.31,2.33,2.34,2.36,2.37,2.38,2.41}
  aarch64-linux-gnu.{2.17,2.31,2.34,2.36,2.38,2.41})
built=()
if [ -n "${CROSSROOT_FLOORS:-}" ]; then
  floors=("${floors[@]:1}") # Go needs more than the first release had
  [ "$CROSSROOT_FLOORS" = all ] || read -ra floors <<<"$CROSSROOT_FLOORS"
  built=("${floors[@]}")
fi

name_of() { tr . _ <<<"$1"; }
target() {
  printf '[target.%s]\ntriplet = "%s"\nfloor = { glibc = "%s" }\n' \
    "$(name_of "$1")" "${1%%.*}" "${1#*.}"
}
recipe() {
  printf 'schema = 1\nname = "floors"\n[go]\nsdk = "1.25.5"\n'
  printf '[smoke]\ncommand = ["floors"]\nstdout = "all calls answered"\n'
  for one in "$@"; do target "$one"; done
}

# judge TARGET FILE: what the file asks of whom.
judge() {
  run "$CROSSROOT" verify --target "$1" "$2"
  expect_exit 0
  not_above "$(glibc_needed "$2")" "${1#*.}" || fail "$1 asks for $(glibc_needed "$2")"
  run readelf -d "$2"
  ! grep -Eq 'libstdc\+\+|libgcc_s|libatomic' <<<"$out" || fail "$1 needs gcc's runtime"
  if not_above 2.34 "${1#*.}"; then
    ! grep -Eq 'libpthread|librt|libdl' <<<"$out" || fail "$1 needs what is one libc now"
  else
    expect_stdout 'NEEDED.*libpthread\.so\.0'
  fi
}

# No floor below the first release for the CPU, none above the newest base.
expect_refusal() { # TARGET REGEX HINT-REGEX
  recipe "$1" >crossroot.toml
  run "$CROSSROOT" lock
  expect_exit 3
  expect_stderr "$2"
  expect_stderr "$3"
}
cp -r "$ROOT/tests/support/floors/." .
expect_refusal x86_64-linux-gnu.2.2.4 'glibc 2\.2\.4 never existed for x86_64' '"2\.2\.5"'
expect_refusal aarch64-linux-gnu.2.16 'glibc 2\.16 never existed for aarch64' '"2\.17"'
expect_refusal x86_64-linux-gnu.2.42 'no definition can be the base' '"2\.41"'
expect_refusal aarch64-linux-gnu.2.42 'the newest is debian-13 with 2\.41' '"2\.41"'

recipe "${floors[@]}" >crossroot.toml
run "$CROSSROOT" lock
expect_exit 0
compile() { # TARGET
  local parts=(alone/main.c calls.c own.c parts.cpp -lstdc++ -lm -lpthread)
  # libstdc++ calls what came with 2.7, and C99's scanf is of that release too.
  [ "${1#*.}" != 2.2.5 ] || parts=(alone/oldest.c own.c -lpthread)
  "$CROSSROOT" -q cc "$(name_of "$1")" -- -O2 -D_FILE_OFFSET_BITS=64 -D_GNU_SOURCE \
    -o "calls-$1" "${parts[@]}"
}
for one in "${floors[@]}"; do
  run compile "$one"
  expect_exit 0
  judge "$one" "calls-$one"
done
[ "$(uname -m)" != x86_64 ] || for one in "${floors[@]}"; do
  [ "${one%%-*}" = x86_64 ] || continue
  run "$CROSSROOT" -q shell "$(name_of "$one")" -- "/src/calls-$one" # in glibc 2.41
  expect_stdout '^all calls answered$'
done

[ ${#built[@]} -gt 0 ] || exit 0
rm -f calls-*
run "$CROSSROOT" build
expect_exit 0
for one in "${built[@]}"; do
  expect_stderr "^$(name_of "$one") .* ok \\(in glibc"
done
for one in "${built[@]}"; do
  judge "$one" "out/$(name_of "$one")/bin/floors"
done

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# pie, c-shared, c-archive and a static libc at the floor, with C and C++ that need
# replacements; programs of ours load and link what should be loaded and linked.
# CROSSROOT_MODES=all adds the other CPU and the race detector (a standard library each, two
# for the CPU).
triplets=(x86_64-linux-gnu)
[ "${CROSSROOT_MODES:-}" != all ] || triplets+=(aarch64-linux-gnu)
cp -r "$ROOT/tests/support/modes/." .
mode_target() { # TRIPLET NAME LINE…
  printf '[target.%s-%s]\ntriplet = "%s"\nfloor = { glibc = "2.17" }\n' "${1%%-*}" "$2" "$1"
  printf '%s\n' "${@:3}"
}
{
  printf 'schema = 1\n[go]\nsdk = "1.25.5"\n[abi]\nneeded = "system"\n'
  for triplet in "${triplets[@]}"; do
    mode_target "$triplet" pie 'go.buildmode = "pie"' 'abi.pie = true'
    mode_target "$triplet" shared 'go.buildmode = "c-shared"' 'abi.exports = ["Answer"]'
    mode_target "$triplet" archive 'go.buildmode = "c-archive"'
    mode_target "$triplet" static 'libc-link = "static"'
    mode_target "$triplet" static-pie 'go.buildmode = "pie"' 'libc-link = "static"' 'abi.pie = true'
  done
  [ "${CROSSROOT_MODES:-}" != all ] ||
    mode_target x86_64-linux-gnu race 'go.sanitize = "race"'
} >crossroot.toml
run "$CROSSROOT" build
expect_exit 0
for triplet in "${triplets[@]}"; do
  cpu=${triplet%%-*}
  library=out/$cpu-shared/bin/lib$cpu-shared.so
  for file in "out/$cpu-pie/bin/modes" "$library"; do
    not_above "$(glibc_needed "$file")" 2.17 || fail "$file: $(glibc_needed "$file")"
  done
  run readelf -hl "out/$cpu-pie/bin/modes"
  expect_stdout 'DYN .*'
  expect_stdout 'interpreter: .*/ld-linux'
  run readelf -hlW "out/$cpu-static/bin/modes"
  expect_stdout 'EXEC '
  ! grep -q INTERP <<<"$out" || fail "a static program with a loader"
  run readelf -W --dyn-syms "$library"
  ! grep -Eq ' UND .*(memfd_create|_ZSt)' <<<"$out" || fail "what the floor lacks is asked for"
  ! grep -Eq ' (memfd_create|_ZNSt[^ ]*)$' <<<"$(grep -v ' UND ' <<<"$out")" ||
    fail "the library exports what it brings for itself"
  run readelf -hldW "out/$cpu-static-pie/bin/modes"
  expect_stdout 'DYN '
  ! grep -Eq 'INTERP|NEEDED' <<<"$out" || fail "a static program that asks for others"
  # The archive has an index, no trace of who made it when, and links by its header.
  archive=out/$cpu-archive/bin/lib$cpu-archive.a
  run nm -s "$archive"
  expect_stdout '^Answer in [0-9]+[.]o$'
  run ar tv "$archive"
  expect_stdout '^rw-r--r-- 0/0 .* 1970 go[.]o$'
  cp "$archive" libmodes.a
  run "$CROSSROOT" -q cc "$cpu-archive" -- -o archived programs/linked.c libmodes.a -lstdc++ -lpthread
  expect_exit 0
  run "$CROSSROOT" verify --target "$triplet.2.17" archived
  expect_exit 0
  # The library in programs of ours: linked, and loaded while running.
  cp "$library" libmodes.so
  run "$CROSSROOT" -q cc "$cpu-shared" -- -o linked programs/linked.c libmodes.so '-Wl,-rpath,$ORIGIN'
  expect_exit 0
  run "$CROSSROOT" -q cc "$cpu-shared" -- -o loads programs/loads.c -ldl
  expect_exit 0
  run "$CROSSROOT" verify --target "$triplet.2.17" linked loads
  [ "$(uname -m)" = "$cpu" ] || continue
  for program in "archived" "linked" "loads /src/libmodes.so"; do
    # shellcheck disable=SC2086
    run "$CROSSROOT" -q shell "$cpu-shared" -- /src/$program
    expect_stdout '^the library answers 42$'
  done
  for mode in pie static static-pie; do
    cp "out/$cpu-$mode/bin/modes" "modes-$mode"
    run "$CROSSROOT" -q shell "$cpu-shared" -- "/src/modes-$mode"
    expect_stdout '^the program answers 42$'
  done
done

# What cannot be made is refused before anything runs.
cp crossroot.toml good.toml
expect_refusal() { # LINES REGEX: in place of libc-link of the static target
  sed "/^\[target.x86_64-static\]/,/^libc-link/s/^libc-link.*/$1/" good.toml >crossroot.toml
  run "$CROSSROOT" plan
  expect_exit 3
  expect_stderr "$2"
}
expect_refusal 'libc-link = "static"\ngo.buildmode = "c-shared"' \
  '"c-shared" cannot have libc-link = "static"'
expect_refusal 'libc-link = "static"\ngo.sanitize = "race"' 'in front of a libc that is loaded'
expect_refusal 'go.sanitize = "address"' 'toolchain llvm-19 holds no runtime'
cp good.toml crossroot.toml

[ "${CROSSROOT_MODES:-}" = all ] || exit 0
cp out/race/bin/modes race
run "$CROSSROOT" -q shell race -- /src/race
expect_stdout '^the program answers 42$'

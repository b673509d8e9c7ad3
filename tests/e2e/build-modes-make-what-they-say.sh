#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# pie, c-shared and a static libc at the floor, with C and C++ that need replacements;
# programs of ours load and link what should be loaded and linked. CROSSROOT_MODES=all adds
# the other CPU (two standard libraries more).
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
    mode_target "$triplet" static 'libc-link = "static"'
  done
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
  # The library in programs of ours: linked, and loaded while running.
  cp "$library" libmodes.so
  run "$CROSSROOT" -q cc "$cpu-shared" -- -o linked programs/linked.c libmodes.so '-Wl,-rpath,$ORIGIN'
  expect_exit 0
  run "$CROSSROOT" -q cc "$cpu-shared" -- -o loads programs/loads.c -ldl
  expect_exit 0
  run "$CROSSROOT" verify --target "$triplet.2.17" linked loads
  [ "$(uname -m)" = "$cpu" ] || continue
  for program in "linked" "loads /src/libmodes.so"; do
    # shellcheck disable=SC2086
    run "$CROSSROOT" -q shell "$cpu-shared" -- /src/$program
    expect_stdout '^the library answers 42$'
  done
  for mode in pie static; do
    cp "out/$cpu-$mode/bin/modes" "modes-$mode"
    run "$CROSSROOT" -q shell "$cpu-shared" -- "/src/modes-$mode"
    expect_stdout '^the program answers 42$'
  done
done

# What cannot be made is refused before anything runs.
cp crossroot.toml good.toml
sed -i 's/"c-shared"/"c-archive"/' crossroot.toml
run "$CROSSROOT" plan
expect_exit 3
expect_stderr '"c-archive" needs an archiver, and toolchain llvm-19 has none'
expect_stderr 'buildmode = "c-shared"'
for mode in pie c-shared; do
  sed "s/^libc-link.*/&\ngo.buildmode = \"$mode\"/" good.toml >crossroot.toml
  run "$CROSSROOT" plan
  expect_exit 3
  expect_stderr "\"$mode\" cannot have libc-link = \"static\""
done

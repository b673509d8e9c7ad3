#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# What verify advises against names that a c-shared library exports and need not: with a
# version script the library has the //export names alone.
cp -r "$ROOT/tests/support/modes/." .
echo 'int leaked_name(void) { return 1; }' >leaked.c
cat >crossroot.toml <<'T'
schema = 1
[go]
sdk = "1.25.5"
buildmode = "c-shared"
[abi]
exports = ["Answer"]
[target.shared]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.17" }
T
run "$CROSSROOT" build
expect_exit 7
expect_stderr 'more: leaked_name'
expect_stderr 'ldflags = \["-Wl,--version-script=/src/exports\.map"\] in \[cc\]'
sed -i 's|^\[abi\]|[cc]\nldflags = ["-Wl,--version-script=/src/exports.map"]\n&|' crossroot.toml
echo '{ global: Answer; local: *; };' >exports.map
run "$CROSSROOT" build
expect_exit 0
run readelf -W --dyn-syms out/shared/bin/libshared.so
[ "$(awk '$7 ~ /^[0-9]+$/ { print $8 }' <<<"$out")" = Answer ] || fail "it exports other names"

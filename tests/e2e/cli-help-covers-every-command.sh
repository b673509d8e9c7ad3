#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
run "$CROSSROOT" help
expect_exit 0
mapfile -t commands < <(sed -n '4,/^$/p' <<<"$out" | sed -n 's/^  \([a-z]*\) .*/\1/p')
[ "${#commands[@]}" -ge 19 ] || fail "only ${#commands[@]} commands"
for command in "${commands[@]}"; do
  run "$CROSSROOT" help "$command"
  expect_exit 0
  expect_stdout "^crossroot $command"
  [ -z "$err" ] || fail "stderr is not empty"
  by_topic=$out
  run "$CROSSROOT" "$command" --help
  expect_exit 0
  [ "$out" = "$by_topic" ] || fail "--help and help differ"
done
# A symbol's first release for each CPU, in the library that programs ask; and no silence
# about the CPUs that the tables leave out.
run "$CROSSROOT" help symbol malloc
expect_exit 0
for first in x86_64:2.2.5 i686:2.0 aarch64:2.17 arm:2.4 powerpc64le:2.17 riscv64:2.27 s390x:2.2; do
  node=${first#*:}
  expect_stdout "^  ${first%:*}-linux-gnu[a-z]* +glibc $node \(GLIBC_$node, libc\.so\.6\)$"
done
expect_stdout '^Not known for .*loongarch64-linux-gnu'
run "$CROSSROOT" help exit-code
expect_exit 2
expect_stderr 'crossroot help exit-codes'
run "$CROSSROOT" --version
expect_stdout '^crossroot [0-9]+\.[0-9]+\.[0-9]+$'

# A symbol's history per CPU: where it began, and its newer versions.
run "$CROSSROOT" help symbol memcpy
expect_exit 0
expect_stdout '^  x86_64-linux-gnu +glibc 2\.2\.5 \(GLIBC_2\.2\.5, libc\.so\.6\); newer version GLIBC_2\.14$'
expect_stdout '^  aarch64-linux-gnu +glibc 2\.17 \(GLIBC_2\.17, libc\.so\.6\)$'

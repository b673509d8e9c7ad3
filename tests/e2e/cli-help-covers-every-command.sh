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
run "$CROSSROOT" help exit-code
expect_exit 2
expect_stderr 'crossroot help exit-codes'
run "$CROSSROOT" --version
expect_stdout '^crossroot [0-9]+\.[0-9]+\.[0-9]+$'

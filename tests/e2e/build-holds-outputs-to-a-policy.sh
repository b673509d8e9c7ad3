#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A policy that changes is judged anew and compiles nothing; one that fails fails the build.
copy_example sqlite
build_or_relock linux-amd64
expect_exit 0
mkdir policies
sed -i '/^\[abi\]/,$d' crossroot.toml
printf '[abi]\npolicy = "mine"\n' >>crossroot.toml
for symbol in "absent_$RANDOM$RANDOM" "absent_$RANDOM$RANDOM"; do # new in whatever store
  printf 'name = "mine"\nsummary = "s"\ninherit = ["el7"]\n[abi]\nforbid-symbols = ["%s"]\n' \
    "$symbol" >policies/mine.toml
  run "$CROSSROOT" build -v linux-amd64
  expect_exit 0
  expect_no_stderr '^(build|std) .* s$'
  expect_stderr '^verify .* s$'
done
printf '[abi]\nbuild-id = true\n[ceiling]\nglibc = "2.1"\n' |
  cat <(printf 'name = "mine"\nsummary = "s"\n') - >policies/mine.toml
run "$CROSSROOT" build linux-amd64
expect_exit 7
expect_stderr 'at most 2.1, by policy mine'
rm policies/mine.toml
run "$CROSSROOT" build linux-amd64
expect_exit 3
expect_stderr 'crossroot.toml:[0-9]+:10'

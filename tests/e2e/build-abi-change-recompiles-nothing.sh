#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# What verify holds the output to does not change its bytes.
copy_example sqlite
build_or_relock linux-amd64
expect_exit 0
for symbol in system popen wordexp; do # never judged before, in whatever store
  sed -i '/^\[abi\]/,$d' crossroot.toml
  printf '[abi]\nforbid-symbols = ["%s_%s"]\n' "$symbol" "$RANDOM$RANDOM" >>crossroot.toml
  run "$CROSSROOT" build -v linux-amd64
  expect_exit 0
  expect_no_stderr '^(build|std) .* s$'
  expect_stderr '^verify .* s$'
done

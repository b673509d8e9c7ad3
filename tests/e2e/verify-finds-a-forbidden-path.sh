#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A text that must not be in a file is found in its last bytes and in what debug sections
# hold compressed; a file of 100 MB does not take 100 MB of memory.
cp /bin/true program
run "$CROSSROOT" verify --verbose --forbid-path /home/somebody program
expect_exit 0
expect_stdout '^  pass +build-path'

cp program ended
printf '/home/somebody/src/main.go' >>ended
run "$CROSSROOT" verify --forbid-path /home/nobody --forbid-path /home/somebody ended
expect_exit 7
expect_stdout '/home/somebody/src/main.go'
run "$CROSSROOT" verify --forbid-path '' ended
expect_exit 2

if command -v objcopy >/dev/null && objcopy --help | grep -q compress-debug-sections; then
  yes 'int somebody = 1;' | head -n 2000 >text
  printf '/home/somebody/src' >>text
  run objcopy --add-section .debug_str=text program plain
  run objcopy --compress-debug-sections plain packed
  expect_exit 0
  ! grep -q /home/somebody packed || fail "nothing was compressed"
  run "$CROSSROOT" verify --forbid-path /home/somebody packed
  expect_exit 7
  expect_stdout '/home/somebody/src'
fi

cp program large
truncate -s 100M large
run bash -c 'ulimit -d 60000; exec "$@"' _ "$CROSSROOT" verify --quiet \
  --forbid-path /home/somebody large
expect_exit 0

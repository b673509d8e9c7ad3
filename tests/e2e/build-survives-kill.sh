#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# kill -9 and Ctrl-C at random instants: nothing of the build survives, the store is
# clean, and the next build is right. CROSSROOT_KILLS sets how often (default 6).
kills=${CROSSROOT_KILLS:-6}
copy_example hello
build_or_relock linux-amd64
expect_exit 0
survivors() { pgrep -f -- "$WORK/hello" | grep -vw $$; }
for ((i = 1; i <= kills; i++)); do
  signal=$((i % 2 ? 9 : 2))
  printf '// change %s\n' "$i" >>main.go
  setsid "$CROSSROOT" build linux-amd64 >/dev/null 2>&1 &
  victim=$!
  sleep "$((RANDOM % 4)).$((RANDOM % 10))"
  kill -"$signal" "$victim" 2>/dev/null
  wait "$victim" 2>/dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    left=$(survivors) || break
    sleep 0.2
  done
  last="kill -$signal number $i"
  [ -z "$left" ] || fail "still running: $left"
done
run "$CROSSROOT" store verify
expect_exit 0
run "$CROSSROOT" build linux-amd64
expect_exit 0

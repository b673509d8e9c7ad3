#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# crossroot built by two compilers gives the same ids, keys and outputs. tests/run.sh makes
# the second one.
[ -n "${CROSSROOT_OTHER:-}" ] || skip "CROSSROOT_OTHER names no second crossroot"
copy_example sqlite
build_or_relock linux-amd64
expect_exit 0
mine=$("$CROSSROOT" plan --json)
[ "$mine" = "$("$CROSSROOT_OTHER" plan --json)" ] || fail "other ids"
run "$CROSSROOT_OTHER" explain linux-amd64
[ "$out" = 'nothing would run' ] || fail "other keys"
cp -r . "$WORK/other" && cd "$WORK/other" && rm -rf out || exit 1
mkdir "$WORK/store"
cp -al "$CROSSROOT_STORE/blobs" "$WORK/store/" 2>/dev/null ||
  cp -r "$CROSSROOT_STORE/blobs" "$WORK/store/"
CROSSROOT_STORE=$WORK/store GOPROXY=off run "$CROSSROOT_OTHER" build -v linux-amd64
expect_exit 0
expect_stderr '^build +linux-amd64 '
diff -r out "$WORK/sqlite/out" >&2 || fail "other outputs"

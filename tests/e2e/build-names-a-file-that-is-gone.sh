#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# One pinned file deleted from every source: exit 10 with package, version, what each
# source said, and the remedy. The vendored folder is the only source here.
copy_example sqlite
build_or_relock linux-amd64
expect_exit 0
run "$CROSSROOT" vendor "$WORK/vendored"
expect_exit 0
deb=$(find "$WORK/vendored" -name 'linux-libc-dev_*amd64.deb' | head -n 1)
[ -n "$deb" ] || fail "no linux-libc-dev in the vendored folder"
rm -f "$deb"
namespace=(unshare -n)
[ "$(id -u)" -eq 0 ] || namespace=(unshare -rn)
"${namespace[@]}" true 2>/dev/null || skip "this host allows no network namespace"
mirrors=()
for folder in "$WORK"/vendored/*/; do
  mirrors+=(--mirror "$(basename "$folder")=$folder")
done
rm -rf out
run env GOPROXY=off CROSSROOT_STORE="$WORK/store" "${namespace[@]}" \
  "$CROSSROOT" build linux-amd64 "${mirrors[@]}"
expect_exit 10
expect_stderr '^error\[fetch\]: linux-libc-dev '
expect_stderr 'lock --update linux-libc-dev'
expect_stderr 'no file was changed'

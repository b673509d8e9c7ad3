#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Two cold builds with different user, path, TZ, locale, umask and store: identical bytes.
[ "$(id -u)" -eq 0 ] || skip "needs root, to become another user"
command -v setpriv >/dev/null || skip "no setpriv"
copy_example sqlite
build_or_relock linux-amd64
expect_exit 0
cp "$CROSSROOT" "$WORK/crossroot" && chmod 755 "$WORK/crossroot"
run "$CROSSROOT" vendor "$WORK/vendored"
expect_exit 0
mkdir -p "$WORK/other place" "$WORK/other store"
cp -r "$WORK/sqlite" "$WORK/other place/s"
rm -rf "$WORK/other place/s/out"
chown -R 12345:12345 "$WORK/other place" "$WORK/other store"
chmod -R a+rX "$WORK/vendored" 2>/dev/null
mirrors=()
for folder in "$WORK"/vendored/*/; do
  mirrors+=(--mirror "$(basename "$folder")=$folder")
done
cd "$WORK/other place/s" || exit 1
umask 077
run setpriv --reuid 12345 --regid 12345 --clear-groups env TZ=Asia/Tokyo LC_ALL=C.UTF-8 \
  CROSSROOT_STORE="$WORK/other store" GOPROXY=off \
  "$WORK/crossroot" build -j 1 linux-amd64 "${mirrors[@]}"
expect_exit 0
cmp out/linux-amd64/bin/sqlite "$WORK/sqlite/out/linux-amd64/bin/sqlite" || fail "bytes differ"
cmp out/linux-amd64/findings.json "$WORK/sqlite/out/linux-amd64/findings.json" ||
  fail "findings differ"

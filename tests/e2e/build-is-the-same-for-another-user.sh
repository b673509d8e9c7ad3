#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Two cold builds with different user, path, TZ, locale, umask, CPU count and store (in a
# home of mode 0700): identical keys and bytes, and nothing is fetched.
[ "$(id -u)" -eq 0 ] || skip "needs root, to become another user"
command -v setpriv >/dev/null || skip "no setpriv"
copy_example sqlite
build_or_relock linux-amd64
expect_exit 0
cp "$CROSSROOT" "$WORK/crossroot" && chmod 755 "$WORK/crossroot"
mkdir -m 700 "$WORK/home"
mkdir -p "$WORK/home/other place" "$WORK/home/other store"
cp -r "$WORK/sqlite" "$WORK/home/other place/s"
rm -rf "$WORK/home/other place/s/out"
# Only the bytes that were fetched go along: everything made of them is made again.
cp -al "$CROSSROOT_STORE/blobs" "$WORK/home/other store/" 2>/dev/null ||
  cp -r "$CROSSROOT_STORE/blobs" "$WORK/home/other store/"
find "$WORK/home" -type d -exec chown 12345:12345 {} +
chown -R 12345:12345 "$WORK/home/other place"
cd "$WORK/home/other place/s" || exit 1
one_cpu=()
command -v taskset >/dev/null && one_cpu=(taskset -c 0)
umask 077
as_user() {
  run setpriv --reuid 12345 --regid 12345 --clear-groups env TZ=Asia/Tokyo \
    LC_ALL=C.UTF-8 HOME="$WORK/home" CROSSROOT_STORE="$WORK/home/other store" \
    GOPROXY=off "${one_cpu[@]}" "$WORK/crossroot" "$@"
}
as_user build -v linux-amd64
expect_exit 0
expect_stderr '^build +linux-amd64 '
for file in bin/sqlite findings.json; do
  cmp "out/linux-amd64/$file" "$WORK/sqlite/out/linux-amd64/$file" || fail "$file differs"
done
# Every key is one that the other user's store knows too.
keys() { (cd "$1/actions" && find . -type f | sort); }
alien=$(comm -13 <(keys "$CROSSROOT_STORE") <(keys "$WORK/home/other store"))
[ -z "$alien" ] || fail "other keys: $alien"
# A user's program meets an older kernel as root's does.
as_user run --kernel 3.10 linux-amd64
expect_exit 0
expect_stderr '^kernel +younger calls than Linux 3.10 answered ENOSYS'

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
source "$ROOT/tests/support/apk_repository.inc"
# A sysroot out of signed apk packages, from the index to the program that runs; and what
# a mirror can serve instead. The files are Debian 11's, since what is tried is the archive.
command -v dpkg-deb >/dev/null || skip "no dpkg-deb"
copy_example hello
run "$CROSSROOT" fetch
[ "$code" -eq 0 ] || { rm -f crossroot.lock && run "$CROSSROOT" lock && run "$CROSSROOT" fetch; }
expect_exit 0
make_apk_key vendor && make_apk_key stranger
signer=vendor repository=$WORK/mirror/v3/main/x86_64
mkdir -p "$repository" sysroots/keys "$WORK/tree"
for package in libc6 libc6-dev libgcc-s1 libgcc-10-dev libcrypt1 linux-libc-dev; do
  digest=$(sed -n "s/.*sysroot x86_64-linux-gnu .*name = \"$package\".*sha256 = \"\([0-9a-f]*\)\".*/\1/p" crossroot.lock)
  blob=$(find "$CROSSROOT_STORE/blobs" -name "*${digest:2}*" | head -n 1)
  [ -n "$digest" ] && dpkg-deb -x "$blob" "$WORK/tree/$package" || fail "no $package"
  rm -rf "$WORK/tree/$package/usr/share"
done
make_apk libc6 "$WORK/tree/libc6" 'p:so:libc.so.6=6 /bin/libc' 'D:/bin/sh !uclibc'
make_apk libgcc "$WORK/tree/libgcc-s1" 'D:so:libc.so.6>=6'
make_apk libc6-dev "$WORK/tree/libc6-dev" 'D:libc6=1.0-r0 linux-headers~1.0'
make_apk gcc "$WORK/tree/libgcc-10-dev" 'D:libgcc>1.0_rc1'
make_apk linux-headers "$WORK/tree/linux-libc-dev" 'i:libc6'
make_apk_index 1700000000
cp "$WORK/vendor.pub" "sysroots/keys/$key_vendor.pub"
cat >sysroots/corp-apk.toml <<TOML
schema = 1
role = "sysroot"
chosen = "by-name"
suite = "v3"
components = ["main"]
architectures = ["x86_64", "aarch64"]
libc = "2.31"
kernel-headers = "5.10"
keys = ["$key_vendor"]
omit = ["/bin/sh"]
[archive]
name = "corp"
kind = "apk"
upstream = ["http://archive.invalid/corp"]
[packages]
base = ["libc6-dev", "gcc"]
runtime = ["libc6", "libgcc"]
TOML
sed -i '/^\[target.linux-arm64\]/,/^$/d' crossroot.toml
sed -i '/^\[target.linux-amd64\]/a base = "corp-apk"' crossroot.toml
rm -rf crossroot.lock out
lock() { run "$CROSSROOT" lock --mirror "corp=file://$WORK/mirror" "$@"; }
lock
expect_exit 0
expect_stderr 'signed 2023-11-14 by'
cp crossroot.lock "$WORK/good.lock" && cp -r "$repository" "$WORK/good"
lock --audit
expect_exit 0
run "$CROSSROOT" build --mirror "corp=file://$WORK/mirror"
expect_exit 0
run out/linux-amd64/bin/hello
expect_exit 0

restore() { rm -rf "$repository" && cp -r "$WORK/good" "$repository"; }
stanzas=$apk_stanzas
# An older index, well signed; one that another key signed; one that was changed.
make_apk_index 1600000000
lock
expect_exit 5
expect_stderr 'older than the lock.s: 2020-09-13T12:26:40Z before 2023-11-14T22:13:20Z'
signer=stranger
make_apk_index 1700000000
lock
expect_exit 5
expect_stderr 'stranger\.rsa\.pub is by another key'
signer=vendor
restore
printf 'x' >>"$repository/APKINDEX.tar.gz"
lock
expect_exit 5
head -c 700 "$WORK/good/APKINDEX.tar.gz" >"$repository/APKINDEX.tar.gz"
lock
expect_exit 5
expect_stderr 'cut short'
restore

# A package other than the listed one: its data, its control part, its length. None of
# these bytes are what the last lock names, so its blob is of no help.
cp "$WORK/good.lock" with.lock && rm crossroot.lock
headers=$repository/linux-headers-1.0-r0.apk
for place in 30 800 $(($(stat -c %s "$headers") / 2)); do
  printf 'zzz' | dd of="$headers" bs=1 seek="$place" conv=notrunc status=none
  lock
  expect_exit 5
  restore
done
head -c 4000 "$WORK/good/linux-headers-1.0-r0.apk" >"$headers"
lock
expect_exit 5
expect_stderr 'it has 4000 bytes instead of'
restore

# End-of-archive blocks in the middle: behind them stands what some readers never see.
mkdir -p "$WORK/evil" && printf 'evil\n' >"$WORK/evil/hidden"
plain_tar -C "$WORK" -cf - .PKGINFO >"$WORK/two" && plain_tar -C "$WORK/evil" -cf - hidden >>"$WORK/two"
plain_tar -C "$WORK/tree/linux-libc-dev" -cf - . | gzip -n1 >"$WORK/data.gz"
gzip -n <"$WORK/two" >"$WORK/control.gz"
apk_stanzas=${stanzas%C:Q1*} # without the last
list_apk linux-headers "$headers"
make_apk_index 1700000000
lock
expect_exit 5
expect_stderr 'more behind the end of a tar'

# A CPU whose index lacks a package.
repository=$WORK/mirror/v3/main/aarch64 arch=aarch64 apk_stanzas=
mkdir -p "$repository"
make_apk libc6 "$WORK/evil"
make_apk_index 1700000000
sed -i 's/x86_64-linux-gnu/aarch64-linux-gnu/' crossroot.toml
lock
expect_exit 3
expect_stderr 'there is no package libgcc in corp-apk for aarch64'

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
source "$ROOT/tests/support/rpm_repository.inc"
# A sysroot out of rpm packages, laid out as Red Hat's: lib64, no multiarch folder, gcc's
# start files under another vendor's name. The files are Debian 11's, repacked; libc and
# loader stand outside /usr, as they did in 7.
command -v dpkg-deb >/dev/null || skip "no dpkg-deb"
copy_example hello
run "$CROSSROOT" fetch
[ "$code" -eq 0 ] || { rm -f crossroot.lock && run "$CROSSROOT" lock && run "$CROSSROOT" fetch; }
expect_exit 0
for package in libc6 libc6-dev libgcc-s1 libgcc-10-dev libcrypt1 linux-libc-dev; do
  digest=$(sed -n "s/.*sysroot x86_64-linux-gnu .*name = \"$package\".*sha256 = \"\([0-9a-f]*\)\".*/\1/p" crossroot.lock)
  blob=$(find "$CROSSROOT_STORE/blobs" -name "*${digest:2}*" | head -n 1)
  [ -n "$digest" ] && dpkg-deb -x "$blob" "$WORK/debian" || fail "no $package"
done

from=$WORK/debian to=$WORK/tree multi=x86_64-linux-gnu
mkdir -p "$to"/glibc/lib64 "$to"/glibc-devel/usr/{include,lib64} "$to"/libgcc/lib64 \
  "$to"/gcc/usr/lib/gcc/x86_64-redhat-linux "$to"/kernel-headers/usr/include "$to"/tools/usr/sbin
mv "$from"/lib/$multi/libgcc_s.so.1 "$to"/libgcc/lib64/
cp -a "$from"/lib/$multi/. "$to"/glibc/lib64/
mv "$from"/usr/lib/gcc/$multi/10 "$to"/gcc/usr/lib/gcc/x86_64-redhat-linux/
for headers in linux asm-generic drm misc mtd rdma scsi sound video xen; do
  [ ! -d "$from/usr/include/$headers" ] ||
    mv "$from/usr/include/$headers" "$to"/kernel-headers/usr/include/
done
mv "$from"/usr/include/$multi/asm "$to"/kernel-headers/usr/include/
cp -a "$from"/usr/include/$multi/. "$to"/glibc-devel/usr/include/
rm -r "$from"/usr/include/$multi
cp -a "$from"/usr/include/. "$to"/glibc-devel/usr/include/
rm -rf "$from"/usr/lib/$multi/{gconv,audit}
cp -a "$from"/usr/lib/$multi/. "$to"/glibc-devel/usr/lib64/
# Links out of usr/lib/x86_64-linux-gnu go one folder less up now; scripts name lib64.
find "$to" -type l -lname "*/lib/$multi/*" | while read -r link; do
  ln -sfn "/lib64/$(basename "$(readlink "$link")")" "$link"
done
sed -i "s,/usr/lib/$multi/,/usr/lib64/,g; s,/lib/$multi/,/lib64/,g" \
  "$to"/glibc-devel/usr/lib64/lib{c,m}.so
ln -sf ld-2.31.so "$to"/glibc/lib64/ld-linux-x86-64.so.2
printf '#!/bin/sh\n' >"$to"/tools/usr/sbin/tool
# Debian's loader does not look into lib64; that of a distribution with lib64 does.
mkdir -p "$to"/loader-path/usr/lib
ln -s ../lib64 "$to"/loader-path/usr/lib/$multi

make_key vendor
signer=vendor repository=$WORK/mirror/el/7/base/x86_64
make_rpm glibc 'AutoReqProv: no' 'Provides: libc.so.6()(64bit)' 'Requires: /usr/sbin/tool' \
  'Recommends: fancy' 'Requires: (tools or other-tools)'
make_rpm libgcc 'AutoReqProv: no' 'Requires: libc.so.6()(64bit)'
make_rpm glibc-devel 'AutoReqProv: no' 'Requires: glibc = 1-1' 'Requires: kernel-headers >= 1'
make_rpm gcc 'AutoReqProv: no' 'Requires: binutils' 'Requires: libgcc >= 0:1'
make_rpm kernel-headers 'AutoReqProv: no' 'BuildArch: noarch'
make_rpm tools 'AutoReqProv: no' 'BuildArch: noarch'
make_rpm loader-path 'AutoReqProv: no'
make_rpm fancy 'AutoReqProv: no'
mkdir -p "$repository"
mv "$WORK"/top/RPMS/*/*.rpm "$repository"
make_repository "$repository" --general-compress-type=xz

mkdir -p sysroots/keys
certificate vendor >"sysroots/keys/$key_vendor.gpg"
cat >sysroots/corp-el.toml <<TOML
schema = 1
role = "sysroot"
chosen = "by-name"
suite = "7"
components = ["base"]
architectures = ["x86_64"]
libc = "2.31"
kernel-headers = "5.10"
keys = ["$key_vendor"]
omit = ["binutils"]
prune = ["usr/sbin/**"]
[archive]
name = "corp"
kind = "rpm"
layout = "el/{suite}/{component}/{arch}"
upstream = ["http://archive.invalid/corp"]
[packages]
base = ["glibc-devel", "gcc", "kernel-headers"]
runtime = ["glibc", "libgcc", "loader-path"]
TOML
sed -i '/^\[target.linux-arm64\]/,/^$/d' crossroot.toml
sed -i '/^\[target.linux-amd64\]/a base = "corp-el"' crossroot.toml
rm -rf crossroot.lock out

run "$CROSSROOT" lock --mirror "corp=file://$WORK/mirror"
expect_exit 0
grep -q 'name = "tools".*arch = "noarch"' crossroot.lock || fail "the file's package is not locked"
! grep -q 'name = "fancy"' crossroot.lock || fail "a recommendation was followed"
cp crossroot.lock first.lock
run "$CROSSROOT" lock --mirror "corp=file://$WORK/mirror"
cmp crossroot.lock first.lock || fail "two locks differ"
run "$CROSSROOT" lock --audit --mirror "corp=file://$WORK/mirror"
expect_exit 0

run "$CROSSROOT" build --mirror "corp=file://$WORK/mirror"
expect_exit 0
run out/linux-amd64/bin/hello
expect_exit 0
needed=$(glibc_needed out/linux-amd64/bin/hello)
not_above "$needed" 2.17 || fail "the program needs glibc $needed"

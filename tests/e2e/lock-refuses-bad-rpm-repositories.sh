#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
source "$ROOT/tests/support/rpm_repository.inc"
# What a mirror of rpm packages can serve instead of what was signed, and that a lock
# never comes of it. The packages are empty: no lock is built here.
copy_example hello
sed -i '/^\[target.linux-arm64\]/,/^$/d' crossroot.toml
sed -i '/^\[target.linux-amd64\]/a base = "corp-el"' crossroot.toml
rm -f crossroot.lock
make_key vendor && make_key stranger
repository=$WORK/mirror/7/base/x86_64/os
mkdir -p "$repository" sysroots/keys "$WORK"/tree/{glibc,glibc-devel}/usr/share/x
make_rpm glibc 'Provides: libc.so.6()(64bit)'
make_rpm glibc-devel 'Requires: libc.so.6()(64bit)'
mv "$WORK"/top/RPMS/*/*.rpm "$repository"
signer=vendor
make_repository "$repository" --revision 1700000000
certificate vendor >"sysroots/keys/$key_vendor.gpg"
definition() { # SIGNED ARCHITECTURES KEY
  cat >sysroots/corp-el.toml <<TOML
schema = 1
role = "sysroot"
chosen = "by-name"
suite = "7"
components = ["base"]
architectures = [$2]
libc = "2.31"
keys = ["$3"]
[archive]
name = "corp"
kind = "rpm"
signed = "$1"
upstream = ["http://archive.invalid/corp"]
[packages]
base = ["glibc-devel"]
TOML
}
definition index '"x86_64"' "$key_vendor"
lock() { run "$CROSSROOT" lock --mirror "corp=file://$WORK/mirror" "$@"; }
repodata=$repository/repodata
lock
expect_exit 0
expect_stderr 'corp-el base +signed 2023-11-14 by'
cp -r "$repository" "$WORK/good"
restore() { rm -rf "$repository" && cp -r "$WORK/good" "$repository"; }
# The Go SDK and the toolchain are locked by now; what follows is about the index alone.
cp crossroot.lock "$WORK/good.lock"

# Replayed: an older index, well signed.
make_repository "$repository" --revision 1600000000
lock
expect_exit 5
expect_stderr 'older than the lock.s: 2020-09-13T12:26:40Z before 2023-11-14T22:13:20Z'
cmp crossroot.lock "$WORK/good.lock" || fail "the lock was changed"
lock --allow-downgrade
expect_exit 0
cp "$WORK/good.lock" crossroot.lock
restore

# Signed by somebody else; changed after it was signed; not signed at all.
signer=stranger
make_repository "$repository" --revision 1700000000
lock
expect_exit 5
expect_stderr "signed by ${key_stranger:24} only"
restore
sed -i 's/<revision>1700000000/<revision>1700000009/' "$repodata/repomd.xml"
lock
expect_exit 5
expect_stderr 'it was changed on its way'
restore
rm "$repodata/repomd.xml.asc"
lock
expect_exit 5
expect_stderr 'archive\.signed = "packages"'
restore

# A list of packages that was cut; its time makes it one that no store has.
signer=vendor
touch "$repository"/*.rpm
make_repository "$repository" --revision 1700000001
list=$(ls "$repodata"/*-primary.xml.*)
cp "$list" "$WORK/list" && head -c 100 "$WORK/list" >"$list"
lock
expect_exit 5
expect_stderr 'package index of corp-el x86_64'
restore

# The CPU is not there; or it is, without the package.
sed -i 's/x86_64-linux-gnu/aarch64-linux-gnu/' crossroot.toml
lock
expect_exit 3
expect_stderr 'corp-el is no base for aarch64-linux-gnu'
definition index '"x86_64", "aarch64"' "$key_vendor"
mkdir -p "$WORK/mirror/7/base/aarch64/os"
signer=vendor
make_repository "$WORK/mirror/7/base/aarch64/os"
lock
expect_exit 3
expect_stderr 'there is no package glibc-devel in corp-el for aarch64'
sed -i 's/aarch64-linux-gnu/x86_64-linux-gnu/' crossroot.toml

# A key that nobody has is said, and nothing is locked without it.
definition index '"x86_64"' 0123456789ABCDEF0123456789ABCDEF01234567
lock
expect_exit 3
expect_stderr 'the certificate of key 0123456789ABCDEF0123456789ABCDEF01234567 is not there'

# So it is with a definition whose key this program does not ship, before anybody is asked.
sed -i 's/base = "corp-el"/base = "ubuntu-22.04"/' crossroot.toml
lock
expect_exit 3
expect_stderr 'the certificate of key F6ECB3762474EDA9D21B7022871920D1991BC93C is not there'
expect_stderr 'ubuntu-22\.04'
sed -i 's/base = "ubuntu-22.04"/base = "corp-el"/' crossroot.toml

# Where the packages are signed: each is asked for its own signature.
definition packages '"x86_64"' "$key_vendor"
rm "$repodata/repomd.xml.asc"
lock
expect_exit 5
expect_stderr 'there is no signature of all of it in it'
command -v rpmsign >/dev/null || skip "no rpmsign: signed packages were not tried"
for rpm in "$repository"/*.rpm; do
  run rpmsign --define "_gpg_name vendor@archive.example" \
    --define "__gpg $(command -v gpg)" --addsign "$rpm"
  expect_exit 0
done
make_repository "$repository" --revision 1700000000
rm "$repodata/repomd.xml.asc"
lock
expect_exit 0
expect_stderr 'unsigned: each package.s signature is checked'
grep -q "corp-el.*key = \"$key_vendor\"" crossroot.lock || fail "the signer is not in the lock"
lock --audit
expect_exit 0
rpm=$(ls "$repository"/glibc-1-1.*.rpm)
printf 'x' | dd of="$rpm" bs=1 seek=$(($(stat -c %s "$rpm") - 20)) conv=notrunc status=none
make_repository "$repository" --revision 1700000000
rm "$repodata/repomd.xml.asc"
lock
expect_exit 5

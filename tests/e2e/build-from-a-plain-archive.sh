#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A sysroot that is one tar or one zip, pinned by its digest: no index, no key, no package.
command -v dpkg-deb >/dev/null || skip "no dpkg-deb"
copy_example hello
run "$CROSSROOT" fetch
[ "$code" -eq 0 ] || { rm -f crossroot.lock && run "$CROSSROOT" lock && run "$CROSSROOT" fetch; }
expect_exit 0
mkdir -p "$WORK/mirror/root"
for package in libc6 libc6-dev libgcc-s1 libgcc-10-dev libcrypt1 linux-libc-dev; do
  digest=$(sed -n "s/.*sysroot x86_64-linux-gnu .*name = \"$package\".*sha256 = \"\([0-9a-f]*\)\".*/\1/p" crossroot.lock)
  blob=$(find "$CROSSROOT_STORE/blobs" -name "*${digest:2}*" | head -n 1)
  [ -n "$digest" ] && dpkg-deb -x "$blob" "$WORK/mirror/root" || fail "no $package"
done
(cd "$WORK/mirror" && rm -rf root/usr/share)
tar -C "$WORK/mirror" -czf "$WORK/mirror/root.tar.gz" root
sed -i '/^\[target.linux-arm64\]/,/^$/d; /^\[smoke\]/,$d' crossroot.toml
sed -i '/^\[target.linux-amd64\]/a base = "corp-root"' crossroot.toml
rm -rf crossroot.lock out
mkdir sysroots
definition() { # KIND FILE
  cat >sysroots/corp-root.toml <<TOML
schema = 1
role = "sysroot"
libc = "2.31"
kernel-headers = "5.10"
[archive]
name = "corp"
kind = "$1"
upstream = ["http://archive.invalid/corp"]
[archive.files.x86_64]
path = "$2"
sha256 = "$(sha256sum <"$WORK/mirror/$2" | cut -d' ' -f1)"
size = $(stat -c %s "$WORK/mirror/$2")
strip = "root"
TOML
}
definition tar root.tar.gz
run "$CROSSROOT" lock --mirror "corp=file://$WORK/mirror"
expect_exit 0
run "$CROSSROOT" lock --audit --mirror "corp=file://$WORK/mirror"
expect_exit 0
run "$CROSSROOT" build --mirror "corp=file://$WORK/mirror"
expect_exit 0
run out/linux-amd64/bin/hello
expect_exit 0
cp -r out first

# The same tree as a zip gives the same program.
if command -v python3 >/dev/null; then
  (cd "$WORK/mirror" && python3 - <<'PY'
import os, stat, zipfile
with zipfile.ZipFile("root.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
    for folder, names, files in os.walk("root"):
        for name in names + files:
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            info = zipfile.ZipInfo(path)
            info.external_attr = mode << 16
            if stat.S_ISLNK(mode):
                out.writestr(info, os.readlink(path))
            elif stat.S_ISREG(mode):
                with open(path, "rb") as file:
                    out.writestr(info, file.read(), zipfile.ZIP_DEFLATED, 1)
PY
  ) || fail "no zip was made"
  definition zip root.zip
  run "$CROSSROOT" lock --mirror "corp=file://$WORK/mirror"
  expect_exit 0
  run "$CROSSROOT" build --mirror "corp=file://$WORK/mirror"
  expect_exit 0
  cmp out/linux-amd64/bin/hello first/linux-amd64/bin/hello || fail "the zip built another program"
fi

# Other bytes than the pinned ones are never unpacked.
definition tar root.tar.gz
sed -i "s/^sha256 = .*/sha256 = \"$(sha256sum <crossroot.toml | cut -d' ' -f1)\"/" sysroots/corp-root.toml
run "$CROSSROOT" lock --mirror "corp=file://$WORK/mirror"
expect_exit 0
run "$CROSSROOT" build --mirror "corp=file://$WORK/mirror"
expect_exit 5

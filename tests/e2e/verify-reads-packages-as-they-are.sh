#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Every ELF file of a deb, apk, zip and image is judged as it is when it is unpacked, by
# libraries that both find: those beside a file on disk have no members beside them.
command -v dpkg-deb >/dev/null || skip "no dpkg-deb to compare with"
copy_example sqlite
sum=$(grep -o 'libc6_2.31[^"]*_amd64.deb.*' crossroot.lock | grep -oE '[0-9a-f]{64}' | head -n 1)
deb=$CROSSROOT_STORE/blobs/${sum:0:2}/$sum
[ -f "$deb" ] || "$CROSSROOT" fetch || skip "the package cannot be fetched"
cd "$WORK" || exit 1
cp "$deb" libc6.deb
dpkg-deb -x libc6.deb unpacked || fail "dpkg-deb"

# findings FOLDER-OR-ARCHIVE PREFIX: one line a file: its name without the prefix, and
# a digest of all that is said of it.
findings() {
  run "$CROSSROOT" verify --json --target x86_64-linux-gnu.2.31 --libraries unpacked "$1"
  [ "$code" -eq 0 ] || [ "$code" -eq 7 ] || fail "exit $code"
  python3 -c 'import hashlib, json, sys
for file in json.load(sys.stdin)["files"]:
    name = file.pop("file").removeprefix(sys.argv[1])
    text = json.dumps(file, sort_keys=True).replace(sys.argv[1], "")
    print(name, hashlib.sha256(text.encode()).hexdigest())' "$2" <<<"$out" | sort
}
findings unpacked unpacked/ >expected
[ "$(wc -l <expected)" -gt 20 ] || fail "too few files: this test tests nothing"
ls >before
findings libc6.deb libc6.deb! >of-deb
cmp expected of-deb || fail "a deb"

# An apk as abuild makes it: three gzip streams, the first two without a tar's end.
(cd unpacked && find . -type f | LC_ALL=C sort | tar --no-recursion -cf ../data.tar -T -)
for part in .SIGN.RSA.key .PKGINFO; do
  echo x >"$part"
  tar -cf part.tar "$part" && head -c 1024 part.tar | gzip >>x.apk
done
gzip -c data.tar >>x.apk
findings x.apk x.apk! >of-apk
cmp expected of-apk || fail "an apk"

(cd unpacked && python3 -c 'import os, zipfile
with zipfile.ZipFile("../x.whl", "w", zipfile.ZIP_DEFLATED) as out:
    for folder, _, names in os.walk("."):
        for name in names:
            if not os.path.islink(os.path.join(folder, name)):
                out.write(os.path.join(folder, name))')
findings x.whl x.whl! >of-whl
cmp expected of-whl || fail "a wheel"

# An image whose upper layer deletes a folder and changes a file.
python3 - data.tar <<'P' || fail "no image was made"
import gzip, hashlib, io, json, sys, tarfile
def layer(tar):
    blob = gzip.compress(tar)
    return blob, {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                  "digest": "sha256:" + hashlib.sha256(blob).hexdigest(), "size": len(blob)}
def add(tar, name, content):
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))
upper = io.BytesIO()
with tarfile.open(fileobj=upper, mode="w") as tar:
    add(tar, "usr/lib/x86_64-linux-gnu/.wh.gconv", b"")
    add(tar, "lib/x86_64-linux-gnu/libc-2.31.so", b"no program any more")
layers = [layer(open(sys.argv[1], "rb").read()), layer(upper.getvalue())]
def blob(content):
    digest = hashlib.sha256(content).hexdigest()
    return "blobs/sha256/" + digest, content, {"digest": "sha256:" + digest, "size": len(content)}
manifest = blob(json.dumps({"schemaVersion": 2, "layers": [l[1] for l in layers]}).encode())
with tarfile.open("image.tar", "w") as tar:
    for content, named in layers:
        add(tar, "blobs/sha256/" + named["digest"][7:], content)
    add(tar, manifest[0], manifest[1])
    add(tar, "index.json", json.dumps({"schemaVersion": 2, "manifests": [manifest[2]]}).encode())
    add(tar, "oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
P
base=$(tar -tf image.tar | head -n 1 | cut -c 14-25)
findings image.tar "image.tar!sha256:$base!" >of-image
grep -v -e '/gconv/' -e 'libc-2.31.so ' expected | cmp - of-image || fail "an image"
[ "$(find . -newer before -name '*.so*' | wc -l)" -eq 0 ] || fail "something was unpacked"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Whatever is wrong with one operand is a line with its cause, and the others are judged.
cp /bin/true good
run "$CROSSROOT" verify good
expect_exit 0
good=$out

# refused EXIT CAUSE OPERAND: beside a file that is judged in any case, before and after.
refused() {
  run timeout 60 "$CROSSROOT" verify good "$3" good
  expect_exit "$1"
  [ "$(grep -c '^good: ' <<<"$out")" -eq 2 ] || fail "the others were not judged"
  grep -qF -- "$3" <<<"$out$err" || fail "$3 is not named"
  grep -qE -- "$2" <<<"$out$err" || fail "no cause /$2/"
}
echo '#!/bin/sh' >script
: >empty
mkfifo fifo
ln -s loop loop
printf '\177ELF' >stub
refused 7 'not an ELF file' script
refused 7 'not an ELF file' empty
refused 7 'found ' stub
refused 10 'it is a FIFO' fifo
refused 10 'it is a character device' /dev/zero
refused 10 'Too many levels of symbolic links' loop
refused 10 'No such file' gone

tar -cf whole.tar good && gzip -k whole.tar
head -c 2000 whole.tar.gz >cut.tar.gz
head -c $((512 + ($(stat -c %s good) + 511) / 512 * 512)) whole.tar >cut.tar
refused 10 'truncated' cut.tar.gz
refused 10 'end mark' cut.tar
python3 - <<'P' || fail "no archives were made"
import io, lzma, tarfile, zipfile
with zipfile.ZipFile("secret.zip", "w") as out:
    out.write("good")
with open("secret.zip", "r+b") as file:
    raw = bytearray(file.read())
    raw[6] |= 1
    raw[raw.find(b"PK\1\2") + 8] |= 1
    file.seek(0)
    file.write(raw)
with zipfile.ZipFile("bomb.zip", "w", zipfile.ZIP_DEFLATED) as out:
    with out.open("bomb", "w", force_zip64=True) as member:
        member.write(b"\x7fELF" + bytes(4092))
        for _ in range(300):
            member.write(bytes(1 << 20))
packer = lzma.LZMACompressor(preset=0)
with open("bomb.tar.xz", "wb") as out:
    entry = tarfile.TarInfo("bomb")
    entry.size = 100 << 20
    out.write(packer.compress(entry.tobuf()))
    for _ in range(100):
        out.write(packer.compress(bytes(1 << 20)))
    out.write(packer.compress(bytes(1024)) + packer.flush())
entry = tarfile.TarInfo("liar")
entry.size = 7 << 30
open("liar.tar", "wb").write(entry.tobuf() + b"\x7fELF" + bytes(2000))
header = b"\x8e\xad\xe8\x01" + bytes(4) + b"\0\0\0\1" + b"\x7f\xff\xff\xff" + bytes(16)
open("liar.rpm", "wb").write(b"\xed\xab\xee\xdb\3\0" + bytes(72) + b"\0\5" + bytes(16) + header * 2)
P
refused 10 'encrypted' secret.zip
refused 10 'unpacks to more than' bomb.zip
refused 10 'unpacks to more than' bomb.tar.xz
refused 10 'runcated' liar.tar
refused 10 'cause  ' liar.rpm

# A folder: what cannot be read is said, links and special files are passed over.
mkdir -p tree/closed
cp good tree/program
cp good tree/locked
ln -s .. tree/closed/up
mkfifo tree/fifo
chmod 0 tree/locked tree/closed
as_user=()
if [ "$(id -u)" -eq 0 ]; then
  command -v setpriv >/dev/null || skip "root may read everything and there is no setpriv"
  as_user=(setpriv --reuid 12345 --regid 12345 --clear-groups)
fi
run "${as_user[@]}" "$CROSSROOT" verify tree
expect_exit 10
expect_stdout '^tree/program: '
expect_stderr 'cannot read tree/locked'
expect_stderr 'cannot read tree/closed'
[ "$(grep -c 'Permission denied' <<<"$err")" -eq 2 ] || fail "other causes"
run "${as_user[@]}" "$CROSSROOT" verify tree/locked
expect_exit 10
chmod 755 tree/closed
rm -rf tree/locked
run "$CROSSROOT" verify tree
expect_exit 0
[ "$(grep -c . <<<"$good")" -eq "$(grep -c . <<<"$out")" ] || fail "other files than tree/program"

# Names cannot write to the terminal.
mkdir names
cp good $'names/a\e[31m\nb'
tar -cf names.tar names
run "$CROSSROOT" verify names names.tar
expect_exit 0
expect_stdout '^names/a\\x1b\[31m\\x0ab: '
expect_stdout '^names\.tar!names/a\\x1b\[31m\\x0ab: '
run "$CROSSROOT" verify --json tree/closed
expect_exit 0
expect_stderr 'tree/closed holds no ELF file'

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A package as rpmbuild makes it, hard links and each way to pack it in.
command -v rpmbuild >/dev/null || skip "no rpmbuild (apt-get install rpm)"
cp /bin/true program
for way in w9.gzdio w6.xzdio w3.zstdio; do
  cat >x.spec <<SPEC
Name: x
Version: 1
Release: 1
Summary: x
License: none
%define _binary_payload $way
%define _build_id_links none
%define __strip /bin/true
%description
x
%install
mkdir -p %{buildroot}/opt/x
cp $WORK/program %{buildroot}/opt/x/b
ln %{buildroot}/opt/x/b %{buildroot}/opt/x/a
echo text >%{buildroot}/opt/x/text
%files
/opt/x
SPEC
  run rpmbuild -bb --define "_topdir $WORK/top" --define "_tmppath $WORK" x.spec
  expect_exit 0
  cp top/RPMS/*/x-1-1.*.rpm x.rpm
  run "$CROSSROOT" verify x.rpm
  expect_exit 0
  expect_stdout '^x\.rpm!opt/x/a: '
  expect_stdout '^x\.rpm!opt/x/b: '
  run "$CROSSROOT" verify program
  expect_exit 0
  head -c 5000 x.rpm >cut.rpm
  run "$CROSSROOT" verify cut.rpm program
  expect_exit 10
  expect_stderr 'cannot read all of cut\.rpm'
  expect_stdout '^program: '
done

# Foreign ones, of 2001 to 2016 and of each way to pack, as test data of two Go modules: they
# hold no program, so all of each is read and nothing found; with its end cut off, that is said.
for tool in curl python3; do
  command -v $tool >/dev/null || skip "foreign rpms: no $tool"
done
proxy=${GOPROXY%%[,|]*}
case $proxy in http*) ;; *) skip "foreign rpms: no Go module proxy is set" ;; esac
take() { # MODULE VERSION SHA256
  curl -fsSL --max-time 60 -o module.zip "$proxy/$1/@v/$2.zip" ||
    skip "foreign rpms: no Go module proxy gives $1"
  echo "$3  module.zip" | sha256sum --quiet -c || fail "$1 is another"
  python3 -m zipfile -e module.zip modules
}
take github.com/cavaliergopher/rpm v1.2.0 5a77385c4be29d3b912a0a18ea8defeb475c865fe0bdeb239e572582a2feec1c
take github.com/sassoftware/go-rpmutils v0.4.0 4ccd7084c29451832cc5b0cd30ac99808e807208498675be0f8736f695b8ab74
find modules -name '*.rpm' -exec cp -t . {} +
rm x.rpm cut.rpm
[ "$(echo ./*.rpm | wc -w)" -eq 21 ] || fail "other rpms than expected"
for file in *.rpm; do
  run "$CROSSROOT" verify "$file"
  expect_exit 0
  expect_stderr "^nothing +$file holds no ELF file"
  rpm -qp --nosignature --nodigest --queryformat \
    '%{NAME} %{VERSION} %{ARCH}, payload %{PAYLOADCOMPRESSOR}\n' "$file" >&2 2>/dev/null
  head -c -40 "$file" >"cut-$file"
  run "$CROSSROOT" verify "cut-$file"
  [ "$code" -eq 10 ] || fail "$file lacks its end and nobody says so"
  rm "cut-$file"
done

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

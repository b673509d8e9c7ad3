#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# All extension modules of numpy's wheel and the libraries that it carries are judged.
python3 -m pip --version >/dev/null 2>&1 || skip "no pip"
python3 -m pip download --quiet --no-deps --only-binary :all: numpy -d . 2>pip.err ||
  skip "numpy cannot be had: $(tail -n 1 pip.err)"
wheel=$(echo numpy-*.whl)
python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    for name in sorted(wheel.namelist()):
        if wheel.read(name)[:4] == b"\x7fELF":
            print(sys.argv[1] + "!" + name)' "$wheel" >expected
[ "$(wc -l <expected)" -gt 10 ] || fail "too few files: this test tests nothing"
run "$CROSSROOT" verify --json "$wheel"
python3 -c 'import json, sys
for file in json.load(sys.stdin)["files"]:
    print(file["file"])' <<<"$out" >found
cmp expected found || fail "other files"

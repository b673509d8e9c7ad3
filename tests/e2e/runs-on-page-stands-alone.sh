#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A browser reads the page as it is meant: a cell for each release, names that try to be
# markup stay text, nothing is fetched and no script runs; and it paints something.
command -v chromium >/dev/null || skip "no chromium to read the page with"
command -v cc >/dev/null || skip "no compiler on this host"
printf 'int main(void) { return 0; }' >main.c
cc -o program main.c || skip "the host's compiler does not link"
hostile="x\"><script>document.title='owned'<"
cp program "$hostile"
mkdir profile

browse() {
  timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync \
    --user-data-dir="$WORK/profile" "$@" 2>/dev/null
}

for command in runs-on verify; do
  run "$CROSSROOT" "$command" --html "$WORK/page.html" program "$hostile"
  expect_exit 0
  browse --dump-dom "file://$WORK/page.html" >dom.html || skip "chromium does not start here"
  "$CROSSROOT" runs-on --json program >reach.json
  python3 - "$command" <<'PY' || fail "the browser saw another page after $command"
import html.parser, json, sys

reach = json.load(open("reach.json"))
verdicts = {v["system"]: v for v in reach["files"][0]["verdicts"]}

class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.titles, self.tags, self.title, self.in_title = [], set(), "", False
    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.in_title = tag == "title"
        if tag == "td" and dict(attributes).get("title"):
            self.titles.append(dict(attributes)["title"])
    def handle_endtag(self, tag):
        self.in_title = False
    def handle_data(self, data):
        self.title += data if self.in_title else ""

page = Page()
page.feed(open("dom.html").read())
assert page.title == "crossroot " + sys.argv[1], page.title
assert not page.tags & {"script", "img", "link", "iframe"}, page.tags
assert len(page.titles) == 2 * len(verdicts), len(page.titles)
for system, verdict in verdicts.items():
    words = verdict["answer"]
    if "reason" in verdict:
        words += ": " + verdict["reason"]
    assert f"program on {system} {words}" in page.titles, system
PY
done

# A forgotten OUT does not cost the file that was to be looked at.
run "$CROSSROOT" runs-on --html program "$hostile"
expect_exit 2
expect_stderr 'would replace program, which is no page'
cmp -s program "$hostile" || fail "the program is gone"

browse --window-size=1400,1000 --screenshot="$WORK/page.png" "file://$WORK/page.html"
python3 - <<'PY' || fail "the page paints nothing"
import struct, zlib
data = open("page.png", "rb").read()
assert data[:8] == b"\x89PNG\r\n\x1a\n"
width, height = struct.unpack(">II", data[16:24])
assert (width, height) == (1400, 1000), (width, height)
pixels, at = b"", 8
while at < len(data):
    size, kind = struct.unpack(">I4s", data[at:at + 8])
    if kind == b"IDAT":
        pixels += data[at + 8:at + 8 + size]
    at += size + 12
assert len(set(zlib.decompress(pixels))) > 50
PY

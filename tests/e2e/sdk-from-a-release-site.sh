#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Without a module proxy the SDK is the release tarball of a mirror that the user names,
# by the hash that it publishes; the program is the same as with the module.
copy_example hello
build_or_relock linux-amd64
expect_exit 0
program=$(sha256sum <out/linux-amd64/bin/hello)
rm -rf out
zip=$(sed -n '/^sdk = /s/.*sha256 = "\([0-9a-f]*\)".*/\1/p' crossroot.lock)
mkdir "$WORK/site"
python3 - "$CROSSROOT_STORE/blobs/${zip:0:2}/$zip" "$WORK/site" <<'END' || fail "no tarball"
import hashlib, json, os, sys, tarfile, zipfile
source, site = zipfile.ZipFile(sys.argv[1]), sys.argv[2]
module = source.namelist()[0].split("/")[1]  # toolchain@v0.0.1-go1.25.5.linux-amd64
name = module.partition("-")[2] + ".tar.gz"
with tarfile.open(os.path.join(site, name), "w:gz", compresslevel=1) as out:
    for entry in source.infolist():
        path = entry.filename.split("/", 2)[2]
        copies = [path] + [path[:-7] + "go.mod"] * path.endswith("/_go.mod")
        for copy in copies:
            member = tarfile.TarInfo("go/" + copy)
            member.size = entry.file_size
            member.mode = 0o755 if path.startswith(("bin/", "pkg/tool/")) or \
                path.endswith("_exec") else 0o644
            out.addfile(member, source.open(entry))
blob = open(os.path.join(site, name), "rb").read()
release = {"version": name[:8], "files": [
    {"filename": name, "sha256": hashlib.sha256(blob).hexdigest(), "size": len(blob)}]}
json.dump([release], open(os.path.join(site, "index.html"), "w"))
END
cat >"$WORK/serve.py" <<'END'
import http.server, os, sys, threading, time
class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_): pass
def end_with_parent(parent):
    while os.getppid() == parent: time.sleep(0.2)
    os._exit(0)
os.chdir(sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
open("../port.new", "w").write(str(server.server_address[1]))
os.rename("../port.new", "../port")
threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
server.serve_forever()
END
python3 "$WORK/serve.py" "$WORK/site" &
for _ in {1..100}; do
  [ -f "$WORK/port" ] && break
  sleep 0.1
done
site=http://127.0.0.1:$(cat "$WORK/port")
export GOPROXY=off no_proxy=127.0.0.1 XDG_CONFIG_HOME="$WORK/config"

cp "$WORK/site/index.html" "$WORK/good.json"
sed -i 's/"sha256": "[0-9a-f]*"/"sha256": "'"$(printf '0%.0s' {1..64})"'"/' \
  "$WORK/site/index.html"
run "$CROSSROOT" lock --mirror "go=$site"
expect_exit 5
expect_stderr 'go .* does not have the pinned bytes on any source'
cp "$WORK/good.json" "$WORK/site/index.html"

cp crossroot.toml crossroot.lock "$WORK"
sed -i 's/^sdk = .*/sdk = "1.25.99"/' crossroot.toml
run "$CROSSROOT" lock --mirror "go-release=$site"
expect_exit 3
expect_stderr 'there is no Go SDK 1.25.99 for this host'
expect_stderr 'no release lists go1.25.99'
expect_stderr 'fix .*go.sdk = '
cp "$WORK/crossroot.toml" .

mkdir -p "$XDG_CONFIG_HOME/crossroot"
printf '[mirrors]\ngo = "%s"\n' "$site" >"$XDG_CONFIG_HOME/crossroot/config.toml"
run "$CROSSROOT" lock
expect_exit 0
expect_stderr 'published SHA-256 \(--mirror\)'
grep -q '^sdk = .*kind = "tarball"' crossroot.lock || fail "the lock has no tarball"
run "$CROSSROOT" build linux-amd64
expect_exit 0
[ "$program" = "$(sha256sum <out/linux-amd64/bin/hello)" ] || fail "another program"

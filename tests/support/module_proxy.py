#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A Go module proxy on loopback that asks for a login, for the e2e tests.

    module_proxy.py FOLDER USER PASSWORD

Makes the module corp.example/Greet v1.0.0 (one package, greet), serves it below /private
to those who log in, and has nothing below /public. Writes into FOLDER: port, go.sum (the
module's two lines), log (a line a request). Ends with its parent.
"""
import base64, hashlib, http.server, io, os, sys, threading, time, zipfile

folder, user, password = sys.argv[1:4]
MODULE, VERSION = "corp.example/Greet", "v1.0.0"
FILES = {
    "go.mod": f"module {MODULE}\n\ngo 1.21\n",
    "greet.go": "package greet\n\nfunc Text() string { return \"hello from private code\" }\n",
}


def h1(files):
    lines = "".join(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n"
                    for name, text in sorted(files.items()))
    return "h1:" + base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode()


def module_zip(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


whole = {f"{MODULE}@{VERSION}/{name}": text for name, text in FILES.items()}
base = f"/private/corp.example/!greet/@v/{VERSION}"
ANSWERS = {
    base + ".info": b'{"Version":"v1.0.0"}',
    base + ".mod": FILES["go.mod"].encode(),
    base + ".zip": module_zip(whole),
}
LOGIN = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Proxy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = 404, b""
        if self.path.startswith("/private/"):
            if self.headers.get("Authorization") != LOGIN:
                status = 401
            elif self.path in ANSWERS:
                status, body = 200, ANSWERS[self.path]
        with open(os.path.join(folder, "log"), "a") as log:
            log.write(f"{status} {self.path}\n")
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="modules"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def end_with_parent(parent):
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


def write(name, text):
    with open(os.path.join(folder, name + ".new"), "w") as file:
        file.write(text)
    os.rename(os.path.join(folder, name + ".new"), os.path.join(folder, name))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
write("go.sum", f"{MODULE} {VERSION} {h1(whole)}\n"
                f"{MODULE} {VERSION}/go.mod {h1({'go.mod': FILES['go.mod']})}\n")
write("port", str(server.server_address[1]))
threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
server.serve_forever()

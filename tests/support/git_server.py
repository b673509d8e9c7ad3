#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Git repositories over https on loopback, for the e2e tests.

    git_server.py FOLDER USER PASSWORD

Serves the repositories of FOLDER/open to everybody and those of FOLDER/closed to who
logs in, by git's own http-backend, under the certificate FOLDER/cert.pem with its key
FOLDER/key.pem. Writes into FOLDER: port, log (a line a request). Ends with its parent.
"""
import base64, http.server, os, ssl, subprocess, sys, threading, time

folder, user, password = sys.argv[1:4]
LOGIN = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, headers, body):
        with open(os.path.join(folder, "log"), "a") as log:
            log.write(f"{status} {self.path}\n")
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        whole = b""
        while size := int(self.rfile.readline(), 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole

    def serve(self):
        sent = self.body()
        if self.path.startswith("/closed/") and self.headers.get("Authorization") != LOGIN:
            self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')], b"")
            return
        path, _, query = self.path.partition("?")
        backend = subprocess.run(
            ["git", "http-backend"], input=sent, capture_output=True, timeout=60,
            env={"PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": folder,
                 "GIT_HTTP_EXPORT_ALL": "1", "GIT_CONFIG_NOSYSTEM": "1", "HOME": folder,
                 "REQUEST_METHOD": self.command, "PATH_INFO": path, "QUERY_STRING": query,
                 "CONTENT_TYPE": self.headers.get("Content-Type") or "",
                 "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding") or ""})
        head, _, body = backend.stdout.partition(b"\r\n\r\n")
        headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n") if line]
        status = next((int(value[:3]) for name, value in headers if name == "Status"), 200)
        self.answer(status, [h for h in headers if h[0] != "Status"], body)

    do_GET = do_POST = serve

    def log_message(self, *_):
        pass


def end_with_parent(parent):
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem"))
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
server.socket = context.wrap_socket(server.socket, server_side=True,
                                    do_handshake_on_connect=False)
with open(os.path.join(folder, "port.new"), "w") as file:
    file.write(str(server.server_address[1]))
os.rename(os.path.join(folder, "port.new"), os.path.join(folder, "port"))
threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
server.serve_forever()

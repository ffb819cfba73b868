"""A web server that does what the path asks: /status/503?retry-after=7, /redirect, /endless …

retry-date=7 names the same pause as the date at its end; echo=WORD repeats the body from WORD on.

As a proxy it answers for whatever host it is asked for.

Usage: http_server.py LOG [CERTIFICATE KEY [AUTHORITY-OF-CLIENTS]]
"""

import socket
import ssl
import struct
import sys
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import common


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.body = body.decode("utf-8")
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.log.write(
            {
                "method": self.command,
                "path": self.path,
                "headers": headers,
                "body": self.body,
                "peer": self.client_address[1],
            }
        )
        url = urlsplit(self.path)
        action, *rest = url.path.strip("/").split("/")
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        getattr(self, "answer_" + action)(rest, query)

    do_PUT = do_POST

    def reply(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_status(self, rest, query):
        wait = query.get("retry-after")
        if "retry-date" in query:
            wait = formatdate(time.time() + int(query["retry-date"]), usegmt=True)
        headers = [("Retry-After", wait)] if wait else []
        said = query.get("say", "")
        if word := query.get("echo"):
            said += self.body[max(self.body.find(word), 0) :]
        self.reply(int(rest[0]), said.encode(), headers)

    def answer_first(self, rest, query):
        """/first/503/2: so for the first two attempts at each message, then 200."""
        counts, message = self.server.attempts, (self.path, self.headers["webhook-id"])
        counts[message] = counts.get(message, 0) + 1
        if counts[message] > int(rest[1]):
            rest = ["200"]
        self.answer_status(rest, query)

    def answer_hooks(self, rest, query):
        self.reply(404, f"Cannot POST {self.path}".encode())

    def answer_redirect(self, rest, query):
        self.reply(302, b"", [("Location", "/status/200")])

    def answer_garbage(self, rest, query):
        self.reply(200, b"\x00\xff{not json \xe2\x28", [("Content-Type", "application/json")])

    def answer_reset(self, rest, query):
        """Resets the connection once the whole request is here."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True

    def answer_endless(self, rest, query):
        self.send_response(int(rest[0]))
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"more and " * 1000)
        except OSError:
            self.close_connection = True

    def answer_broken(self, rest, query):
        self.send_response(int(rest[0]))
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"part")
        self.close_connection = True

    def answer_close(self, rest, query):
        self.close_connection = True

    def answer_once(self, rest, query):
        """Answers, then closes without saying so: what a kept connection may meet."""
        self.reply(200)
        self.close_connection = True

    def answer_silence(self, rest, query):
        time.sleep(3600)

    def answer_slow(self, rest, query):
        time.sleep(float(rest[0]))
        self.reply(200)

    def log_message(self, format, *args):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Clients that are killed go away in the middle: that is what some tests do."""
        if not isinstance(sys.exc_info()[1], (BrokenPipeError, ConnectionResetError)):
            super().handle_error(request, client_address)

    daemon_threads = True
    request_queue_size = 1024


server = Server(("127.0.0.1", 0), Handler)
server.attempts = {}
server.log = common.Log(sys.argv[1])
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    if len(sys.argv) > 4:
        context.load_verify_locations(sys.argv[4])
        context.verify_mode = ssl.CERT_REQUIRED
    server.socket = context.wrap_socket(server.socket, server_side=True)
common.announce(server.server_address[1], sys.argv[1])
server.serve_forever()

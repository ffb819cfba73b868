"""A web server, or a proxy, that answers 403 and the same words to whatever it is asked.

Usage: words_server.py WORDS
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import common


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        words = sys.argv[1].encode()
        self.send_response(403)
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def log_message(self, format, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
common.announce(server.server_address[1])
server.serve_forever()

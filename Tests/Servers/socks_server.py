"""A SOCKS proxy that says what it is asked to connect to, `name HOST` or `address HOST`, and refuses.

Usage: socks_server.py
"""

import ipaddress
import socketserver

import common


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        _, methods = self.rfile.read(2)
        self.rfile.read(methods)
        self.wfile.write(b"\x05\x00")
        kind = self.rfile.read(4)[3]
        if kind == 3:
            print("name", self.rfile.read(self.rfile.read(1)[0]).decode(), flush=True)
        else:
            print("address", ipaddress.ip_address(self.rfile.read(4 if kind == 1 else 16)), flush=True)
        self.wfile.write(b"\x05\x05\x00\x01" + bytes(6))


server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
common.announce(server.server_address[1])
server.serve_forever()

"""Says one line to whoever connects and closes: a mail server that wants no talk.

Usage: line_server.py LINE
"""

import socket
import sys

import common

listener = socket.create_server(("127.0.0.1", 0))
common.announce(listener.getsockname()[1])
while True:
    connection, _ = listener.accept()
    connection.sendall(sys.argv[1].encode() + b"\r\n")
    connection.close()

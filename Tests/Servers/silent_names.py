"""A name server that hears everything and never answers, on 127.53.53.53.

Usage: silent_names.py
"""

import socket

import common

listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
# Several runs of the tests may listen at once: whichever hears a question, none answers.
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
listener.bind(("127.53.53.53", 53))
common.announce(53)
while True:
    listener.recv(4096)

"""A name server that hears everything and never answers, on 127.53.53.53.

Usage: silent_names.py
"""

import socket

import common

listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
listener.bind(("127.53.53.53", 53))
common.announce(53)
while True:
    listener.recv(4096)

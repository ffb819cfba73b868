"""A mail server that takes every mail, but for one thing that it does at one verb.

VERB is CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA or END (of the text). WHAT is a code to answer,
`close`, `reset` or `silence`.

Usage: verbs_server.py LOG VERB WHAT
"""

import asyncio
import socket
import struct
import sys

import common

VERB, WHAT = sys.argv[2:4]
USUAL = {"CONNECT": "220 mx.example", "EHLO": "250-mx.example\r\n250-STARTTLS\r\n250 AUTH PLAIN",
         "HELO": "250 mx.example", "AUTH": "235 2.7.0 welcome", "DATA": "354 go on",
         "END": "250 2.0.0 queued as 4Zx7Qk", "QUIT": "221 bye"}


async def answer(verb, writer):
    """Says what belongs there; false where the talk is over."""
    text = USUAL.get(verb, "250 2.1.0 ok")
    if verb == VERB or (verb, VERB) == ("HELO", "EHLO"):
        if WHAT == "silence":
            await asyncio.sleep(3600)
        if WHAT == "reset":
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, linger)
        if WHAT in ("close", "reset"):
            writer.close()
            return False
        text = f"{WHAT} 4.3.0 no {verb} today"
    writer.write(text.encode() + b"\r\n")
    await writer.drain()
    return True


async def talk(reader, writer):
    if not await answer("CONNECT", writer):
        return
    while line := await reader.readline():
        verb = line.split()[0].upper().decode()
        if not await answer(verb, writer):
            return
        if verb == "DATA" and VERB != "DATA":
            while await reader.readline() != b".\r\n":
                pass
            if not await answer("END", writer):
                return


async def main():
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    common.announce(server.sockets[0].getsockname()[1], sys.argv[1])
    await server.serve_forever()


asyncio.run(main())

"""Mail servers that take every mail, but for one thing that each does at one verb.

Each has a port of its own, printed after the first as `VERB WHAT MANNER PORT`, and `done` at the end. A
verb is CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, TEXT (amid it) or END (of the text); what it does
is to answer a code, or `close`, `reset` or `silence`; it takes commands `single` or in a `group`. The first port is that
of a server that does nothing of the kind. What texts came in whole is in the log.

Usage: verbs_server.py LOG
"""

import asyncio
import email
import email.policy
import socket
import struct
import sys

import common

VERBS = ["CONNECT", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "TEXT", "END"]
MANNERS = ["single", "group"]
FAULTS = ["421", "451", "535", "550", "552", "554", "close", "reset", "silence"]
USUAL = {
    "CONNECT": "220 mx.example",
    "EHLO": "250-mx.example\r\n250-STARTTLS\r\n250 AUTH PLAIN",
    "HELO": "250 mx.example",
    "AUTH": "235 2.7.0 welcome",
    "DATA": "354 go on",
    "END": "250 2.0.0 queued as 4Zx7Qk",
    "QUIT": "221 bye",
}


class Faulty:
    def __init__(self, verb, what, manner, log):
        self.verb, self.what, self.manner, self.log = verb, what, manner, log

    async def answer(self, verb, writer):
        """Says what belongs there; false where the talk is over."""
        text = USUAL.get(verb, "250 2.1.0 ok")
        if verb == "EHLO" and self.manner == "group":
            text = text.replace("mx.example", "mx.example\r\n250-PIPELINING")
        if verb == self.verb or (verb, self.verb) == ("HELO", "EHLO"):
            if self.what == "silence":
                await asyncio.sleep(3600)
            if self.what == "reset":
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, linger
                )
            if self.what in ("close", "reset"):
                writer.close()
                return False
            text = f"{self.what} 4.3.0 no {verb} today"
        writer.write(text.encode() + b"\r\n")
        await writer.drain()
        return True

    async def talk(self, reader, writer):
        if not await self.answer("CONNECT", writer):
            return
        to = []
        while line := await reader.readline():
            verb = line.split()[0].upper().decode()
            if verb == "RCPT":
                to.append(line.decode().split("<")[1].split(">")[0])
            if not await self.answer(verb, writer):
                return
            if verb == "DATA" and self.verb != "DATA":
                text = b""
                while (line := await reader.readline()) != b".\r\n":
                    if not line:
                        return
                    text += line
                    if self.verb == "TEXT" and not await self.answer("TEXT", writer):
                        return
                self.write_down(text, to)
                to = []
                if not await self.answer("END", writer):
                    return

    def write_down(self, text, to):
        mail = email.message_from_bytes(text, policy=email.policy.default)
        self.log.write({"id": str(mail["Message-ID"]), "to": to})

    async def listen(self):
        server = await asyncio.start_server(self.talk, "127.0.0.1", 0)
        return server, server.sockets[0].getsockname()[1]


async def main():
    log = common.Log(sys.argv[1])
    servers = [await Faulty("NOTHING", "", "single", log).listen()]
    common.announce(servers[0][1], sys.argv[1])
    for verb in VERBS:
        for what in FAULTS:
            for manner in MANNERS:
                servers.append(await Faulty(verb, what, manner, log).listen())
                print(verb, what, manner, servers[-1][1], flush=True)
    print("done", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())

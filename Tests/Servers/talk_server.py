"""A mail server that writes down every line it hears, and whose habits its options say.

A recipient rcpt550@… is refused; slow@… has the end of its text answered once another mail has come.
In the log: {"connection", "said"} for each line, {"connection", "to", "text"} for each mail that is
taken, {"connection", "ended"} for each connection, {"most"} for how many there were at once.

Usage: talk_server.py LOG [OPTIONS]
"""

import argparse
import asyncio
import base64
import hashlib
import hmac
import re
import ssl

import common


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("log")
    parser.add_argument("--offers", default="", help="lines of the answer to EHLO, with , between")
    parser.add_argument("--login", nargs=2, metavar=("USER", "PASSWORD"))
    parser.add_argument("--echo", action="store_true", help="AUTH, MAIL, RCPT are refused and repeated")
    parser.add_argument("--mail", default="", help="what MAIL is answered")
    parser.add_argument("--second", default="", help="close, silence or what the second MAIL is answered")
    parser.add_argument("--once", action="store_true", help="each connection ends after a mail")
    parser.add_argument("--always354", action="store_true", help="DATA, though everybody is refused")
    parser.add_argument("--manner", default="whole", help="whole, split, endless or nonsense")
    parser.add_argument("--end", default="", help="close, silence: what the end of a text is answered")
    parser.add_argument("--gather", type=int, default=0, help="so many texts are answered together")
    parser.add_argument("--tls", nargs=2, metavar=("CERTIFICATE", "KEY"))
    return parser.parse_args()


class Server:
    def __init__(self, habits):
        self.habits, self.log = habits, common.Log(habits.log)
        self.open = self.most = self.count = self.mails = 0
        self.gathered, self.arrival = [], asyncio.Condition()

    async def serve(self, reader, writer):
        self.count += 1
        self.open += 1
        if self.open > self.most:
            self.most = self.open
            self.log.write({"most": self.most})
        talk = Talk(self, self.count, reader, writer)
        try:
            await talk.run()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        self.open -= 1
        self.log.write({"connection": talk.number, "ended": True})
        writer.close()

    async def arrived(self):
        async with self.arrival:
            self.mails += 1
            self.arrival.notify_all()

    async def another(self):
        async with self.arrival:
            before = self.mails
            await self.arrival.wait_for(lambda: self.mails > before)

    async def gather(self):
        gate = asyncio.get_running_loop().create_future()
        self.gathered.append(gate)
        if len(self.gathered) == self.habits.gather:
            for waiting in self.gathered:
                waiting.set_result(None)
            self.gathered = []
        await gate


class Talk:
    def __init__(self, server, number, reader, writer):
        self.server, self.number, self.habits = server, number, server.habits
        self.reader, self.writer = reader, writer
        self.senders, self.recipients = 0, []

    async def line(self):
        line = await self.reader.readuntil(b"\n")
        return line.rstrip(b"\r\n").decode()

    async def hear(self):
        said = await self.line()
        self.server.log.write({"connection": self.number, "said": said})
        return said

    async def say(self, text):
        data = text.replace("\n", "\r\n").encode() + b"\r\n"
        if self.habits.manner != "split":
            self.writer.write(data)
            await self.writer.drain()
            return
        for byte in data:
            self.writer.write(bytes([byte]))
            await self.writer.drain()
            await asyncio.sleep(0)

    async def run(self):
        await self.say("220 mx.example")
        while True:
            said = await self.hear()
            verb, _, rest = said.partition(" ")
            answer = getattr(self, "on_" + verb.lower(), self.on_other)
            if await answer(rest) == "end":
                return

    async def on_other(self, rest):
        await self.say("502 5.5.1 what?")

    async def on_ehlo(self, rest):
        offers = [offer for offer in self.habits.offers.split(",") if offer]
        lines = ["mx.example"] + offers
        await self.say("\n".join("250-" + line for line in lines[:-1]) + "\n250 " + lines[-1]
                       if len(lines) > 1 else "250 mx.example")

    async def on_auth(self, rest):
        mechanism, _, first = rest.partition(" ")
        shown = [first] if first else []
        right = False
        if mechanism == "PLAIN":
            if not shown:
                shown.append(await self.ask(""))
            right = self.is_pair(base64.b64decode(shown[0]).split(b"\0")[1:])
        elif mechanism == "LOGIN":
            while len(shown) < 2:
                shown.append(await self.ask("Username:" if not shown else "Password:"))
            right = self.is_pair([base64.b64decode(text) for text in shown])
        elif mechanism == "CRAM-MD5":
            shown.append(await self.ask("<1.2@mx.example>"))
            user, password = self.habits.login
            digest = hmac.new(password.encode(), b"<1.2@mx.example>", hashlib.md5).hexdigest()
            right = base64.b64decode(shown[0]) == f"{user} {digest}".encode()
        elif mechanism == "XOAUTH2":
            shown.append(await self.ask(""))
        if right and not self.habits.echo:
            await self.say("235 2.7.0 welcome")
        else:
            await self.say(f"535 5.7.8 bad credentials: AUTH {mechanism} {' '.join(shown)[:60]}")

    async def ask(self, text):
        await self.say("334 " + base64.b64encode(text.encode()).decode())
        return await self.hear()

    def is_pair(self, pair):
        return self.habits.login and [text.decode() for text in pair] == self.habits.login

    async def on_mail(self, rest):
        self.senders += 1
        self.recipients = []
        if self.habits.manner == "endless":
            while True:
                self.writer.write(b"250-more and more\r\n" * 100)
                await self.writer.drain()
        if self.habits.manner == "nonsense":
            return await self.say("hello, who is there?")
        if self.senders == 2 and self.habits.second:
            return await self.odd(self.habits.second)
        await self.say(self.habits.mail or "250 2.1.0 ok")

    async def on_rcpt(self, rest):
        address = re.search(r"<(.*)>", rest)[1]
        if match := re.match(r"rcpt(\d{3})@", address):
            return await self.say(f"{match[1]} 5.1.1 <{address}> not here")
        self.recipients.append(address)
        await self.say("250 2.1.5 ok")

    async def on_data(self, rest):
        if not self.recipients and not self.habits.always354:
            return await self.say("554 5.5.1 nobody")
        await self.say("354 go on")
        lines = []
        while (line := await self.line()) != ".":
            lines.append(line[1:] if line.startswith(".") else line)
        if not self.recipients:
            self.server.log.write({"connection": self.number, "void": len(lines)})
            return await self.say("554 5.5.1 nobody")
        entry = {"connection": self.number, "to": self.recipients, "text": "\n".join(lines)}
        self.server.log.write(entry)
        if self.habits.end:
            return await self.odd(self.habits.end)
        if any(address.startswith("slow@") for address in self.recipients):
            await self.server.another()
        if self.habits.gather:
            await self.server.gather()
        await self.server.arrived()
        await self.say("250 2.0.0 queued")
        return "end" if self.habits.once else None

    async def on_rset(self, rest):
        await self.say("250 2.0.0 ok")

    async def on_quit(self, rest):
        await self.say("221 2.0.0 bye")
        return "end"

    async def odd(self, what):
        if what == "silence":
            await self.reader.read()
            return "end"
        if what == "close":
            return "end"
        await self.say(what)
        return "end" if what.startswith("421") else None


async def main():
    habits = options()
    context = None
    if habits.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*habits.tls)
    serve = Server(habits).serve
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context, limit=1 << 22)
    common.announce(server.sockets[0].getsockname()[1], habits.log)
    await server.serve_forever()


asyncio.run(main())

"""A mail server that does what the recipients' names ask.

rcpt550@… is answered 550, the fourth crowd…@… of a mail 552 5.5.3, full@… 552 5.2.2, data554@… makes the end of the text answered 554, go354close@… closes
the connection amid the text, hang@… never answers the text; a sender mail550@… is refused.

Usage: smtp_server.py LOG [--tls CERTIFICATE KEY [--smtps]] [--auth USER PASSWORD] [--token USER TOKEN]
"""

import argparse
import asyncio
import base64
import email
import email.policy
import re
import ssl

from aiosmtpd.smtp import SMTP, AuthResult

import common


class Handler:
    def __init__(self, log):
        self.log = log

    async def handle_MAIL(self, server, session, envelope, address, options):
        if code := scripted("mail", [address]):
            return f"{code} 5.7.1 sender not welcome"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("full@"):
            return "552 5.2.2 mailbox full"
        if address.startswith("crowd") and len(envelope.rcpt_tos) >= 3:
            return "552 5.5.3 too many recipients"
        if code := scripted("rcpt", [address]):
            return f"{code}-5.1.1 no such mailbox\r\n{code} 5.1.1 <{address}> is unknown here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.log.write(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "options": envelope.mail_options,
                "data": base64.b64encode(envelope.original_content).decode(),
                "peer": session.peer[1],
                "tls": session.ssl is not None,
                "greeting": session.host_name,
                **understood(envelope.original_content),
            }
        )
        if any(address.startswith("hang@") for address in envelope.rcpt_tos):
            await asyncio.sleep(3600)
        if code := scripted("data", envelope.rcpt_tos):
            return f"{code} 5.6.0 this text is not wanted"
        return "250 2.0.0 Ok: queued as 4Zx7Qk"


class TokenHandler(Handler):
    """Takes XOAUTH2 alone: `user=USER^Aauth=Bearer TOKEN^A^A`."""

    def __init__(self, log, user, token):
        super().__init__(log)
        self.expected = f"user={user}\x01auth=Bearer {token}\x01\x01".encode()

    async def auth_XOAUTH2(self, server, args):
        shown = await server.challenge_auth("") if len(args) == 1 else args[1]
        if isinstance(shown, str):
            shown = base64.b64decode(shown)
        return AuthResult(success=shown == self.expected, handled=False)


class Server(SMTP):
    async def smtp_DATA(self, arg):
        if any(address.startswith("go354close@") for address in self.envelope.rcpt_tos):
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def understood(content):
    """What a reader would see of a mail, and the id by which doubles are dropped."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    body = mail.get_body(("plain",))
    return {
        "subject": str(mail["Subject"]),
        "id": str(mail["Message-ID"]),
        "text": body.get_content() if body else "",
    }


def scripted(stage, addresses):
    """The code an address asks for at a stage: rcpt550@… at rcpt."""
    for address in addresses:
        if match := re.match(stage + r"(\d{3})@", address):
            return match[1]
    return None


def authenticator(user, password):
    def check(server, session, envelope, mechanism, data):
        right = data.login == user.encode() and data.password == password.encode()
        return AuthResult(success=right, handled=False)

    return check


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("log")
    parser.add_argument("--tls", nargs=2)
    parser.add_argument("--smtps", action="store_true")
    parser.add_argument("--auth", nargs=2)
    parser.add_argument("--token", nargs=2)
    options = parser.parse_args()
    context = None
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)
    handler = Handler(common.Log(options.log))
    if options.token:
        handler = TokenHandler(common.Log(options.log), *options.token)

    def factory():
        arguments = {"enable_SMTPUTF8": True, "hostname": "mx.example"}
        if context and not options.smtps:
            arguments["tls_context"] = context
        if options.auth:
            arguments["authenticator"] = authenticator(*options.auth)
            arguments["auth_required"] = True
            arguments["auth_require_tls"] = False
        if options.token:
            arguments["auth_exclude_mechanism"] = ["LOGIN", "PLAIN"]
            arguments["auth_required"] = True
            arguments["auth_require_tls"] = False
        return Server(handler, **arguments)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        factory, "127.0.0.1", 0, ssl=context if options.smtps else None
    )
    common.announce(server.sockets[0].getsockname()[1], options.log)
    await server.serve_forever()


asyncio.run(main())

"""Chat and paging services that look hard at what they get, and answer as their vendors do.

/SERVICE/ok answers success, but only to a request the vendor would take: its shape, its length and,
where the query has `secret`, its signature. /SERVICE/other does the same with the other answer by which
the vendor says so, where it has two. /SERVICE/fail/N gives the vendor's N-th failure reply of
presets.json; /SERVICE/garbage answers 200 with something else.

Usage: chat_server.py LOG PRESETS
"""

import base64
import hashlib
import hmac
import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import common

ALIASES = {"teams": "teams_workflow", "pagerduty": "pagerduty_v2"}
SUCCESS = {
    "slack": (200, "ok"),
    "mattermost": (200, "ok"),
    "teams": (202, ""),
    "discord": (200, {"id": "1"}),
    "telegram": (200, {"ok": True, "result": {"message_id": 7}}),
    "ntfy": (200, {"id": "abc", "event": "message"}),
    "gotify": (200, {"id": 7, "message": "x"}),
    "pagerduty": (202, {"status": "success", "message": "Event processed", "dedup_key": "x"}),
    "feishu": (200, {"code": 0, "msg": "success", "data": {}}),
    "dingtalk": (200, {"errcode": 0, "errmsg": "ok"}),
    "wecom": (200, {"errcode": 0, "errmsg": "ok"}),
}
OTHERS = {
    "discord": (204, ""),
    "feishu": (200, {"StatusCode": 0, "StatusMessage": "success"}),
}


def must(condition, what):
    if not condition:
        raise ValueError(what)


def sha(key, message):
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest())


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


def plain_lines(text, query):
    """Nothing that the two services read as markup; `md` is for texts that are meant to have some."""
    if "md" in query:
        must(not re.search(r"\]\(|<|`|\\\\", text), "a link or a tag of a record's")
        return
    must(not re.search(r"[<>\[\]*`#~]", text), "markup")
    must(not re.search(r"(?<!\w)_", text), "emphasis")
    must(not re.search(r"^[ \t]*([-+=]|\d+[.)])", text, re.M), "a list")


def feishu(body, query, headers, size):
    must(size <= 20_000, "body over 20 KB")
    must(body["msg_type"] == "interactive", "msg_type")
    title = body["card"]["header"]["title"]
    must(title["tag"] == "plain_text" and title["content"], "title")
    must(body["card"]["header"]["template"] in ("red", "orange", "green", "blue"), "template")
    for element in body["card"]["elements"]:
        must(element["tag"] == "div" and element["text"]["content"], "element")
        if element["text"]["tag"] == "lark_md":
            must(re.fullmatch(r"(<at id=[\w-]+></at> ?)+", element["text"]["content"]), "markup")
    if "secret" in query:
        stamp = body["timestamp"]
        must(isinstance(stamp, str) and len(stamp) == 10, "timestamp")
        must(body["sign"] == sha(f"{stamp}\n{query['secret']}", "").decode(), "sign")
    else:
        must("sign" not in body, "a sign nobody asked for")


def dingtalk(body, query, headers, size):
    must(size <= 20_000, "body over 20 KB")
    must(body["msgtype"] == "markdown", "msgtype")
    must(body["markdown"]["title"] and body["markdown"]["text"], "text")
    for name in body["at"]["atMobiles"] + body["at"]["atUserIds"]:
        must(f"@{name}" in body["markdown"]["text"], "who is called is not in the text")
    must(isinstance(body["at"]["isAtAll"], bool), "isAtAll")
    text = body["markdown"]["text"].removeprefix("### ")
    plain_lines(text, query)
    must(query["access_token"] == "t", "the address lost its query")
    if "secret" in query:
        stamp = query["timestamp"]
        must(len(stamp) == 13, "timestamp")
        expected = sha(query["secret"], f"{stamp}\n{query['secret']}").decode()
        must(query["sign"] == expected, "sign")


def wecom(body, query, headers, size):
    if body["msgtype"] == "text":
        must(len(body["text"]["content"].encode()) <= 2048, "over 2048 bytes")
        must(isinstance(body["text"]["mentioned_list"], list), "mentioned_list")
        return
    must(body["msgtype"] == "markdown", "msgtype")
    content = body["markdown"]["content"]
    must(len(content.encode()) <= 4096, "over 4096 bytes")
    must("@" not in content or "md" in query, "somebody could be called")
    plain_lines(content.removeprefix("## "), query)


def slack(body, query, headers, size):
    must(body["text"], "no_text")
    kinds = [block["type"] for block in body["blocks"]]
    must(kinds[:2] == ["header", "section"], "blocks")
    must(utf16(body["blocks"][0]["text"]["text"]) <= 150, "header over 150")
    must(body["blocks"][0]["text"]["type"] == "plain_text", "header")
    must(utf16(body["blocks"][1]["text"]["text"]) <= 3000, "section over 3000")
    must(body["mrkdwn"] is False, "the text outside is read as markup")
    for block in body["blocks"][:2]:
        must(block["text"]["type"] == "plain_text" and block["text"]["emoji"] is False, "markup")
    for block in body["blocks"][2:]:
        must(re.fullmatch(r"(<[!@][\w^]+> ?)+", block["text"]["text"]), "more than who is called")
    for text in (body["text"], body["blocks"][1]["text"]["text"]):
        must(not re.search(r"[<>]|&(?!amp;|lt;|gt;)", text), "not escaped")


def teams(body, query, headers, size):
    must(size <= 28_000, "over 28 KB")
    must(body["type"] == "message", "type")
    (attachment,) = body["attachments"]
    must(attachment["contentType"] == "application/vnd.microsoft.card.adaptive", "contentType")
    must(attachment["contentUrl"] is None, "contentUrl")
    card = attachment["content"]
    must(card["type"] == "AdaptiveCard" and card["version"] == "1.2", "card")
    must(all(block["type"] == "TextBlock" and block["text"] for block in card["body"]), "blocks")
    for block in card["body"] if "md" not in query else []:
        must(not re.search(r"(?<!\\)[\[*]", block["text"]), "markup")


def discord(body, query, headers, size):
    must(query["wait"] == "true", "wait")
    must(len(body["content"]) <= 2000, "content")
    (embed,) = body["embeds"]
    must(utf16(embed["title"]) <= 256, "title over 256")
    must(utf16(embed["description"]) <= 4096, "description over 4096")
    must(isinstance(embed["color"], int), "color")
    must(body["allowed_mentions"]["parse"] in ([], ["everyone"]), "mentions")


def mattermost(body, query, headers, size):
    must(body["text"].startswith("#### "), "text")
    (attachment,) = body["attachments"]
    must(len(attachment["text"]) <= 16_383, "over 16383")
    must(attachment["fallback"] and attachment["color"].startswith("#"), "attachment")
    must(not re.search(r"@\w|<", attachment["text"]), "somebody could be called")


def telegram(body, query, headers, size):
    must(body["chat_id"] in (-100123, -100456, -100999, "@duty"), "chat not found")
    must(isinstance(body.get("message_thread_id", 1), int), "message thread not found")
    must(body["parse_mode"] == "HTML", "parse_mode")
    must(utf16(body["text"]) <= 4096, "over 4096")
    lines = body["text"].split("\n")
    if re.fullmatch(r"(@\w+ ?)+", lines[-1]):
        lines.pop()
    must(not re.search(r"@\w|(?<![\w/:])[/#$]\w", "\n".join(lines).replace("</b>", "")), "a link")
    must(not re.search(r"<(?!/?b>)|&(?!amp;|lt;|gt;)", body["text"]), "can't parse entities")
    must(None not in body.values(), "null")


def ntfy(body, query, headers, size):
    must(headers["authorization"] == "Bearer t0k3n-t0k3n", "token")
    must(body["topic"] == "duty-room", "topic")
    must(len(body["message"].encode()) <= 4096, "over 4096 bytes")
    must(1 <= body["priority"] <= 5 and isinstance(body["tags"], list), "priority")


def gotify(body, query, headers, size):
    must(headers["x-gotify-key"] == "t0k3n-t0k3n", "token")
    must(body["title"] and body["message"] and isinstance(body["priority"], int), "body")


def pagerduty(body, query, headers, size):
    must(body["routing_key"] == "R" * 32, "routing_key")
    must(0 < len(body["dedup_key"].encode()) <= 255, "dedup_key")
    if body["event_action"] == "resolve":
        return
    must(body["event_action"] == "trigger", "event_action")
    payload = body["payload"]
    must(0 < len(payload["summary"]) <= 1024, "summary")
    must(payload["severity"] in ("critical", "error", "warning", "info"), "severity")
    must(payload["source"] and isinstance(payload["custom_details"], dict), "payload")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        service, action, *rest = url.path.strip("/").split("/")
        body = json.loads(raw)
        self.server.log.write({"path": self.path, "headers": headers, "json": body})
        if action == "garbage":
            self.reply(200, "<html>Sign in to the guest network</html>")
        elif action == "fail":
            failure = PRESETS[ALIASES.get(service, service)]["failures"][int(rest[0])]
            if action_moves(failure) and body["chat_id"] == -100999:
                self.reply(*SUCCESS[service])
                return
            name, _, value = failure.get("header", "").partition(": ")
            self.reply(failure["status"], failure.get("body", ""), name, value)
        else:
            try:
                globals()[service](body, query, headers, len(raw))
            except (ValueError, KeyError, TypeError) as fault:
                self.reply(400, f"{service}: {fault!r}")
            else:
                self.reply(*(OTHERS if action == "other" else SUCCESS)[service])

    def reply(self, status, body, name="", value=""):
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        self.send_response(status)
        if name:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format, *args):
        pass


def action_moves(failure):
    body = failure.get("body")
    return isinstance(body, dict) and "migrate_to_chat_id" in body.get("parameters", {})


with open(sys.argv[2], encoding="utf-8") as file:
    PRESETS = json.load(file)["presets"]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    # What is beyond it waits for long pauses of TCP, and the tests are many at once.
    request_queue_size = 1024


server = Server(("127.0.0.1", 0), Handler)
server.log = common.Log(sys.argv[1])
common.announce(server.server_address[1], sys.argv[1])
server.serve_forever()

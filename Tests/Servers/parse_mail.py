"""Reads a mail from standard input and prints as JSON what Python's mail parser makes of it."""

import email
import email.policy
import json
import sys


def plain(part):
    """The text of a part, its lines ended by a line feed and without the last line end."""
    return part.get_content().replace("\r\n", "\n").removesuffix("\n")


raw = sys.stdin.buffer.read()
mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
defects = []
for part in mail.walk():
    defects += [repr(defect) for defect in part.defects]
    for name, value in part.items():
        defects += [f"{name}: {defect!r}" for defect in getattr(value, "defects", ())]
lines = raw.split(b"\r\n")
print(
    json.dumps(
        {
            "defects": defects,
            "headers": {name: str(value) for name, value in mail.items()},
            "names": list(mail.keys()),
            "to": [[a.display_name, a.addr_spec] for a in mail["To"].addresses],
            "from": [[a.display_name, a.addr_spec] for a in mail["From"].addresses],
            "date": mail["Date"].datetime.isoformat(),
            "parts": [p.get_content_type() for p in mail.iter_parts()],
            "encodings": [p["Content-Transfer-Encoding"] for p in mail.iter_parts()],
            "contents": [plain(p) for p in mail.iter_parts()],
            "isASCII": all(byte < 128 for byte in raw),
            "lineLengthMax": max(len(line) for line in lines),
            "bareLineEnds": sum(b"\n" in line or b"\r" in line for line in lines),
        }
    )
)

"""Writers of files against the running program: a tight and a slow one that replaces a file by
renaming, and three that append. All run at once, each in an inbox of its own."""

import ctypes
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

RULES = {
    "settings": {"zone": "UTC", "operators": ["contact:operator"]},
    "units": {"office": {"name": "Office"}},
    "contacts": {"operator": {"name": "Operator", "reach": [{"channel": "box", "address": "operator@example.org"}]}},
    "channels": {"box": {"kind": "maildir", "from": "duebell@example.org"}},
}


def record(name):
    """Returns one record as a line."""
    return json.dumps(
        {
            "type": "sighting",
            "id": name,
            "incident": "i",
            "unit": "office",
            "title": "T",
            "source": "press",
            "seenAt": "2026-05-12T08:00:00Z",
        }
    ).encode()


LIBC = ctypes.CDLL(None, use_errno=True)
HERE, NO_REPLACE, EXCHANGE = -100, 1, 2


def rename(old, new, flags):
    """Renames a file; returns false if the flags do not permit it."""
    return LIBC.renameat2(HERE, os.fsencode(old), HERE, os.fsencode(new), flags) == 0


def replacing(inbox, end, pause):
    """Replaces one file by renaming; returns the ids that the writer did not itself overwrite.

    The two files are exchanged, so that the writer sees which file it has replaced.
    """
    kept, number = set(), 0
    place, draft = os.path.join(inbox, "a.json"), os.path.join(inbox, ".draft")
    while time.monotonic() < end or number == 0:
        name = f"r-{number}"
        with open(draft, "wb") as file:
            file.write(record(name))
        kept.add(name)
        while not rename(draft, place, NO_REPLACE):
            if rename(draft, place, EXCHANGE):
                with open(draft, "rb") as file:
                    kept.discard(json.loads(file.read())["id"])
                os.unlink(draft)
                break
        number += 1
        if pause:
            time.sleep(pause)
    return number, kept


def holding(inbox, end, pause):
    """Appends to one file that stays open, a piece of a record at a time."""
    number = 0
    with open(os.path.join(inbox, "held.ndjson"), "ab", buffering=0) as file:
        while time.monotonic() < end:
            line = record(f"r-{number}") + b"\n"
            half = len(line) // 2
            file.write(line[:half])
            time.sleep(pause)
            file.write(line[half:])
            number += 1
    return number, {f"r-{n}" for n in range(number)}


def reopening(inbox, end, pause):
    """Appends a line at a time and opens the file anew for each."""
    number = 0
    while time.monotonic() < end:
        with open(os.path.join(inbox, "a.ndjson"), "ab", buffering=0) as file:
            file.write(record(f"r-{number}") + b"\n")
        number += 1
        time.sleep(pause)
    return number, {f"r-{n}" for n in range(number)}


def moved(inbox, end, pause):
    """Appends to files that it renames into the folder before they are complete."""
    number, batch = 0, 0
    while time.monotonic() < end:
        draft = os.path.join(inbox, ".batch")
        with open(draft, "ab", buffering=0) as file:
            file.write(record(f"r-{number}") + b"\n")
            os.rename(draft, os.path.join(inbox, f"{batch}.ndjson"))
            for extra in (1, 2):
                time.sleep(pause)
                file.write(record(f"r-{number + extra}") + b"\n")
        number += 3
        batch += 1
    return number, {f"r-{n}" for n in range(number)}


LOOPS = {
    "tight replacing": (replacing, 0),
    "slow replacing": (replacing, 0.15),
    "holding": (holding, 0.02),
    "reopening": (reopening, 0.001),
    "moved while written": (moved, 0.4),
}


def run(program, name, seconds, results):
    """Runs one loop against a program of its own and stores the missing records."""
    writer, pause = LOOPS[name]
    with tempfile.TemporaryDirectory(prefix="duebell-loop-") as home:
        for folder in ("rules", "inbox", "state"):
            os.mkdir(os.path.join(home, folder))
        with open(os.path.join(home, "rules", "rules.json"), "w", encoding="utf-8") as file:
            json.dump(RULES, file)
        with open(os.path.join(home, "log"), "wb") as log:
            watcher = subprocess.Popen([program, "watch"], cwd=home, stderr=log)
            try:
                inbox = os.path.join(home, "inbox")
                written, expected = writer(inbox, time.monotonic() + seconds, pause)
                missing, archived = wait(home, expected)
            finally:
                watcher.send_signal(signal.SIGTERM)
                status = watcher.wait()
        with open(os.path.join(home, "log"), encoding="utf-8") as log:
            text = log.read()
        results[name] = (written, len(expected), missing, archived, status, text)


def wait(home, expected):
    """Waits until the records are in the database; returns those that are not."""
    end = time.monotonic() + 60
    while True:
        taken = ids(os.path.join(home, "state", "duebell.sqlite"))
        left = [n for n in os.listdir(os.path.join(home, "inbox")) if n != ".draft"]
        if expected <= taken and not left or time.monotonic() > end:
            return sorted(expected - taken), sorted(archive(home) - taken)
        time.sleep(0.2)


def ids(path):
    """Returns the ids of the records in a database."""
    try:
        base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return {row[0] for row in base.execute("SELECT id FROM records")}
        finally:
            base.close()
    except sqlite3.OperationalError:
        return set()


def archive(home):
    """Returns the ids of the records in `done` and `rejected`."""
    found = set()
    for place in ("done", "rejected"):
        for folder, _, names in os.walk(os.path.join(home, "state", place)):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    for line in file.read().splitlines():
                        try:
                            found.add(json.loads(line)["id"])
                        except (ValueError, KeyError, TypeError):
                            if place == "done" or not name.endswith(".error.json"):
                                found.add(f"unreadable in {place}/{name}")
    return found


def main():
    program, seconds = sys.argv[1], float(sys.argv[2])
    results = {}
    threads = [
        threading.Thread(target=run, args=(program, name, seconds, results)) for name in LOOPS
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    failed = len(results) < len(LOOPS)
    for name, (written, expected, missing, archived, status, text) in sorted(results.items()):
        print(
            f"{name}: {written} records written, {expected} not overwritten by their writer, "
            f"{len(missing)} lost, {len(archived)} archived unread, exit {status}"
        )
        if missing or archived or status:
            failed = True
            print(f"  lost {missing[:5]}, archived unread {archived[:5]}\n{text[-2000:]}")
    sys.exit(1 if failed else 0)


main()

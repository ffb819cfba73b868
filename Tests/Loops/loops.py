"""Writers of files against the running program: a tight and a slow one that replace a file by
renaming, and three that append. All run at once, each in an inbox of its own.

The tight one replaces its file many times while the program looks at it, reads it and moves it, then
stops at a random instant and waits until the file is gone. Whatever version lay under the name at that
moment must have been read: no version after it can hide that it was archived unread."""

import ctypes
import json
import os
import random
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


class Replacing:
    """A file that is replaced by renaming, each version with a record of its own.

    The two files are exchanged, so that the writer sees which version it has replaced: any other must be
    read.
    """

    def __init__(self, inbox):
        self.place, self.draft = os.path.join(inbox, "a.json"), os.path.join(inbox, ".draft")
        self.kept, self.number = set(), 0

    def replace(self):
        name = f"r-{self.number}"
        with open(self.draft, "wb") as file:
            file.write(record(name))
        self.kept.add(name)
        while not rename(self.draft, self.place, NO_REPLACE):
            if rename(self.draft, self.place, EXCHANGE):
                with open(self.draft, "rb") as file:
                    self.kept.discard(json.loads(file.read())["id"])
                os.unlink(self.draft)
                break
        self.number += 1


def tight(inbox, end, pause):
    """Replaces a file in bursts of random length, and after each waits until the file is gone."""
    file, dice, bursts = Replacing(inbox), random.Random(20261130), 0
    while time.monotonic() < end or bursts == 0:
        stop = time.monotonic() + dice.random() * pause
        file.replace()
        while time.monotonic() < stop:
            file.replace()
        bursts += 1
        late = time.monotonic() + 30
        while os.path.exists(file.place) and time.monotonic() < late:
            time.sleep(0.0002)
    return file.number, file.kept, bursts


def slow(inbox, end, pause):
    """Replaces a file at a steady pace, whether or not it was read."""
    file = Replacing(inbox)
    while time.monotonic() < end or file.number == 0:
        file.replace()
        time.sleep(pause)
    return file.number, file.kept, 1


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
    return number, {f"r-{n}" for n in range(number)}, number


def reopening(inbox, end, pause):
    """Appends a line at a time and opens the file anew for each."""
    number = 0
    while time.monotonic() < end:
        with open(os.path.join(inbox, "a.ndjson"), "ab", buffering=0) as file:
            file.write(record(f"r-{number}") + b"\n")
        number += 1
        time.sleep(pause)
    return number, {f"r-{n}" for n in range(number)}, number


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
    return number, {f"r-{n}" for n in range(number)}, number


LOOPS = {
    "tight replacing": (tight, 0.12),
    "slow replacing": (slow, 0.15),
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
                written, expected, needed = writer(inbox, time.monotonic() + seconds, pause)
                missing, archived = wait(home, expected)
            finally:
                watcher.send_signal(signal.SIGTERM)
                status = watcher.wait()
        with open(os.path.join(home, "log"), encoding="utf-8") as log:
            text = log.read()
        results[name] = (written, len(expected), needed, missing, archived, status, text)


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
    bursts = results.get("tight replacing", (0, 0, 0))[2]
    if bursts < seconds * 2:
        failed = True
        print(f"tight replacing: only {bursts} bursts, which show too little")
    for name, (written, expected, needed, missing, archived, status, text) in sorted(results.items()):
        print(
            f"{name}: {written} records written, {expected} had to be read (at least {needed}), "
            f"{len(missing)} lost, {len(archived)} archived unread, exit {status}"
        )
        if missing or archived or status or expected < needed:
            failed = True
            print(f"  lost {missing[:5]}, archived unread {archived[:5]}\n{text[-2000:]}")
    sys.exit(1 if failed else 0)


main()

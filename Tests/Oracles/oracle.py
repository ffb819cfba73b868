"""What every oracle shares: dice with a seed, questions to duebell, and the comparison.

Each oracle makes random cases, asks duebell and a library of other makers, and fails with the
case printed where they differ. The seed is printed first; ORACLE_SEED sets it, as
Tests/Oracles/run does for all of them.
"""

import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import zoneinfo

UTC = datetime.timezone.utc
DUEBELL = os.environ.get("DUEBELL", ".build/debug/duebell")

# Clocks that change at midnight, by half an hour, twice a year in the south, or not at all.
ZONES = [
    "UTC", "Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Beirut", "Asia/Tehran",
    "Africa/Cairo", "Africa/Casablanca", "America/New_York", "America/Havana", "America/Sao_Paulo",
    "America/Santiago", "America/St_Johns", "Atlantic/Azores", "Australia/Sydney",
    "Europe/Berlin", "Europe/Dublin", "Europe/London", "Europe/Moscow", "Pacific/Auckland",
    "Pacific/Chatham",
]


def dice(name):
    """Random numbers that one seed gives again."""
    seed = os.environ.get("ORACLE_SEED") or str(random.SystemRandom().randrange(10**9))
    print(f"{name}: ORACLE_SEED={seed}", flush=True)
    return random.Random(f"{name} {seed}")


def ask(arguments, cases):
    """The answers of `duebell try …` to cases, one for each."""
    lines = "\n".join(json.dumps(case) for case in cases) + "\n"
    done = subprocess.run(
        [DUEBELL, "try", *arguments], input=lines.encode(), stdout=subprocess.PIPE)
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    if done.returncode != 0 or len(answers) != len(cases):
        sys.exit(f"duebell try: exit {done.returncode}, {len(answers)} of {len(cases)} answers")
    return answers


def compare(name, cases, answers, expected):
    """Ends with the first few cases in which an answer is not the one expected."""
    differing = [row for row in zip(cases, answers, expected) if row[1] != row[2]]
    for case, answer, wanted in differing[:3]:
        print(f"{name}: {json.dumps(case, ensure_ascii=False)}")
        print(f"  duebell: {json.dumps(answer, ensure_ascii=False)}")
        print(f"  oracle:  {json.dumps(wanted, ensure_ascii=False)}")
    if differing:
        sys.exit(f"{name}: {len(differing)} of {len(cases)} cases differ")
    print(f"{name}: {len(cases)} cases agree", flush=True)


def text(instant):
    """An instant as duebell writes it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def at_wall(wall, zone):
    """The instant at which clocks show a time: the first of two, after a gap by its length."""
    return wall.replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=0).astimezone(UTC)


def instant(roll, first, last):
    """A random instant on a whole minute between two years, the last included."""
    start = datetime.datetime(first, 1, 1, tzinfo=UTC)
    minutes = (datetime.datetime(last + 1, 1, 1, tzinfo=UTC) - start).days * 1440
    return start + datetime.timedelta(minutes=roll.randrange(minutes))


def rules(calendars):
    """A folder of rules that holds some calendars; it is gone when the handle is."""
    folder = tempfile.TemporaryDirectory(prefix="duebell-oracle-")
    rulebook = {
        "settings": {"zone": "UTC", "operators": ["contact:x"]},
        "contacts": {
            "x": {"name": "x", "reach": [{"channel": "mail", "address": "x@city.example"}]}
        },
        "channels": {"mail": {"kind": "maildir", "path": "mail", "from": "y@city.example"}},
        "calendars": calendars,
    }
    with open(os.path.join(folder.name, "rules.json"), "w") as file:
        json.dump(rulebook, file)
    return folder

"""Schedules of cron by cronsim, which follows Debian's cron.

Zones in which cronsim is known to err are left out: Lord Howe, over whose half-hour change it moves
by a whole hour, and those whose clocks go forward at midnight. There `* 1,20,23 * * */5` in Havana
is said to fire on 2025-03-09 from 20:00 on, though the clocks show 01:00 that day, and
`*/44,*/3,44 */19 27,14-19 * 7,2-6/9` in Beirut to fire on 2028-03-26 at 01:00, though a schedule
that follows the clock has nothing to fire at there. In Chatham, where the clocks go back from
03:45, `*/46 3,13,6 12,25-29/4 * 7-7` is said to fire at one instant again and again from 2024-04-07.
"""

import datetime
import zoneinfo

from cronsim import CronSim

import oracle

ERRING = {
    "Africa/Cairo", "America/Havana", "America/Santiago", "America/Sao_Paulo", "Asia/Beirut",
    "Asia/Tehran", "Atlantic/Azores", "Pacific/Chatham",
}
ZONES = [zone for zone in oracle.ZONES if zone not in ERRING]
FIELDS = [
    (0, 59, []),
    (0, 23, []),
    (1, 31, []),
    (1, 12, ["jan", "FEB", "Mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    (0, 7, ["sun", "MON", "Tue", "wed", "thu", "fri", "sat"]),
]


def part(roll, field):
    first, last, names = field
    kind = roll.random()
    if names and kind < 0.15:
        return roll.choice(names)
    start = roll.randint(first, last)
    if kind < 0.5:
        return str(start)
    if kind < 0.6:
        return f"*/{roll.randint(1, last)}"
    end = roll.randint(start, last)
    # cronsim runs 4-4/2 on to the end of the field, which Debian's cron does for 4/2 only.
    if kind < 0.8 or start == end:
        return f"{start}-{end}"
    return f"{start}-{end}/{roll.randint(1, 9)}"


def schedule(roll):
    fields = []
    for field in FIELDS:
        if roll.random() < 0.4:
            fields.append("*")
        else:
            fields.append(",".join(part(roll, field) for _ in range(roll.choice([1, 1, 1, 2, 3]))))
    return " ".join(fields)


def near_change(roll, zone):
    """An instant in the two days before the clocks of a zone change; any other where they don't."""
    year = roll.randint(2020, 2029)
    now = datetime.datetime(year, 1, 1, tzinfo=oracle.UTC)
    info = zoneinfo.ZoneInfo(zone)
    changes = []
    for _ in range(366):
        later = now + datetime.timedelta(days=1)
        if now.astimezone(info).utcoffset() != later.astimezone(info).utcoffset():
            changes.append(now)
        now = later
    if not changes or roll.random() < 0.3:
        return oracle.instant(roll, year, year)
    return roll.choice(changes) - datetime.timedelta(minutes=roll.randrange(2880))


def firings(case):
    """Nil where cronsim takes no such schedule or finds no firing in fifty years."""
    start = datetime.datetime.fromisoformat(case["from"])
    try:
        found = CronSim(case["cron"], start.astimezone(zoneinfo.ZoneInfo(case["zone"])))
        return [oracle.text(next(found)) for _ in range(case["count"])]
    except Exception:
        return None


def main():
    roll = oracle.dice("schedules")
    cases, wanted = [], []
    while len(cases) < 3000:
        zone = roll.choice(ZONES)
        case = {
            "cron": schedule(roll),
            "zone": zone,
            "from": oracle.text(near_change(roll, zone)),
            "count": 4,
        }
        expected = firings(case)
        if expected is not None:
            cases.append(case)
            wanted.append({"next": expected})
    oracle.compare("schedules", cases, oracle.ask(["cron"], cases), wanted)


main()

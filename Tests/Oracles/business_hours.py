"""Working hours counted minute by minute on the clock of the place.

A calendar has days off, make-up workdays and dates with hours of their own; the time is written as
a number of hours, whole or not, or as a period.
"""

import bisect
import datetime
import zoneinfo

import oracle

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MINUTE = datetime.timedelta(minutes=1)


def hours(roll):
    """One to three spans of a day, or all of it.

    No end lies before four in the morning or after eleven at night, but for midnight: an end within
    the hour that a change of the clocks repeats comes twice, and which it is, no calendar says.
    """
    if roll.random() < 0.2:
        return [(0, 1440)]
    marks = sorted(roll.sample([*range(4 * 4, 23 * 4 + 1), 24 * 4], 2 * roll.randint(1, 3)))
    return [(first * 15, last * 15) for first, last in zip(marks[::2], marks[1::2])]


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


def calendar(roll):
    """A calendar for duebell, and the start of every minute that is worked in its span."""
    first = datetime.date(2026, roll.randint(1, 9), 1)
    last = first + datetime.timedelta(days=110)
    week = {day: hours(roll) for day in sorted(roll.sample(range(7), roll.randint(2, 7)))}
    span = [first + datetime.timedelta(days=n) for n in range(111)]
    special = roll.sample(span, 18)
    off, work = set(special[:8]), set(special[8:12])
    own = {date: hours(roll) for date in special[12:]}
    document = {
        "zone": roll.choice(oracle.ZONES),
        "covers": [str(first), str(last)],
        "week": {
            DAYS[day]: [f"{clock(start)}-{clock(end)}" for start, end in spans]
            for day, spans in week.items()
        },
        "off": sorted(map(str, off)),
        "work": sorted(map(str, work)),
        "hours": {
            str(date): [f"{clock(start)}-{clock(end)}" for start, end in spans]
            for date, spans in own.items()
        },
    }
    usual = week[min(week)]
    zone = zoneinfo.ZoneInfo(document["zone"])
    open_minutes = {}
    for date in span:
        spans = week.get(date.weekday(), usual if date in work else [])
        spans = own.get(date, [] if date in off else spans)
        open_minutes[date] = {m for start, end in spans for m in range(start, end)}
    worked = []
    now = oracle.at_wall(datetime.datetime.combine(first, datetime.time()), document["zone"])
    while True:
        wall = now.astimezone(zone)
        if wall.date() > last:
            return document, worked
        if wall.hour * 60 + wall.minute in open_minutes.get(wall.date(), ()):
            worked.append(now)
        now += MINUTE


def main():
    roll = oracle.dice("business hours")
    calendars = {f"c{number}": calendar(roll) for number in range(10)}
    cases, wanted = [], []
    for _ in range(3000):
        name = roll.choice(sorted(calendars))
        document, worked = calendars[name]
        minutes = roll.choice([roll.randint(1, 3600), 15 * roll.randint(1, 240)])
        first = datetime.datetime.fromisoformat(document["covers"][0] + "T00:00:00")
        start = oracle.at_wall(first, document["zone"]) + roll.randrange(60 * 1440) * MINUTE
        index = bisect.bisect_left(worked, start) + minutes - 1
        if index >= len(worked):
            continue
        period = f"PT{minutes // 60}H{minutes % 60}M" if minutes >= 60 else f"PT{minutes}M"
        written = [period, f"{minutes}m"] + ([minutes / 60] if minutes % 3 == 0 else [])
        due = {"businessHours": roll.choice(written), "of": "occurred", "calendar": name}
        cases.append({"due": due, "anchors": {"occurred": oracle.text(start)}, "zone": "UTC"})
        wanted.append({"dueAt": oracle.text(worked[index] + MINUTE)})
    with oracle.rules({name: parts[0] for name, parts in calendars.items()}) as folder:
        answers = oracle.ask(["due", "--rules", folder], cases)
    oracle.compare("business hours", cases, answers, wanted)


main()

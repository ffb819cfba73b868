"""Zones that a calendar defines itself, and several events under one UID.

A zone of the tz database, written out under a name that no database knows, must give what zoneinfo
gives; a zone by rules, what icalendar reads from it. Events that share a UID must give what
recurring-ical-events gives for each of them alone: together it keeps only one.
"""

import datetime
import zoneinfo

import icalendar
import recurring_ical_events

import oracle

DAY = datetime.timedelta(days=1)
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
NAMES = ["Customized Time Zone", "(UTC+01:00) Amsterdam\\, Berlin", "Büro 4", "tz-1"]


def calendar(lines):
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN"]
    return "\r\n".join(head + lines + ["END:VCALENDAR", ""])


def event(uid, name, wall, *more):
    quoted = name.replace("\\", "")
    return [
        "BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:x",
        f'DTSTART;TZID="{quoted}":{wall:%Y%m%dT%H%M%S}', *more, "END:VEVENT"]


def offset(delta):
    minutes = int(delta.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


def changes(zone, first, last):
    """The instants between two years at which the clocks of a zone change, to the minute."""
    clock = zoneinfo.ZoneInfo(zone)
    found = []
    at = datetime.datetime(first, 1, 1, tzinfo=oracle.UTC)
    end = datetime.datetime(last, 12, 31, tzinfo=oracle.UTC)
    while at < end:
        following = at + DAY
        before = at.astimezone(clock).utcoffset()
        if following.astimezone(clock).utcoffset() != before:
            low, high = 0, 1440
            while high - low > 1:
                middle = (low + high) // 2
                moved = at + datetime.timedelta(minutes=middle)
                if moved.astimezone(clock).utcoffset() == before:
                    low = middle
                else:
                    high = middle
            change = at + datetime.timedelta(minutes=high)
            found.append((change, before, change.astimezone(clock).utcoffset()))
        at = following
    return found


def written_out(name, zone, first, last):
    """A VTIMEZONE with every change of a zone by its date."""
    start = datetime.datetime(first, 1, 1, tzinfo=oracle.UTC)
    begins = start.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()
    onsets = {(begins, begins): [start]}
    for change, before, after in changes(zone, first, last):
        onsets.setdefault((before, after), []).append(change)
    lines = ["BEGIN:VTIMEZONE", "TZID:" + name]
    for (before, after), instants in onsets.items():
        walls = [f"{(at + before):%Y%m%dT%H%M%S}" for at in instants]
        kind = "DAYLIGHT" if after > before else "STANDARD"
        lines += [f"BEGIN:{kind}", "DTSTART:" + walls[0]]
        lines += ["RDATE:" + wall for wall in walls[1:]]
        lines += ["TZOFFSETFROM:" + offset(before), "TZOFFSETTO:" + offset(after), f"END:{kind}"]
    return lines + ["END:VTIMEZONE"]


def by_rules(roll, name):
    """A VTIMEZONE with summer time by yearly rules, of which the older may have an end."""
    quarter = datetime.timedelta(minutes=15)
    standard = roll.randint(-44, 48) * quarter
    summer = standard + roll.choice([2, 4, 8]) * quarter
    year = roll.choice([1601, 1970, 1995, 2005])
    lines = ["BEGIN:VTIMEZONE", "TZID:" + name]
    months = [roll.randint(2, 5), roll.randint(8, 11)]
    for kind, month, before, after in [
        ("DAYLIGHT", months[0], standard, summer), ("STANDARD", months[1], summer, standard)
    ]:
        ordinal, day = roll.choice([1, 2, 3, -1]), roll.choice(WEEKDAYS)
        start = datetime.datetime(year, 1, 1, roll.randint(0, 4), 0)
        rule = f"FREQ=YEARLY;BYMONTH={month};BYDAY={ordinal}{day}"
        lines += [f"BEGIN:{kind}", f"DTSTART:{first_of(start, month, ordinal, day):%Y%m%dT%H%M%S}"]
        lines += ["RRULE:" + rule, "TZOFFSETFROM:" + offset(before)]
        lines += ["TZOFFSETTO:" + offset(after), f"END:{kind}"]
    return lines + ["END:VTIMEZONE"]


def first_of(start, month, ordinal, day):
    """The n-th day of the week in a month, at the time of day of the start."""
    date = start.replace(month=month)
    days = [date + n * DAY for n in range(31) if (date + n * DAY).month == month]
    found = [one for one in days if WEEKDAYS[one.weekday()] == day]
    return found[ordinal - 1 if ordinal > 0 else ordinal]


def starts(answer):
    return answer if "error" in answer else sorted(o["start"] for o in answer["occurrences"])


SPAN = {"from": "1970-01-01T00:00:00Z", "until": "2101-01-01T00:00:00Z", "zone": "Asia/Shanghai"}


def databases():
    roll = oracle.dice("zones written out")
    texts = {zone: written_out("{name}", zone, 2008, 2034) for zone in oracle.ZONES}
    cases, wanted = [], []
    for number in range(600):
        zone = oracle.ZONES[number % len(oracle.ZONES)]
        name = roll.choice(NAMES)
        known = changes(zone, 2010, 2033) if number < len(oracle.ZONES) * 8 else []
        walls = []
        for _ in range(12):
            at = oracle.instant(roll, 2009, 2033)
            if known:
                # Near a change, where a time may come twice or not at all.
                at = roll.choice(known)[0] + datetime.timedelta(minutes=roll.randint(-180, 180))
            walls.append(at.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None))
        lines = [line.replace("{name}", name) for line in texts[zone]]
        events = [line for n, wall in enumerate(walls) for line in event(n, name, wall)]
        cases.append({"ics": calendar(roll.choice([lines + events, events + lines])), **SPAN})
        wanted.append(sorted(oracle.text(oracle.at_wall(wall, zone)) for wall in walls))
    answers = [starts(answer) for answer in oracle.ask(["ics"], cases)]
    oracle.compare("zones written out", cases, answers, wanted)


def rules():
    roll = oracle.dice("zones by rules")
    cases, wanted = [], []
    for number in range(400):
        name = f"{roll.choice(NAMES)} {number}"
        # icalendar follows rules until 2037; at noon nothing comes twice.
        walls = [
            datetime.datetime(roll.randint(2007, 2036), roll.randint(1, 12), roll.randint(1, 28), 12)
            for _ in range(12)]
        lines = by_rules(roll, name)
        text = calendar(
            lines + [line for n, wall in enumerate(walls) for line in event(n, name, wall)])
        cases.append({"ics": text, **SPAN})
        parsed = icalendar.Calendar.from_ical(text).walk("VEVENT")
        wanted.append(sorted(
            oracle.text(one["DTSTART"].dt.astimezone(oracle.UTC)) for one in parsed))
    answers = [starts(answer) for answer in oracle.ask(["ics"], cases)]
    oracle.compare("zones by rules", cases, answers, wanted)


def twins():
    roll = oracle.dice("events under one UID")
    span = (datetime.datetime(2025, 6, 1), datetime.datetime(2027, 1, 1))
    cases, wanted = [], []
    for _ in range(400):
        events = []
        for number in range(roll.randint(2, 5)):
            wall = datetime.datetime(2026, roll.randint(1, 6), roll.randint(1, 28), number + 5)
            rule = roll.choice([[], [f"RRULE:FREQ=DAILY;COUNT={roll.randint(1, 20)}"], [
                "RRULE:FREQ=WEEKLY;COUNT=4"]])
            events.append(event("one", "Asia/Shanghai", wall, *rule))
        events.append(roll.choice(events))
        text = calendar([line for lines in events for line in lines])
        cases.append({
            "ics": text, "from": "2025-06-01T00:00:00Z", "until": "2027-01-01T00:00:00Z",
            "zone": "UTC"})
        alone = {
            oracle.text(one["DTSTART"].dt.astimezone(oracle.UTC))
            for lines in events
            for one in recurring_ical_events.of(
                icalendar.Calendar.from_ical(calendar(lines))).between(*span)}
        wanted.append(sorted(alone))
    answers = [starts(answer) for answer in oracle.ask(["ics"], cases)]
    oracle.compare("events under one UID", cases, answers, wanted)


databases()
rules()
twins()

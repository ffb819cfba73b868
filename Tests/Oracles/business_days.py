"""Working days counted by numpy, which is told every day off: a weekmask knows no make-up days."""

import datetime
import zoneinfo

import numpy

import oracle

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FIRST, LAST = datetime.date(2025, 1, 1), datetime.date(2026, 12, 31)


def calendar(roll):
    """A calendar for duebell, the same as a list of days off, and when its days end."""
    worked = sorted(roll.sample(range(7), roll.randint(1, 7)))
    closes = {day: roll.choice([12 * 60, 17 * 60 + 30, 24 * 60]) for day in worked}
    span = [FIRST + datetime.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    special = roll.sample(span, 60)
    off, work = set(special[:40]), set(special[40:])

    def hours(day):
        return f"09:00-{closes[day] // 60:02}:{closes[day] % 60:02}"

    def is_off(date):
        return date in off or (date.weekday() not in worked and date not in work)

    document = {
        "zone": roll.choice(oracle.ZONES),
        "covers": [str(FIRST), str(LAST)],
        "week": {DAYS[day]: [hours(day)] for day in worked},
        "off": sorted(map(str, off)),
        "work": sorted(map(str, work)),
    }
    # A make-up day has the hours of the first worked day from Monday on.
    ends = {date: closes.get(date.weekday(), closes[worked[0]]) for date in span}
    return document, [date for date in span if is_off(date)], ends


def expected(case, document, off, ends):
    due = case["due"]
    zone = zoneinfo.ZoneInfo(document["zone"])
    start = datetime.datetime.fromisoformat(case["anchors"]["occurred"]).astimezone(zone).date()
    # Beyond the calendar every day is worked, so that what needs such a day is found there.
    day = numpy.busday_offset(
        start, due["businessDays"], roll="backward", weekmask="1111111", holidays=off
    ).astype(datetime.date)
    if day > LAST:
        return None
    minute = ends[day]
    if "at" in due:
        hour, minute = map(int, due["at"].split(":"))
        minute += hour * 60
    wall = datetime.datetime(day.year, day.month, day.day) + datetime.timedelta(minutes=minute)
    return {"dueAt": oracle.text(oracle.at_wall(wall, document["zone"]))}


def main():
    roll = oracle.dice("business days")
    calendars = {f"c{number}": calendar(roll) for number in range(30)}
    cases, wanted = [], []
    for _ in range(4000):
        name = roll.choice(sorted(calendars))
        due = {"businessDays": roll.randint(1, 40), "of": "occurred", "calendar": name}
        if roll.random() < 0.5:
            due["at"] = f"{roll.randrange(24):02}:{roll.randrange(60):02}"
        occurred = oracle.instant(roll, 2025, 2026)
        document = calendars[name][0]
        if occurred.astimezone(zoneinfo.ZoneInfo(document["zone"])).date() > LAST:
            continue
        case = {"due": due, "anchors": {"occurred": oracle.text(occurred)}, "zone": "UTC"}
        cases.append(case)
        wanted.append(expected(case, *calendars[name]))
    with oracle.rules({name: parts[0] for name, parts in calendars.items()}) as folder:
        answers = oracle.ask(["due", "--rules", folder], cases)
    # What lies beyond a calendar is said to, and is no date.
    answers = [
        None if "calendar incomplete" in answer.get("error", "") else answer for answer in answers
    ]
    oracle.compare("business days", cases, answers, wanted)


main()

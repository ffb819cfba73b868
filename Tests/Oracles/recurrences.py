"""Events that come again, by recurring-ical-events, which rests on dateutil.

Left out is what programs read differently: a start that the rule does not give, UNTIL as a date for
an event with a time of day, DURATION in hours over a change of the clocks, and starts within one.
"""

import datetime
import itertools
import zoneinfo

import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr

import oracle

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Sydney", "Europe/London"]
# The zone of whole days.
HOME = "Asia/Shanghai"
DAY = datetime.timedelta(days=1)


def join(values):
    return ",".join(str(value) for value in dict.fromkeys(values))


def several(roll, make, most=3):
    return [make() for _ in range(roll.randint(1, most))]


def rule(roll):
    """The parts of a rule without its end."""
    frequency = roll.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    is_long = frequency in ("MONTHLY", "YEARLY")
    months = several(roll, lambda: roll.randint(1, 12)) if roll.random() < 0.3 else []
    days, monthdays, positions = [], [], []
    kind = roll.choice(["plain", "days", "monthdays", "both", "positions"])
    if kind in ("days", "both", "positions"):
        days = several(roll, lambda: roll.choice(WEEKDAYS))
    if kind == "days" and is_long and roll.random() < 0.7:
        # All with a number or none: of WE,-1FR dateutil takes only what is both.
        most = 5 if frequency == "MONTHLY" or months else 20
        days = [f"{roll.choice([1, -1]) * roll.randint(1, most)}{day}" for day in days]
    if kind in ("monthdays", "both") and frequency != "WEEKLY":
        if frequency != "YEARLY" or months:
            monthdays = several(roll, lambda: roll.choice([1, -1]) * roll.randint(1, 31))
    if kind == "positions" and is_long:
        positions = several(roll, lambda: roll.choice([1, 2, 3, -1, -2]))
    parts = [f"FREQ={frequency}", f"WKST={roll.choice(WEEKDAYS)}"]
    if roll.random() < 0.4:
        parts.append(f"INTERVAL={roll.randint(1, 4)}")
    named = {"BYMONTH": months, "BYDAY": days, "BYMONTHDAY": monthdays, "BYSETPOS": positions}
    return ";".join(parts + [f"{name}={join(found)}" for name, found in named.items() if found])


class Event:
    """One event, its rule, and how it is written."""

    def __init__(self, roll):
        self.kind = roll.choice(["date", "utc", "zone", "zone"])
        self.zone = roll.choice(ZONES)
        self.rule = rule(roll)
        hour = 0 if self.kind == "date" else roll.randint(4, 23)
        wall = datetime.datetime(roll.randint(2018, 2025), roll.randint(1, 12), roll.randint(1, 28))
        wall += datetime.timedelta(hours=hour)
        end = (wall + 12 * 365 * DAY).strftime("%Y%m%dT%H%M%S")
        found = rrulestr(f"{self.rule};UNTIL={end}", dtstart=wall)
        self.start = next(iter(found), None)
        if self.start is None:
            return
        found = rrulestr(f"{self.rule};UNTIL={end}", dtstart=self.start)
        self.dates = list(itertools.islice(found, 400))
        self.lines = self.written(roll)

    def stamp(self, name, wall):
        if self.kind == "date":
            return f"{name};VALUE=DATE:{wall:%Y%m%d}"
        if self.kind == "utc":
            return f"{name}:{wall:%Y%m%dT%H%M%SZ}"
        return f"{name};TZID={self.zone}:{wall:%Y%m%dT%H%M%S}"

    def ended(self, roll):
        """The rule with a count, an end, or neither."""
        end = roll.choice(self.dates)
        kind = roll.choice(["none", "count", "until"])
        if kind == "count":
            return f"{self.rule};COUNT={roll.randint(1, 300)}"
        if kind == "none":
            return self.rule
        if self.kind == "date":
            return f"{self.rule};UNTIL={end:%Y%m%d}"
        if self.kind == "zone":
            end = oracle.at_wall(end, self.zone)
        return f"{self.rule};UNTIL={end:%Y%m%dT%H%M%SZ}"

    def written(self, roll):
        length = roll.choice([1, 2, 3]) * DAY
        if self.kind != "date" and roll.random() < 0.7:
            length = datetime.timedelta(hours=roll.randint(1, 30))
        days = f"DURATION:P{length.days}D"
        ends = self.stamp("DTEND", self.start + length)
        if length.seconds == 0 and roll.random() < 0.4:
            ends = days
        lines = ["BEGIN:VEVENT", "UID:x", "SUMMARY:regular", self.stamp("DTSTART", self.start)]
        lines += [ends, "RRULE:" + self.ended(roll)]
        later = self.dates[1:]
        special = roll.sample(later, min(len(later), roll.choice([0, 0, 1, 5])))
        lines += [self.stamp("EXDATE", date) for date in special[1:]]
        if roll.random() < 0.2:
            lines.append(self.stamp("RDATE", self.start + roll.randint(1, 900) * DAY))
        lines.append("END:VEVENT")
        if special:
            moved = special[0] + roll.randint(-40, 40) * DAY
            lines += [
                "BEGIN:VEVENT", "UID:x", "SUMMARY:moved", self.stamp("RECURRENCE-ID", special[0]),
                self.stamp("DTSTART", moved), self.stamp("DTEND", moved + length), "END:VEVENT",
            ]
        return lines


def instant_of(value, zone):
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time(), zoneinfo.ZoneInfo(zone))
    return value.astimezone(oracle.UTC)


def expected(text, first, last):
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(
        first - 60 * DAY, last + 60 * DAY)
    occurrences = [
        {
            "start": oracle.text(instant_of(event["DTSTART"].dt, HOME)),
            "end": oracle.text(instant_of(event["DTEND"].dt, HOME)),
            "summary": str(event["SUMMARY"]),
        }
        for event in found
    ]
    return within(occurrences, first, last)


def within(occurrences, first, last):
    """Those that start in a span, in order: what only reaches into it is another question."""
    inside = [o for o in occurrences if oracle.text(first) <= o["start"] < oracle.text(last)]
    return sorted(inside, key=lambda o: (o["start"], o["end"], o["summary"]))


def main():
    roll = oracle.dice("recurrences")
    cases, wanted, spans = [], [], []
    while len(cases) < 1200:
        event = Event(roll)
        if event.start is None:
            continue
        head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN"]
        text = "\r\n".join(head + event.lines + ["END:VCALENDAR", ""])
        first = roll.choice(event.dates).replace(tzinfo=oracle.UTC) - roll.randint(0, 300) * DAY
        last = first + roll.randint(1, 400) * DAY
        cases.append(
            {"ics": text, "from": oracle.text(first), "until": oracle.text(last), "zone": HOME})
        wanted.append(expected(text, first, last))
        spans.append((first, last))
    answers = oracle.ask(["ics"], cases)
    answers = [
        within(answer["occurrences"], *span) if "occurrences" in answer else answer
        for answer, span in zip(answers, spans)
    ]
    oracle.compare("recurrences", cases, answers, wanted)
    print(f"recurrences: {sum(map(len, wanted))} occurrences in all")


main()

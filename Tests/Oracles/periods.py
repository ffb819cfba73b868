"""Periods by dateutil on the zones of Python, which reads the same tz database."""

import datetime
import zoneinfo

from dateutil.relativedelta import relativedelta

import oracle


def period(roll):
    """A period as text, and its months, days and seconds."""
    kind = roll.random()
    if kind < 0.15:
        weeks = roll.randint(1, 60)
        return f"P{weeks}W", 0, weeks * 7, 0
    years = roll.randint(1, 3) if kind < 0.3 else 0
    months = roll.randint(1, 30) if kind < 0.6 else 0
    days = roll.randint(1, 400) if months or not years else 0
    days = days if roll.random() < 0.7 or not (years or months) else 0
    hours = roll.randint(1, 100) if roll.random() < 0.3 else 0
    text = "P" + (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    text += f"{days}D" if days else ""
    text += f"T{hours}H" if hours else ""
    return text, years * 12 + months, days, hours * 3600


def main():
    roll = oracle.dice("periods")
    # Places only: duebell refuses names such as Etc/GMT-3, which mean the opposite of what they
    # say.
    known = zoneinfo.available_timezones()
    zones = sorted(name for name in known if "/" in name and not name.startswith("Etc/"))
    cases, wanted = [], []
    for _ in range(6000):
        zone = roll.choice(oracle.ZONES if roll.random() < 0.5 else zones)
        text, months, days, seconds = period(roll)
        start = oracle.instant(roll, 1972, 2060)
        case = {
            "due": {"within": text, "of": "occurred"},
            "anchors": {"occurred": oracle.text(start)},
            "zone": zone,
        }
        wall = start.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)
        wall = wall + relativedelta(months=months) + datetime.timedelta(days=days)
        moved = oracle.at_wall(wall, zone) + datetime.timedelta(seconds=seconds)
        cases.append(case)
        wanted.append({"dueAt": oracle.text(moved)})
    oracle.compare("periods", cases, oracle.ask(["due"], cases), wanted)


main()

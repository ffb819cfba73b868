"""Every day of the calendars that are shipped, by lists of other makers.

The institutions of the European Union are in no such list.
"""

import datetime
import json
import os
import shutil

import chinese_calendar
import holidays

import oracle

RULES = os.path.join(os.path.dirname(__file__), "..", "..", "rules", "calendars")
DAY = datetime.timedelta(days=1)


def weekday_outside(days):
    return lambda date: date.weekday() < 5 and date not in days


def main():
    years = range(2023, 2032)
    federal = holidays.country_holidays("US", years=years, categories=("public",))
    china = holidays.country_holidays("CN", years=years)
    euro = holidays.financial_holidays("ECB", years=years)
    lists = [
        ("cn", "Asia/Shanghai", 2024, 2026, chinese_calendar.is_workday),
        ("cn", "Asia/Shanghai", 2024, 2026, china.is_working_day),
        ("us-federal", "America/New_York", 2024, 2028, weekday_outside(federal)),
        ("target2", "Europe/Berlin", 2024, 2030, weekday_outside(euro)),
    ]
    with oracle.rules({}) as folder:
        shutil.copytree(RULES, os.path.join(folder, "calendars"))
        with open(os.path.join(folder, "use.json"), "w") as file:
            json.dump({"use": [f"calendars/{name}" for name, *_ in lists]}, file)
        for name, zone, first, last, is_worked in lists:
            cases, wanted = [], []
            date = datetime.date(first, 1, 1)
            while date < datetime.date(last, 12, 31):
                due = {"businessDays": 1, "of": "occurred", "calendar": name, "at": "12:00"}
                noon = datetime.datetime.combine(date, datetime.time(12))
                occurred = oracle.text(oracle.at_wall(noon, zone))
                following = date + DAY
                while following.year <= last and not is_worked(following):
                    following += DAY
                if following.year <= last:
                    cases.append({"due": due, "anchors": {"occurred": occurred}, "zone": "UTC"})
                    noon = datetime.datetime.combine(following, datetime.time(12))
                    wanted.append({"dueAt": oracle.text(oracle.at_wall(noon, zone))})
                date += DAY
            oracle.compare(name, cases, oracle.ask(["due", "--rules", folder], cases), wanted)


main()

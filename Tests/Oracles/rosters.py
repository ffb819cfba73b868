"""Who is on call: `duebell oncall` against zoneinfo and dateutil, and its calendar against icalendar.

Handovers are walked one by one from the start. A time that is skipped is the end of the gap.
"""

import datetime
import json
import os
import subprocess
import sys
import zoneinfo

import icalendar
from dateutil.relativedelta import relativedelta

import oracle

# What dateutil and Duebell both write: months, days and hours of a turn.
LENGTHS = {
    "P1D": (0, 1, 0), "P2D": (0, 2, 0), "P1W": (0, 7, 0), "P1M": (1, 0, 0), "12h": (0, 0, 12),
    "8h": (0, 0, 8), "PT36H": (0, 0, 36), "P1DT6H": (0, 1, 6),
}
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
PEOPLE = ["a", "b", "c", "d"]
MINUTE = datetime.timedelta(minutes=1)


def reach(wall, zone):
    """The first instant at which clocks show a time or a later one."""
    found = oracle.at_wall(wall, zone)
    clock = zoneinfo.ZoneInfo(zone)
    if found.astimezone(clock).replace(tzinfo=None) == wall:
        return found
    while (found - MINUTE).astimezone(clock).replace(tzinfo=None) >= wall:
        found -= MINUTE
    return found


def schedule(roll, around):
    """Two layers and an override, somewhere around an instant."""
    zone = roll.choice(oracle.ZONES)

    def wall(days):
        moved = around.replace(tzinfo=None) - datetime.timedelta(days=roll.randrange(days))
        return moved.replace(hour=roll.randrange(24), minute=roll.choice([0, 15, 30]))

    def layer():
        body = {
            "rotation": ["contact:" + roll.choice(PEOPLE) for _ in range(roll.randint(1, 3))],
            "starts": wall(90).strftime("%Y-%m-%dT%H:%M"),
            "every": [roll.choice(list(LENGTHS)) for _ in range(roll.choice([1, 1, 2]))],
        }
        if roll.random() < 0.4:
            first, last = roll.randrange(7), roll.randrange(7)
            opens, closes = roll.randrange(24), roll.randrange(24)
            body["only"] = {
                "days": f"{DAYS[first]}-{DAYS[last]}", "hours": f"{opens:02}:00-{closes:02}:30"}
        return body

    begins = wall(4)
    ends = begins + datetime.timedelta(days=roll.randint(1, 3))
    return {
        "zone": zone, "gaps": "allowed", "layers": [layer(), layer()],
        "overrides": [{
            "from": begins.strftime("%Y-%m-%dT%H:%M"), "until": ends.strftime("%Y-%m-%dT%H:%M"),
            "contact": "contact:" + roll.choice(PEOPLE),
        }],
    }


def written(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M")


def on_call(body, instant):
    """The people of a schedule at an instant, by walking."""
    zone = body["zone"]
    for override in body["overrides"]:
        if reach(written(override["from"]), zone) <= instant < reach(
                written(override["until"]), zone):
            return [override["contact"]]
    for layer in reversed(body["layers"]):
        if "only" in layer and not counts(layer["only"], zone, instant):
            continue
        turn = turn_at(layer, zone, instant)
        if turn is not None:
            return [layer["rotation"][turn % len(layer["rotation"])]]
    return []


def counts(only, zone, instant):
    first, last = (DAYS.index(day) for day in only["days"].split("-"))
    days = {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    opens, closes = (
        datetime.time.fromisoformat(text) for text in only["hours"].split("-"))
    today = instant.astimezone(zoneinfo.ZoneInfo(zone)).date()
    for back in (-1, 0, 1):
        day = today - datetime.timedelta(days=back)
        if day.weekday() not in days:
            continue
        end = day if closes > opens else day + datetime.timedelta(days=1)
        if reach(datetime.datetime.combine(day, opens), zone) <= instant < reach(
                datetime.datetime.combine(end, closes), zone):
            return True
    return False


def turn_at(layer, zone, instant):
    start, months, days, hours, turn = written(layer["starts"]), 0, 0, 0, -1
    while True:
        moved = start + relativedelta(months=months) + datetime.timedelta(days=days)
        if reach(moved, zone) + datetime.timedelta(hours=hours) > instant:
            return turn if turn >= 0 else None
        turn += 1
        more = LENGTHS[layer["every"][turn % len(layer["every"])]]
        months, days, hours = months + more[0], days + more[1], hours + more[2]


def duebell(folder, *arguments):
    done = subprocess.run(
        [oracle.DUEBELL, "oncall", "--rules", folder.name, *arguments], stdout=subprocess.PIPE)
    if done.returncode not in (0, 1):
        sys.exit(f"duebell oncall: exit {done.returncode}")
    return done.stdout


def rules(schedules):
    folder = oracle.rules({})
    people = {
        name: {
            "name": name.upper(),
            "reach": [{"channel": "mail", "address": name + "@city.example"}],
        } for name in PEOPLE
    }
    with open(os.path.join(folder.name, "duty.json"), "w") as file:
        json.dump({"contacts": people, "schedules": schedules}, file)
    return folder


def people():
    roll = oracle.dice("rosters")
    cases, answers, wanted = [], [], []
    for _ in range(20):
        around = oracle.instant(roll, 2024, 2027)
        schedules = {f"s{number:02}": schedule(roll, around) for number in range(40)}
        folder = rules(schedules)
        for _ in range(3):
            at = around + datetime.timedelta(minutes=roll.randrange(3 * 1440))
            for line in duebell(
                    folder, "--at", oracle.text(at), "--format", "json").splitlines():
                told = json.loads(line)
                body = schedules[told["schedule"]]
                cases.append({"at": oracle.text(at), "schedule": body})
                answers.append(told["onCall"])
                wanted.append(on_call(body, at))
        folder.cleanup()
    oracle.compare("rosters", cases, answers, wanted)


def calendars():
    """The calendar of a schedule, read by icalendar, covers what the shifts are told to be."""
    roll = oracle.dice("duty calendars")
    cases, answers, wanted = [], [], []
    for _ in range(60):
        start = oracle.instant(roll, 2024, 2027)
        body = schedule(roll, start)
        folder = rules({"s": body})
        span = [
            "--schedule", "s", "--from", oracle.text(start),
            "--until", oracle.text(start + datetime.timedelta(days=14)),
        ]
        told = icalendar.Calendar.from_ical(duebell(folder, *span, "--format", "ics"))
        events = [event for event in told.walk("VEVENT")]
        if told.errors or any(event.errors for event in events):
            sys.exit(f"icalendar: {told.errors} {[event.errors for event in events]}")
        for line in duebell(folder, *span, "--format", "json").splitlines():
            shift = json.loads(line)
            at = datetime.datetime.fromisoformat(shift["from"])
            cases.append({"at": shift["from"], "schedule": body})
            answers.append(sorted(
                "contact:" + str(event["SUMMARY"]).lower() for event in events
                if event["DTSTART"].dt <= at < event["DTEND"].dt))
            wanted.append(sorted(shift["onCall"]))
        folder.cleanup()
    oracle.compare("duty calendars", cases, answers, wanted)


people()
calendars()

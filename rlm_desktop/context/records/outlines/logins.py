"""Who was logged in and when, as `last` prints it: a row for each login and each start of the machine."""

import re
from collections.abc import Iterator
from datetime import datetime

from rlm_desktop.context.records.outlines.objects import Found, Line, lines_of, shape_read
from rlm_desktop.context.records.shapes.shape import Shape

_FEWEST = 3
_MOSTLY = 0.8
_LONGEST = 1_000
_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d"
_TIME = rf"(?:{_DAY} \d\d:\d\d(?::\d\d)?(?: \d{{4}})?|\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d)"
_ENDED = rf"still (?:logged in|running)|gone - no logout|- (?:{_TIME}|\d\d:\d\d(?::\d\d)?|crash|down)"
_LOGIN = re.compile(
    rf"(\S+) +(system boot|system down|runlevel|~|\S+) +(?:(\S[^\n]{{0,255}}?) +)??({_TIME})"
    rf"(?: +({_ENDED}))? *(?:\((-?\d+\+)?(-?\d+):(-?\d+)(?::(-?\d+))?\))? *$"
)
_BEGINS = re.compile(r"(?:\S*/)?[bwu]tmp\S* begins ")
_OF_MACHINE = {"reboot": "reboot", "shutdown": "shutdown", "runlevel": "change of runlevel"}
_FORMS = ("%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M %Y")


def login_shapes(head: str, *, whole: bool) -> tuple[Shape, ...]:
    """The shape of the logins; none of a text in which other lines stand."""
    rows = [found.value for found in read_logins(lines_of(head), "") if found.value]
    filled = sum(1 for line in head.split("\n") if line.strip() and not _BEGINS.match(line))
    enough = len(rows) >= max(_FEWEST, _MOSTLY * filled)
    return (shape_read(rows, "logins"),) if enough else ()


def read_logins(lines: Iterator[Line], _which: str) -> Iterator[Found]:
    """The logins of a text, and when the machine was started or shut down."""
    for line in lines:
        match = _LOGIN.match(line.text) if len(line.text) <= _LONGEST else None
        if match is not None and not _BEGINS.match(line.text):
            yield Found(line.start, line.end, _login(match))


def _login(match: re.Match[str]) -> dict[str, object]:
    who, terminal, where, began, ended, days, hours, minutes, seconds = match.groups()
    event = _OF_MACHINE.get(who, "login")
    of_machine = event != "login"
    lasted = [int((part or "0").rstrip("+")) for part in (days, hours, minutes, seconds)]
    end = (ended or "").removeprefix("- ")
    is_time = end[:1].isdigit() or re.match(_DAY, end) is not None
    return {
        "event": event,
        "user_name": None if of_machine else who,
        "terminal": None if of_machine else terminal,
        "host": None if of_machine else where,
        "kernel": where if of_machine else None,
        "started": _moment(began),
        "ended": _end(began, end) if is_time else None,
        "how_it_ended": _how(end, is_time),
        "duration_minutes": None
        if hours is None
        else lasted[0] * 1440 + lasted[1] * 60 + lasted[2] + round(lasted[3] / 60),
    }


def _how(end: str, is_time: bool) -> str | None:
    return "logged out" if is_time else end or None


def _end(began: str, end: str) -> str:
    """When it ended: a time alone is of the day on which it began."""
    if re.match(r"\d\d:\d\d", end) and (day := re.match(_DAY, began)):
        return _moment(f"{day[0]} {end}")
    return _moment(end)


def _moment(text: str) -> str:
    """A time in the usual order, where its year is told."""
    for form in _FORMS:
        try:
            return str(datetime.strptime(re.sub(" +", " ", text), form))
        except ValueError:
            continue
    bare = re.sub(r"^[A-Z][a-z]{2} (?=[A-Z])", "", text)
    return f"{bare}:00" if re.search(r" \d\d:\d\d$", bare) else bare

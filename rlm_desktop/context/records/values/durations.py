"""How long something lasts, as people write it ("1h 40m", "2 hrs 5 min", "1:45:30"): a number of one unit."""

import re
from collections.abc import Callable, Sequence

from rlm_desktop.context.records.shapes.shape import Typed

_UNITS = {
    "days": (86_400.0, r"d|days?"),
    "hours": (3_600.0, r"h|hrs?|hours?"),
    "minutes": (60.0, r"m|mins?|minutes?"),
    "seconds": (1.0, r"s|secs?|seconds?"),
}
"""From the longest on: seconds, and how it is written."""
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_ENDS = r"(?:[^a-z]|$)"
_PART = "|".join(forms for _, forms in _UNITS.values())
_WRITTEN = re.compile(
    rf"(?:\d+(?:[.,]\d+)?\s*(?:{_PART})\b\.?(?:\s*(?:,|and|&)?\s*))+"
    rf"|(?:\d+(?:[.,]\d+)?(?:{_PART}))+|\d+\s*(?:h|hrs?|hours?)\s*\d{{1,2}}",
    re.IGNORECASE,
)
_SMALL = {"s": 1e3, "ms": 1.0, "[u\u00b5\u03bc]s": 1e-3, "ns": 1e-6}
"""Milliseconds of what the last part of a measured time is written in."""
_MEASURED = rf"(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)? ?(?:{'|'.join(_SMALL)})"
"""As Go and Rust write how long something took, each in the unit that suits it: 1.6s, 46.1ms, 1m30.5s."""
_ISO = re.compile(r"P(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?")
_CLOCK = re.compile(r"(\d+):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?")
_LASTS = re.compile(
    r"durat|length|elapsed|run(?:ning)?_?time|play(?:ing)?_?time|lap|split|finish|took|uptime"
)
_MOST_HOURS = 23

Share = Callable[[Sequence[str], Callable[[str], object]], bool]


def lasting(values: Sequence[str], name: str, share: Share) -> Typed | None:
    """The type of a column of durations; None where its values are something else.

    One unit alone ("45m", which may be metres) is left to numbers with a unit.
    """
    if share(values, _WRITTEN.fullmatch):
        used = [unit for unit in _UNITS if any(re.search(_of(unit), value.lower()) for value in values)]
        bare = any(re.search(r"h\w*\s*\d{1,2}$", value.lower()) for value in values)
        if bare and "minutes" not in used:
            used.append("minutes")
        return _typed(_seconds(), used[-1], _example(values)) if len(used) > 1 else None
    if share(values, re.compile(_MEASURED).fullmatch):
        used = [unit for unit in _SMALL if any(re.search(rf"\d ?{unit}$", value) for value in values)]
        measured = Typed("decimal", _measured(), f"in ms, as in {_example(values)}", "ms")
        return measured if len(used) > 1 else None
    if share(values, _ISO.fullmatch) and any(len(value) > 2 for value in values):
        return _typed(_of_iso(), "seconds" if any("S" in v for v in values) else "minutes", _example(values))
    if share(values, _CLOCK.fullmatch):
        return _clocks(values, name)
    return None


def _clocks(values: Sequence[str], name: str) -> Typed | None:
    """Times of a day stay times: a duration has more hours than a day, or is called one."""
    read = [match for match in map(_CLOCK.fullmatch, values) if match]
    long = any(int(match.group(1)) > _MOST_HOURS for match in read)
    if not long and not _LASTS.search(name):
        return None
    parts = "string_split(trim({x}), ':')"
    numbers = f"list_transform({parts}, lambda p: TRY_CAST(p AS DOUBLE))"
    if all(match.group(3) for match in read):
        whole = f"len({parts}) = 3"
        seconds = f"({numbers})[1] * 3600 + ({numbers})[2] * 60 + ({numbers})[3]"
    else:
        # "3:45" among "1:02:10" is minutes and seconds: it is counted from the end.
        whole = f"len({parts}) BETWEEN 2 AND 3"
        seconds = f"({numbers})[-1] + ({numbers})[-2] * 60 + coalesce(({numbers})[-3], 0) * 3600"
    return _typed(f"CASE WHEN {whole} THEN {seconds} END", "seconds", _example(values))


def _typed(seconds: str, unit: str, example: str) -> Typed:
    size = _UNITS[unit][0]
    cast = f"({seconds})" if size == 1 else f"({seconds}) / {size:.0f}"
    return Typed("decimal", cast, f"in {unit}, written as {example}", unit)


def _example(values: Sequence[str]) -> str:
    """A value that shows how they are written: one with the most parts."""
    return max(values[:200], key=lambda value: (len(re.findall(r"\d+", value)), len(value)))[:24]


def _of(unit: str) -> str:
    return rf"\d\s*(?:{_UNITS[unit][1]}){_ENDS}"


def _seconds() -> str:
    text = "lower(trim({x}))"
    parts = [
        rf"coalesce(TRY_CAST(replace(nullif(regexp_extract({text}, '{_NUMBER}\s*(?:{forms}){_ENDS}', 1), ''),"
        f" ',', '.') AS DOUBLE), 0) * {size:.0f}"
        for size, forms in _UNITS.values()
    ]
    # "1h30" is an hour and thirty minutes.
    parts.append(
        rf"coalesce(TRY_CAST(regexp_extract({text}, 'h[a-z]*\s*(\d{{1,2}})$', 1) AS DOUBLE), 0) * 60"
    )
    shown = rf"regexp_matches({text}, '^\d[\d.,]*\s*(?:{_PART}){_ENDS}')"
    return f"CASE WHEN {shown} THEN {' + '.join(parts)} END"


def _measured() -> str:
    """In SQL, milliseconds."""
    text = "trim({x})"
    sizes = {r"(\d+)h": 3.6e6, r"(\d+)m(?:\d|$)": 6e4}
    sizes |= {rf"(\d+(?:\.\d+)?) ?{unit}$": size for unit, size in _SMALL.items()}
    parts = [
        f"coalesce(TRY_CAST(regexp_extract({text}, '{form}', 1) AS DOUBLE), 0) * {size!r}"
        for form, size in sizes.items()
    ]
    return f"CASE WHEN regexp_full_match({text}, '{_MEASURED}') THEN {' + '.join(parts)} END"


def _of_iso() -> str:
    def part(letter: str, size: float) -> str:
        found = rf"regexp_extract(trim({{x}}), '(\d+(?:\.\d+)?){letter}', 1)"
        return f"coalesce(TRY_CAST({found} AS DOUBLE), 0) * {size:.0f}"

    parts = [part("D", 86_400), part("H", 3_600), part("M", 60), part("S", 1)]
    return f"CASE WHEN trim({{x}})[1] = 'P' THEN {' + '.join(parts)} END"

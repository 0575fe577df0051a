"""Logs whose records go on below the line with their time.

Stack traces belong to their error, and the second line of an entry of Java's own log to the first. Two
programs that write into one log have forms of their own.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from rlm_desktop.context.records.logs.captures import TAIL
from rlm_desktop.context.records.logs.elements import LEVELS, WRITTEN
from rlm_desktop.context.records.shapes.shape import Field, Shape
from rlm_desktop.context.records.values.following import CLOCK_ALONE, DAY_ABOVE
from rlm_desktop.profile import KIND_OF_MESSAGE

FEWEST = 3
_GOES_ON = 0.5
"""From such a share of lines without a time on they belong to the ones above."""
_SURELY = 0.02
"""The same where nearly all of them look like steps of a stack trace."""
_STEPS = 0.9
_OUTSIDE = 0.01
_LINE_ENDS, _GOES_ON_BEHIND = r"[ \t]*$", r"(?:[ \t].*)?$"
_TRACES = ("' ' || chr(9) || 'at '", "' Traceback (most recent call last)'")
"""How stack traces begin behind a message, in SQL: the line ends of a record are blanks."""
_LEVEL_BELOW = re.compile(rf"{LEVELS}: ")
Shaped = Callable[[Sequence[str]], Shape | None]


def stamped_shape(lines: Sequence[str], continues: re.Pattern[str], shaped: Shaped) -> Shape | None:
    """The shape of a log of records of several lines; `shaped` finds that of their first lines."""
    forms = _forms(lines)
    stamps = [re.compile(form) for form in forms]
    begun = [any(stamp.match(line) for stamp in stamps) for line in lines]
    others = [line for line, begins in zip(lines, begun, strict=True) if not begins]
    steps = sum(continues.match(line) is not None for line in others)
    many = len(others) >= _GOES_ON * len(lines)
    traces = len(others) >= _SURELY * len(lines) and steps >= _STEPS * len(others)
    if not forms or sum(begun) < FEWEST or not (many or traces):
        return None
    outside = sum(line[:1] not in (" ", "\t") for line in others)
    if many and outside < max(FEWEST, _OUTSIDE * len(others)):
        return None  # What is indented throughout is looked at as well.
    firsts = _firsts(lines, begun)
    found: list[Shape] = []
    for stamp in stamps:
        shape = shaped([line for line in firsts if stamp.match(line)])
        if shape is not None and shape.kind == "log":
            found.append(shape)
    if not found:
        return None
    shape = found[0] if len(found) == 1 else _together(found)
    return msgspec.structs.replace(
        shape,
        fields=without_traces(shape.fields),
        extract=shape.extract.replace(_LINE_ENDS, _GOES_ON_BEHIND),
        fits=shape.fits.replace(_LINE_ENDS, _GOES_ON_BEHIND),
        borders="stamped",
        row_is="record",
        delimiter="|".join(forms),
        preamble=True,
    )


def without_traces(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The columns, and the kinds of messages among them without the steps of stack traces."""
    bare = TAIL
    for begins in _TRACES:
        bare = f"split_part({bare}, {begins}, 1)"
    return tuple(
        msgspec.structs.replace(field, text=field.text.replace(TAIL, bare))
        if field.note == KIND_OF_MESSAGE
        else field
        for field in fields
    )


def _forms(lines: Sequence[str]) -> list[str]:
    """The patterns of the times that lines begin with, the most frequent first."""
    patterns = [
        re.sub(r"(?<!\\)\((?!\?)", "(?:", form.pattern) for form in WRITTEN if form.names == ("time",)
    ]
    compiled = [(pattern, re.compile(pattern)) for pattern in patterns]
    counts = Counter(
        found for line in lines if (found := next((p for p, c in compiled if c.match(line)), ""))
    )
    return [pattern for pattern, count in counts.most_common(2) if count >= FEWEST]


def _firsts(lines: Sequence[str], begun: Sequence[bool]) -> list[str]:
    """The first line of each record, with the one below it where that tells the level."""
    firsts = []
    for index, (line, begins) in enumerate(zip(lines, begun, strict=True)):
        if begins:
            below = lines[index + 1] if index + 1 < len(lines) else ""
            firsts.append(f"{line} {below}" if _LEVEL_BELOW.match(below) else line)
    return firsts


def _together(shapes: Sequence[Shape]) -> Shape:
    """One shape for records of two forms: what both have is one column."""
    parts = [f"p{number} := {shape.extract}" for number, shape in enumerate(shapes)]
    fits = [_moved(shape.fits, number) for number, shape in enumerate(shapes)]
    fields: dict[str, Field] = {}
    for number, shape in enumerate(shapes):
        for field in shape.fields:
            text = f"CASE WHEN {fits[number]} THEN {_moved(field.text, number)} END"
            before = fields.get(field.name)
            if before is not None and {before.type, field.type} == {"time", "timestamp"}:
                fields[field.name] = _with_day(before, msgspec.structs.replace(field, text=text))
                continue
            if field.name == "event" or (before and before.type != field.type):
                continue
            if before is None:
                fields[field.name] = msgspec.structs.replace(field, text=text, tail=False)
                continue
            cast = before.cast if before.cast == field.cast else f"coalesce({before.cast}, {field.cast})"
            both = f"coalesce({before.text}, {text})"
            fields[field.name] = msgspec.structs.replace(before, text=both, cast=cast)
    return msgspec.structs.replace(
        shapes[0],
        extract=f"struct_pack({', '.join(parts)})",
        fits=" OR ".join(f"coalesce({fit}, false)" for fit in fits),
        fields=tuple(fields.values()),
    )


def _with_day(one: Field, other: Field) -> Field:
    """The moment of a record; that of a line without a day is one of the day told last, see `following`."""
    clock, moment = (one, other) if one.type == "time" else (other, one)
    stamped = f"CASE WHEN {clock.text} <> '' THEN '{CLOCK_ALONE}' || replace({clock.text}, ',', '.') END"
    alone = f"CASE WHEN starts_with({{x}}, '{CLOCK_ALONE}') THEN TRY_CAST({{x}} AS TIMESTAMP)"
    return msgspec.structs.replace(
        moment,
        text=f"coalesce({moment.text}, {stamped})",
        cast=f"{alone} ELSE {moment.cast} END",
        note=DAY_ABOVE,
    )


def _moved(sql: str, number: int) -> str:
    """The SQL of a field, where what was taken out of the line is one of several things."""
    return re.sub(r"\bf\.(?=c\d|tail\b)", f"f.p{number}.", sql)

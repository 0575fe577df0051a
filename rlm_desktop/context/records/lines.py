"""Shapes of plain lines: logs, regular lines, key=value lines, and lines that are just lines."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from rlm_desktop.context.records.logs import spoken
from rlm_desktop.context.records.logs.captures import TAIL, extract_sql, group_sql, level_sql
from rlm_desktop.context.records.logs.elements import LEVELS
from rlm_desktop.context.records.logs.embedded import (
    labelled_fields,
    lasting_field,
    measured_fields,
    pair_fields,
    wholly_pairs,
    word_fields,
)
from rlm_desktop.context.records.logs.frames import MESSAGE, Frame, find_frame
from rlm_desktop.context.records.logs.stamped import stamped_shape, without_traces
from rlm_desktop.context.records.logs.templates import event_field
from rlm_desktop.context.records.shapes.names import column_name, told_apart
from rlm_desktop.context.records.shapes.shape import Field, Kind, Shape, quote
from rlm_desktop.context.records.values.kinds import EMPTY, kind_of, with_unit
from rlm_desktop.context.records.values.time_forms import NO_YEAR, with_its_year
from rlm_desktop.profile import FREE_TEXT, OF_THE_COMPONENT

FEWEST = 3
INDENTED = 0.5
"""Where more of the lines are indented, a record is a line with those below it."""
LETTERS = "V verbose, D debug, I info, W warning, E error, F fatal"
CONTINUES = re.compile(
    r"\s|at \S|Caused by:|Suppressed:|Traceback \(|\.\.\. \d+ more|goroutine \d"
    r"|[\w.$:]*(?:Exception|Error)\b[:\s]|[})]"
)
"""What goes on with the record of the line before: an indented line, a step or the head of a stack trace."""

_SINCE_1970 = re.compile(r"1\d{9}(?:\d{3}|\.\d+)?")


def log_shape(lines: Sequence[str]) -> Shape | None:
    """The shape of lines with a common frame, with columns for what stands in their free text."""
    if len(lines) < FEWEST:
        return None
    if shape := stamped_shape(lines, CONTINUES, log_shape):
        return shape
    if joined := _records_of_lines(lines):
        shape = log_shape(joined)
        if shape is not None and shape.kind == "log":
            bare = without_traces(shape.fields)
            return msgspec.structs.replace(
                shape, fields=bare, borders="indented", row_is="record", preamble=True
            )
    frame = find_frame(lines) or _frame_of_firsts(lines)
    # A frame that some lines lack, where all are pairs, misses values in quotation marks.
    pairs = (frame is None or len(frame.lines) < len(lines)) and wholly_pairs(lines)
    if frame is not None and not pairs:
        return _framed(frame, share=len(frame.lines) / len(lines))
    if pairs:
        fields = pair_fields(lines, source="line", wholly=True)
        return _shape("key_value", fields, extract="NULL", fits="line LIKE '%=%'", share=1.0)
    return None


def _records_of_lines(lines: Sequence[str]) -> list[str]:
    """The records of a text of which most lines are indented and go on with the one above; else nothing."""
    if sum(line[:1] in (" ", "\t") for line in lines) < INDENTED * len(lines):
        return []
    records: list[str] = []
    for line in lines:
        if line[:1] not in (" ", "\t"):
            records.append(line)
        elif records:
            records[-1] += f" {line}"
    return records


def _frame_of_firsts(lines: Sequence[str]) -> Frame | None:
    """The frame of the lines that begin a record, where others go on with one: the steps of a stack trace."""
    firsts = [line for line in lines if not CONTINUES.match(line)]
    return find_frame(firsts) if FEWEST <= len(firsts) < len(lines) else None


def plain_shape(lines: Sequence[str]) -> Shape | None:
    """Many short lines that are not prose: a word list, a transcript."""
    if len(lines) < 20 or sum(map(len, lines)) / len(lines) > 400 or _wrapped(lines):
        return None
    number = Field(
        name="line_number",
        text="CAST(line_number AS VARCHAR)",
        type="integer",
        cast="CAST({x} AS BIGINT)",
        note="from 1 in each document",
    )
    return Shape(kind="lines", fields=(number,), fits="true")


def _wrapped(lines: Sequence[str]) -> bool:
    """Whether the lines are prose broken at a margin: long, and many begin in the middle of a sentence.

    Where nearly all end near the margin fewer need to: parts may be in capitals.
    """
    longest = sorted(map(len, lines))[int(0.95 * len(lines))]
    full = sum(len(line) > 0.75 * longest for line in lines)
    lower = sum(line.strip()[:1].islower() for line in lines)
    wanted = 0.15 if full > 0.7 * len(lines) else 0.3
    return longest > 50 and full > 0.4 * len(lines) and lower > wanted * len(lines)


def _framed(frame: Frame, *, share: float) -> Shape:
    names, expressions, values = _with_requests(frame)
    named = _named(names, values)
    fields: list[Field] = []
    years: dict[str, str] = {}
    for index, (name, text, column) in enumerate(zip(named, expressions, values, strict=True)):
        last = frame.tail and index == len(named) - 1
        if not last and (EMPTY.issuperset(column) or column in values[:index]):
            continue
        kind = kind_of(column, name=name)
        label = with_unit(name, kind)
        of_component = name == "pid" and named[index - 1] == "component"
        note = OF_THE_COMPONENT if of_component else LETTERS if _in_letters(name, column) else kind.note
        # A dash before the time says that there is nothing to tell.
        cast = "nullif(nullif({x}, ''), '-')" if name == "tag" else kind.cast
        if name.endswith(spoken.LASTED):
            text = f"nullif({text}, '{spoken.ABORTED}')"
        if kind.type == "text" and any(value != value.strip() for value in column):
            cast = "nullif(trim({x}), '')"
        fields.append(Field(name=label, text=text, type=kind.type, cast=cast, note=note))
        years[text] = next(filter(None, map(_year, column)), "2000")
    fields = [_with_year(field, fields, years) for field in fields]
    kind_name: Kind = "log"
    if frame.tail:
        tail = fields.pop()
        wholly = wholly_pairs(values[-1])
        inner = pair_fields(values[-1], source=tail.text, wholly=wholly)
        if wholly:
            kind_name = "key_value"
            fields += inner
        else:
            words = word_fields(
                values[-1], source=tail.text, taken=[*(f.name for f in fields), *_told(inner)]
            )
            taken = {field.name for field in (*fields, *words, *inner)}
            labelled = [
                *labelled_fields(values[-1], source=tail.text),
                *measured_fields(values[-1], source=tail.text),
            ]
            inner = [field for field in inner if field.name not in {word.name for word in words}]
            inner += [field for field in labelled if field.name not in taken]
            lasting = lasting_field(values[-1], source=tail.text)
            if lasting is not None and not any(_lasts(field) for field in (*fields, *words, *inner)):
                inner.append(lasting)
            message = Field(name="message", text=tail.text, tail=True, note=FREE_TEXT)
            fields += [message, *_events(values[-1], tail.text, words + inner), *words, *inner]
    return _shape(kind_name, fields, extract=_extract(frame), fits=_fits(frame), share=share)


def _told(pairs: Sequence[Field]) -> tuple[str, ...]:
    """What needs no looking for in the text, as keys tell it: addresses and ports of packets."""
    return ("ip", "port") if any(field.name == "source_ip" for field in pairs) else ()


def _lasts(field: Field) -> bool:
    """Whether a column tells how long something took already."""
    unit = field.name.split("_")[0] in ("seconds", "secs", "ms", "minutes", "hours", "milliseconds")
    return field.type in ("integer", "decimal") and (unit or field.name.startswith(("duration", "elapsed")))


def _in_letters(name: str, values: Sequence[str]) -> bool:
    return name == "level" and all(len(value) == 1 for value in values)


def _year(moment: str) -> str:
    """The year of a day or a moment, which may be seconds or milliseconds since 1970; empty where none is."""
    if _SINCE_1970.fullmatch(moment):
        return str(datetime.fromtimestamp(int(moment[:10]), UTC).year)
    found = re.search(r"(?<!\d)(?:19|20)\d\d", moment)
    return found[0] if found else ""


def _with_year(field: Field, others: Sequence[Field], years: Mapping[str, str]) -> Field:
    """A time without a year, with that of a day or a time which stands beside it in the line.

    `years` are those of the first line; a line without one has that.
    """
    day = next((one for one in others if one.type in ("date", "timestamp") and one.note != NO_YEAR), None)
    if day is None or field.note != NO_YEAR:
        return field
    of_day = day.cast.replace("{x}", day.text)
    year = f"coalesce(CAST(year({of_day}) AS VARCHAR), '{years[day.text]}')"
    text = f"CASE WHEN {field.text} <> '' THEN {year} || ' ' || {field.text} END"
    return msgspec.structs.replace(field, text=text, cast=with_its_year(field.cast), note="")


def _events(messages: Sequence[str], source: str, others: Sequence[Field]) -> list[Field]:
    """The kinds of messages as a column, unless the messages name something so themselves."""
    event = event_field(messages, source=source)
    return [event] if event and event.name not in {field.name for field in others} else []


def _shape(kind: Kind, fields: Sequence[Field], *, extract: str, fits: str, share: float) -> Shape:
    return Shape(kind=kind, fields=told_apart(fields), extract=extract, fits=fits, share=share)


def _taken(frame: Frame) -> list[int]:
    """The groups that ever hold anything; the free text at the end is not one of them."""
    groups = [index for index, values in enumerate(frame.values) if any(values)]
    return [index for index in groups if not (frame.tail and index == len(frame.names) - 1)]


def _text(frame: Frame, index: int) -> str:
    taken = _taken(frame)
    if index in taken:
        return group_sql(taken, index)
    return TAIL if frame.tail and index == len(frame.names) - 1 else "''"


def _extract(frame: Frame) -> str:
    bare = frame.pattern.removesuffix(MESSAGE) if frame.tail else frame.pattern
    return extract_sql(bare, _taken(frame), tail=frame.tail)


def _fits(frame: Frame) -> str:
    """A group that is never empty where the pattern matches tells whether it did."""
    taken = _taken(frame)
    sure = next((index for index in taken if all(frame.values[index])), None)
    level = frame.names.index("level") if "level" in frame.names and LEVELS in frame.pattern else None
    if sure is None or (level is not None and level not in taken):
        return f"regexp_matches(line, {quote('^' + frame.pattern)})"
    return f"{group_sql(taken, sure)} <> '' AND {level_sql(taken, level)}"


def _named(names: Sequence[str], values: Sequence[Sequence[str]]) -> list[str]:
    """Names as columns; those of a web request's numbers from their place behind it."""
    named = [column_name(name) for name in names]
    if "path" in named and "method" in named:
        after = named.index("path") + 1
        named[:after] = ["user" if name == "word" else name for name in named[:after]]
        numbers = [index for index in range(after, len(named)) if named[index] in ("number", "word")]
        rest = ["status", "bytes"]
        for index in numbers:
            if rest and all(value.isdigit() or value == "-" for value in values[index]):
                named[index] = rest.pop(0)
        agents = [
            index
            for index in range(after, len(named))
            if named[index] in ("word", "path") and index not in numbers[:2]
        ]
        for index, name in zip(agents, ("referer", "user_agent"), strict=False):
            named[index] = name
    return named


def _with_requests(frame: Frame) -> tuple[list[str], list[str], list[list[str]]]:
    """The groups of a frame; a web request is three: method, path and protocol."""
    names: list[str] = []
    texts: list[str] = []
    values: list[list[str]] = []
    for index, (name, column) in enumerate(zip(frame.names, frame.values, strict=True)):
        group = _text(frame, index)
        if name != "request":
            names, texts, values = [*names, name], [*texts, group], [*values, column]
            continue
        for part, pattern in (("method", r"^(\S+)"), ("path", r"^\S+ (\S+)"), ("protocol", r" (HTTP/\S+)$")):
            compiled = re.compile(pattern)
            found = [match.group(1) if (match := compiled.search(value)) else "" for value in column]
            names, texts, values = (
                [*names, part],
                [*texts, f"regexp_extract({group}, {quote(pattern)}, 1)"],
                [*values, found],
            )
    return names, texts, values

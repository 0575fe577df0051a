"""Lists whose items are made alike: "1. Ada Brandt, Oslo (1999) - 4 points", "* **Ada Brandt**: 34, Oslo".

What stands in all items at the same place parts them: commas, brackets, dashes, bold letters, small words.
What is between is whole, however many words it has. The number before an item is its place in the list.
"""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from rlm_desktop.context.records.logs.captures import extract_sql, group_sql
from rlm_desktop.context.records.logs.regular import SILENT, Slot, name_of
from rlm_desktop.context.records.shapes.names import column_name, unique
from rlm_desktop.context.records.shapes.shape import Field, Shape, quote
from rlm_desktop.context.records.values.kinds import TEXT, kind_of, with_unit
from rlm_desktop.profile import NAMED_BY_VALUES

_BULLETS, _DASHES = "*+\u2022", "\u2013\u2014-"
_NUMBERED, _DOTTED = r"[ \t]*(\d{1,6})[.)][ \t]+", rf"[ \t]*[{_BULLETS}{_DASHES}][ \t]+"
_FEWEST = 5
_MOST, _ITEMS = 0.9, 0.8
"""So many of the items are made alike, and so many of the lines are items."""
_LONGEST = 4.0
"""Words between two signs in the mean; more is said in sentences."""
_WIDEST = 24
_TOKEN = re.compile(
    rf"\*\*|__|[()\[\]{{}}|\"]|[,;:](?=\s|$)|[{_DASHES}](?=\s)|(?:[^\s,;:()\[\]{{}}|\"*]|[,;:](?=\S))+|\*"
)
_WORD = re.compile(r"[^\W\d_A-Z][^\W\d_]*")
_SIGN = re.compile(rf"\*\*|__|[()\[\]{{}}|\"]|[,;:]|[{_DASHES}]")
_PERSON = re.compile(r"[^\W\d_]\S*(?: [^\W\d_]\S*){1,3}")
_YEARS = (1600, 2100)


class _Frame(msgspec.Struct, frozen=True):
    """What all items have: the pattern of one, and in which order signs and values stand."""

    pattern: str
    slots: tuple[Slot, ...]
    places: tuple[str, ...]
    """The numbers before the items, where there are such."""


def item_shape(lines: Sequence[str]) -> Shape | None:
    """The shape of the items of a list; None where they are not made alike, or say whole sentences."""
    for mark in (_NUMBERED, _DOTTED):
        items = [(match, line) for line in lines if (match := re.match(mark, line))]
        if len(items) >= max(_FEWEST, _ITEMS * len(lines)):
            rests = [line[match.end() :].strip() for match, line in items]
            places = [match[1] for match, _ in items] if mark == _NUMBERED else []
            frame = _frame(mark, rests, places)
            return _shape(frame, len(rests) / len(lines)) if frame else None
    return None


def _frame(mark: str, rests: Sequence[str], places: Sequence[str]) -> _Frame | None:
    """The signs and small words that nearly all items have in one order, and what stands between them."""
    tokens = [_TOKEN.findall(rest) for rest in rests]
    often = Counter(token for row in tokens for token in set(row) if _WORD.fullmatch(token))
    usual = {word for word, count in often.items() if count >= _MOST * len(rests)}
    kept = Counter(tuple(t for t in row if t in usual or _SIGN.fullmatch(t)) for row in tokens)
    signs, count = kept.most_common(1)[0]
    if count < _MOST * len(rests) or len(signs) > _WIDEST or not any(map(_SIGN.fullmatch, signs)):
        return None
    gap = _gap(signs)
    whole = re.compile(gap + "".join(rf"[ \t]*{_literal(sign)}[ \t]*{gap}" for sign in signs) + r"[ \t]*$")
    matches = [match for rest in rests if (match := whole.match(rest))]
    if len(matches) < _MOST * len(rests):
        return None
    columns = [tuple(match[n + 1] for match in matches) for n in range(len(signs) + 1)]
    if any(sum(len(value.split()) for value in column) > _LONGEST * len(column) for column in columns):
        return None
    slots = [Slot(None, columns[0])]
    for sign, column in zip(signs, columns[1:], strict=True):
        slots += [Slot(sign), Slot(None, column)]
    kept_slots = tuple(slot for slot in slots if slot.constant is not None or any(slot.values))
    pieces = [gap if slot.constant is None else _literal(slot.constant) for slot in kept_slots]
    filled = [slot for slot in kept_slots if slot.constant is None]
    varying = sum(len(set(slot.values)) > 1 for slot in filled)
    if varying < 2 or any(sum(map(bool, slot.values)) < _MOST * len(matches) for slot in filled):
        return None
    return _Frame(mark + r"[ \t]*".join(pieces) + r"[ \t]*$", kept_slots, tuple(places))


def _gap(signs: Sequence[str]) -> str:
    """The pattern of what stands between two signs: none of the signs that are always there."""
    closed = re.escape("".join(sorted({sign for sign in signs if sign in '()[]{}|"'})))
    parting = re.escape("".join(sorted({sign for sign in signs if sign in ",;:"})))
    inside = f"[^{closed}{parting}\\n]"
    return f"((?:{inside}|[{parting}]\\S)*?)" if parting else f"({inside}*?)"


def _literal(sign: str) -> str:
    return rf"\b{re.escape(sign)}\b" if sign[0].isalpha() else re.escape(sign)


def _shape(frame: _Frame, share: float) -> Shape:
    number = ["place"] if frame.places else []
    named = [index for index, slot in enumerate(frame.slots) if slot.constant is None]
    groups = list(range(len(number) + len(named)))
    fields = [_place(group_sql(groups, 0))] if number else []
    for group, index in enumerate(named, len(number)):
        fields.append(_field(frame.slots, index, group_sql(groups, group), [field.name for field in fields]))
    names = unique(["line", *(field.name for field in fields)])[1:]
    return Shape(
        kind="log",
        extract=extract_sql(frame.pattern, groups, tail=False),
        fits=f"regexp_matches(line, {quote('^' + frame.pattern)})",
        fields=tuple(
            msgspec.structs.replace(field, name=name) for name, field in zip(names, fields, strict=True)
        ),
        preamble=True,
        share=share,
    )


def _place(text: str) -> Field:
    return Field(name="place", text=text, type="integer", cast="TRY_CAST({x} AS BIGINT)", note="in the list")


def _field(slots: Sequence[Slot], index: int, text: str, taken: Sequence[str]) -> Field:
    values = slots[index].values
    spoken = [Slot(",") if slot.constant and not _WORD.fullmatch(slot.constant) else slot for slot in slots]
    name, note = name_of(spoken, index, values), ""
    kind = kind_of(values, name=column_name(name))
    behind = slots[index + 1].constant or "" if index + 1 < len(slots) else ""
    if name == "number" and _are_years(values):
        name, note = "year", NAMED_BY_VALUES
    elif name == "number" and _WORD.fullmatch(behind) and behind not in SILENT:
        name = behind
    elif name in ("word", "name"):
        persons = sum(_PERSON.fullmatch(value) is not None for value in values) >= _MOST * len(values)
        called = persons and "name" not in taken
        name = "name" if called else "text"
    label = with_unit(column_name(name), kind)
    cast = kind.cast if kind != TEXT else "nullif(trim({x}), '')"
    return Field(name=label, text=text, type=kind.type, cast=cast, note=kind.note or note)


def _are_years(values: Sequence[str]) -> bool:
    return all(value.isdecimal() and _YEARS[0] <= int(value) <= _YEARS[1] for value in values if value)

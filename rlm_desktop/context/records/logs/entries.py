"""Entries with a head and a body: a version history, mails one behind the other, a diary.

Each begins with a line that begins like all others ("commit 7fe0b0…", "From: "), has `Key: value` lines up to
the first blank line, and what it says behind that, in as many blocks as it likes.
"""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from rlm_desktop.context.records.heads.head import FEWEST_KEYS
from rlm_desktop.context.records.heads.headers import OFTEN, fields_of, folded, pairs_in, parse
from rlm_desktop.context.records.shapes import several
from rlm_desktop.context.records.shapes.names import column_name, told_apart
from rlm_desktop.context.records.shapes.shape import Field, Shape, quote
from rlm_desktop.context.records.values.kinds import TEXT, kind_of
from rlm_desktop.profile import FREE_TEXT

_FEWEST, _MOST = 3, 0.9
_OF_ALL = 0.1
"""At least so many of the blocks between blank lines are heads: bodies are longer, but not endless."""
_BEGINS = re.compile(r"[A-Za-z][\w-]*(?::| (?=\S))")
_PLAIN = "replace(line, chr(13), '')"
_HEAD = f"split_part({_PLAIN}, chr(10) || chr(10), 1)"
_BEHIND = f"substr({_PLAIN}, nullif(strpos({_PLAIN}, chr(10) || chr(10)), 0) + 2)"
_BODY = r"nullif(trim(regexp_replace({}, '(^|\n)[ \t]+', '\1', 'g'), ' ' || chr(10)), '')"
_CHANGED = (
    r"[ACDMRTUX]\d{0,3}\t(?:[^\t\n]+\t)?([^\t\n]+)",
    r"(?:\d+|-)\t(?:\d+|-)\t([^\t\n]+)",
    r" (\S(?:[^|\n]*[^|\s])?) +\| +(?:\d+(?: [+-]*)?|Bin [^\n]*)",
)
"""How `git log` lists the files of a change: --name-status, --numstat, --stat."""
_IN_ALL = r" \d+ files? changed[^\n]*"
_BODY_NAMES = ("message", "text", "body")


class _Head(msgspec.Struct, frozen=True):
    """The first block of an entry: what its first line begins with, what follows there, and its fields."""

    begins: str
    rest: str
    pairs: dict[str, str]


def entry_shape(head: str) -> Shape | None:
    """The shape of a text of entries; None where it is none, or has heads alone (`headers.block_shape`)."""
    blocks = [block for block in re.split(r"\r?\n(?:[ \t]*\r?\n)+", head.strip("\r\n")) if block.strip()][:-1]
    heads = [found for block in blocks if (found := _head(block))]
    if len(heads) < max(_FEWEST, _OF_ALL * len(blocks)) or _head(blocks[0]) is None:
        return None
    begins, count = Counter(each.begins for each in heads).most_common(1)[0]
    heads = [each for each in heads if each.begins == begins]
    beginning = sum(block.startswith(begins) for block in blocks)
    keys = Counter(key for each in heads for key in each.pairs)
    common, times = keys.most_common(1)[0]
    if count < _FEWEST or count < _MOST * beginning or times < _MOST * count or count == len(blocks):
        return None
    fields = fields_of([each.pairs for each in heads])
    first = _first(begins, [each.rest for each in heads])
    body = next(name for name in _BODY_NAMES if name not in {field.name for field in fields})
    columns = (*first, *fields, *_said([block for block in blocks if _head(block) is None], body))
    return Shape(
        kind="blocks",
        borders="entries",
        row_is="block",
        extract=pairs_in(folded(_HEAD)),
        fits=f"list_contains(f.k, {quote(common)})",
        fields=told_apart(columns),
        delimiter=begins,
        preamble=True,
        keep_line=False,
        share=count / beginning,
    )


def _said(bodies: Sequence[str], name: str) -> tuple[Field, ...]:
    """The column of what entries say; where some end in a list of files, these are one of their own."""
    counts = [
        sum(re.search(rf"^{form}$", body, re.MULTILINE) is not None for body in bodies) for form in _CHANGED
    ]
    most = max(counts)
    if most < max(_FEWEST, _OF_ALL * len(bodies)):
        return (Field(name=name, text=_BODY.format(_BEHIND), cast=TEXT.cast, note=FREE_TEXT),)
    form = _CHANGED[counts.index(most)]
    lines = quote(rf"(?m)^(?:{form}|{_IN_ALL})$\n?")
    said = _BODY.format(f"regexp_replace({_BEHIND}, {lines}, '', 'g')")
    every = f"regexp_extract_all({_BEHIND}, {quote(rf'(?m)^{form}$')}, 1)"
    files = f"nullif(array_to_string({every}, ', '), '')"
    return (
        Field(name=name, text=said, cast=TEXT.cast, note=FREE_TEXT),
        Field(name="files", text=files, cast=TEXT.cast, note=several.NOTE.format(",")),
    )


def _head(block: str) -> _Head | None:
    """A block as the head of an entry; None where it is none."""
    first, _, more = block.partition("\n")
    match = _BEGINS.match(first)
    if match is None:
        return None
    titled = match.group().endswith(" ") and parse(first) is None
    pairs = parse(more if titled else block)
    if pairs is None or len(pairs) < FEWEST_KEYS:
        return None
    return _Head(match.group(), first[match.end() :].strip() if titled else "", pairs)


def _first(begins: str, values: Sequence[str]) -> list[Field]:
    """The column of what stands on the first line, where that is no field by itself."""
    filled = [value for value in values if value]
    if len(filled) < OFTEN * len(values) or not filled:
        return []
    name = column_name(begins)
    kind = kind_of(filled, name=name)
    text = f"trim(f.v[1][{len(begins) + 1}:])"
    return [Field(name=name, text=text, type=kind.type, cast=kind.cast, note=kind.note)]

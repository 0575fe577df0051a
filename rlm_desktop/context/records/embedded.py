"""Fields that stand within free text in a part of the lines: key=value, addresses, users, ports."""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from rlm_desktop.context.records.elements import ADDRESS
from rlm_desktop.context.records.kinds import TEXT, kind_of
from rlm_desktop.context.records.names import column_name
from rlm_desktop.context.records.shapes import Field, quote

OFTEN = 0.02
"""Share of the lines that must have an embedded field for it to become a column."""
MOST_KEYS = 24
BEFORE = r"(?:^|[\s,;(\[{])"
VALUE = r'("[^"]*"|<[^<>]*>|\[[^\[\]]*\]|\{[^{}]*\}|[^\s,;)\]}]*)'
"""A value goes to the next blank or comma, except within quotes and brackets."""
PAIR = re.compile(BEFORE + r"([A-Za-z_][\w.-]{0,40})=" + VALUE)


class Word(msgspec.Struct, frozen=True):
    """A field known by the words around it. `group` 1 of the pattern is the value."""

    name: str
    pattern: str
    note: str


WORDS = (
    Word("ip", rf"\b({ADDRESS})\b", "the first IP address in the message"),
    Word("port", r"\b[Pp]ort[ =:](\d{1,5})\b", "after the word port"),
    Word(
        "user",
        r"(?:\b[Ii]nvalid user |\b[Ff]or user |\b[Uu]ser[ =]|\b[Pp]assword for (?:invalid user )?|\baccount )"
        r"([A-Za-z_][\w.@-]*)",
        "after the word user",
    ),
)
NOT_USERS = ("unknown", "name", "is", "invalid", "by", "from", "and", "not", "with", "authentication")


def pairs(texts: Sequence[str]) -> dict[str, list[str]]:
    """The values of every key that at least two in a hundred texts have, the most frequent keys first."""
    values: dict[str, list[str]] = {}
    having: Counter[str] = Counter()
    for text in texts:
        found = dict(PAIR.findall(text))
        having.update(found.keys())
        for key, value in found.items():
            values.setdefault(key, []).append(value.strip('"'))
    often = [key for key, count in having.most_common(MOST_KEYS) if count >= max(2, OFTEN * len(texts))]
    order = list(values)
    return {key: values[key] for key in sorted(often, key=order.index)}


def wholly_pairs(texts: Sequence[str]) -> bool:
    """Whether nothing is left of nearly all texts when their pairs are taken out."""
    bare = sum(
        1 for text in texts if len(PAIR.findall(text)) >= 2 and not PAIR.sub("", text).strip(" ,;()[]{}")
    )
    return bare >= 0.95 * len(texts)


def pair_fields(texts: Sequence[str], *, source: str) -> list[Field]:
    """A column for every frequent key; `source` is the SQL of the text they stand in."""
    fields = []
    for key, values in pairs(texts).items():
        kind = kind_of(values, name=column_name(key))
        if not any(values) or _torn(values):
            continue
        pattern = BEFORE + re.escape(key) + "=" + VALUE
        found = f"trim(regexp_extract({source}, {quote(pattern)}, 1), '\"')"
        # Looking for the literal first is several times as fast where most lines don't have the key.
        text = f"CASE WHEN contains({source}, {quote(key + '=')}) THEN {found} ELSE '' END"
        name = column_name(key) + (f"_{kind.unit}" if kind.unit else "")
        fields.append(Field(name=name, text=text, type=kind.type, cast=kind.cast, note=kind.note))
    return fields


def _torn(values: Sequence[str]) -> bool:
    """Whether many values end within a bracket that they open, so that they are not the whole value."""
    open_ = sum(
        any(value.count(a) != value.count(z) for a, z in ("<>", "[]", "{}", "()")) for value in values
    )
    return open_ > 0.05 * len(values)


def word_fields(texts: Sequence[str], *, source: str, taken: Sequence[str]) -> list[Field]:
    """Columns for addresses, ports and users that stand in at least two in a hundred texts."""
    fields = []
    for word in WORDS:
        compiled = re.compile(word.pattern)
        found = [match.group(1) for match in map(compiled.search, texts) if match]
        if word.name == "user":
            found = [value for value in found if value not in NOT_USERS]
        if word.name in taken or len(found) < max(2, OFTEN * len(texts)) or len(set(found)) < 2:
            continue
        if word.name == "ip" and not _addresses(texts):
            continue
        text = f"regexp_extract({source}, {quote(word.pattern)}, 1)"
        if word.name == "user":
            text = f"regexp_replace({text}, '^(?:{'|'.join(NOT_USERS)})$', '')"
        # An address is no number, though 10.251.215.16 could be one with points for thousands.
        kind = kind_of(found) if word.name == "port" else TEXT
        fields.append(Field(name=word.name, text=text, type=kind.type, cast=kind.cast, note=word.note))
    return fields


VERSION = re.compile(rf"(?:\b[Vv]|[Vv]ersions?[ :=]*|~+){ADDRESS}\b|\b{ADDRESS}[A-Za-z~]")


def _addresses(texts: Sequence[str]) -> bool:
    """Whether four numbers with points between them are addresses, and not versions such as 6.1.1.0."""
    found = [match.group() for text in texts if (match := re.search(rf"\b{ADDRESS}\b", text))]
    parts = [[int(part) for part in value.split(".")] for value in found]
    likely = sum(all(part <= 255 for part in four) and four[0] > 9 for four in parts)
    versions = sum(VERSION.search(text) is not None for text in texts)
    return likely > 0.5 * len(found) and versions < 0.5 * len(found)

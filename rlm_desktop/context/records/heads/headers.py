"""Headers: `Key: value` lines, in blocks parted by blank lines or at the head of each document."""

import re
from collections import Counter
from collections.abc import Callable, Container, Sequence

import msgspec

from rlm_desktop.context.records.heads import dated
from rlm_desktop.context.records.heads.head import FEWEST_KEYS, HEADER
from rlm_desktop.context.records.shapes import details, listed, several
from rlm_desktop.context.records.shapes.names import column_name, unique
from rlm_desktop.context.records.shapes.shape import Field, Shape, quote
from rlm_desktop.context.records.values import persons
from rlm_desktop.context.records.values.kinds import kind_of, leniently, with_unit

OFTEN = 0.02
MOST_KEYS = 60
_FEW_KEYS = 24
_DATES = ("date", "timestamp")
_DATED = 0.8
"""Such a share of the documents at least tells a day by its name."""
_PARAGRAPH = 200  # letters in the mean
_OF_TRANSPORT = re.compile(
    r"(?:x_(?!mailer$)|received|return_path$|delivered_to$|mime_version$|content_|message_id$|references_value$"
    r"|errors_to$|precedence$|list_(?!id$)|dkim_|arc_|domainkey_|authentication_|mail_followup_to$|thread_"
    r"|sent_through$|sent_through_address$|reply_to_address$|envelope_|auto_submitted$|feedback_id$)"
)
"""What mail programs write for each other comes after what people look for."""
_SENT_THROUGH = "sent_through"


def folded(text: str) -> str:
    """In SQL, the lines of a text that SQL gives, continuation lines joined."""
    return rf"string_split(regexp_replace(replace({text}, chr(13), ''), '\n[ \t]+', ' ', 'g'), chr(10))"


def pairs_in(lines: str) -> str:
    """In SQL, lines and their keys, cut once for all columns: a search for each costs far more."""
    return f"struct_pack(v := {lines}, k := list_transform({lines}, lambda x: split_part(x, ':', 1)))"


PAIRS = pairs_in(folded("line"))


def parse(block: str, *, all_of: bool = False) -> dict[str, str] | None:
    """Keys and values of a block of headers, continuation lines folded; None if it isn't one.

    Of a key that comes up more than once the first value, or with `all_of` each.
    """
    pairs: dict[str, str] = {}
    key = ""
    for line in block.splitlines():
        if line[:1] in " \t" and key:
            pairs[key] = f"{pairs[key]} {line.strip()}".strip()
            continue
        match = HEADER.match(line)
        if match is None:
            return None
        key, value = match.group(1).strip(), (match.group(2) or "").strip()
        pairs[key] = (
            f"{pairs[key]}{listed.PARTED}{value}" if all_of and key in pairs else pairs.get(key, value)
        )
    return pairs or None


def block_shape(head: str) -> Shape | None:
    """The shape of a text of header blocks parted by blank lines."""
    blocks = [block for block in re.split(r"\r?\n(?:[ \t]*\r?\n)+", head.strip("\r\n")) if block.strip()]
    if len(blocks) > 3:
        blocks = blocks[:-1]
    found = [parse(block, all_of=True) or {} for block in blocks]
    parsed = [pairs for pairs in found if len(pairs) >= FEWEST_KEYS]
    if len(parsed) < max(2, 0.9 * len(blocks)):
        return None
    common = Counter(key for pairs in parsed for key in pairs)
    if common.most_common(1)[0][1] < 0.8 * len(parsed):
        return None
    return Shape(
        kind="blocks",
        borders="blocks",
        row_is="block",
        extract=PAIRS,
        fits=f"list_contains(f.k, {quote(common.most_common(1)[0][0])})",
        fields=fields_of(parsed, often=_often(common, len(parsed)), again=True),
        keep_line=False,
        share=len(parsed) / len(blocks),
    )


def _often(counts: Counter[str], blocks: int) -> float:
    """The share of the blocks that must have a key: of few keys all that come up twice are columns."""
    again = sum(count > 1 for count in counts.values())
    return min(OFTEN, 2 / blocks) if again <= _FEW_KEYS else OFTEN


def document_shape(heads: Sequence[str]) -> Shape | None:
    """The shape of many documents that each begin with headers; these, as they are told on lines."""
    found = [parse(head) or {} for head in heads]
    days = [pairs.pop(dated.KEY, "") for pairs in found]
    parsed = [pairs for pairs in found if len(pairs) >= FEWEST_KEYS]
    if len(parsed) < 0.6 * len(heads):
        return None
    keys = Counter(key for pairs in parsed for key in pairs)
    if sum(count >= 0.5 * len(parsed) for count in keys.values()) < FEWEST_KEYS:
        return None
    parsed = _without_headings(parsed, keys)
    fields = sorted(fields_of(parsed), key=lambda field: _OF_TRANSPORT.match(field.name) is not None)
    if sum(map(bool, days)) >= _DATED * len(parsed) and not any(f.type in _DATES for f in fields):
        name = next(name for name in ("date", "day") if name not in {field.name for field in fields})
        fields += [msgspec.structs.replace(one, note=dated.NOTE) for one in _fields(name, (dated.KEY,), days)]
    return Shape(
        kind="headers",
        borders="documents",
        row_is="document",
        extract=PAIRS,
        fits="line <> ''",
        fields=tuple(fields),
        keep_line=False,
        share=len(parsed) / len(heads),
    )


def _without_headings(parsed: list[dict[str, str]], keys: Counter[str]) -> list[dict[str, str]]:
    """The pairs without what stands below a heading with a colon ("Motivation:"): that is running text."""

    def is_heading(key: str) -> bool:
        values = [pairs[key] for pairs in parsed if key in pairs]
        return 2 * len(values) < len(parsed) and sum(map(len, values)) > _PARAGRAPH * len(values)

    headings = {key for key in keys if is_heading(key)}
    return [{key: value for key, value in pairs.items() if key not in headings} for pairs in parsed]


def fields_of(
    parsed: Sequence[dict[str, str]], *, often: float = OFTEN, again: bool = False
) -> tuple[Field, ...]:
    """A column for each key that at least two in a hundred blocks have, in the order of the text.

    With `again` a key may come up more than once in a block: then each of its values is taken.
    """
    values: dict[str, list[str]] = {}
    for pairs in parsed:
        for key, value in pairs.items():
            values.setdefault(key, []).append(value)
    groups = _spellings(parsed, values)
    counts = Counter({keys: sum(len(values[key]) for key in keys) for keys in groups})
    kept = {keys for keys, count in counts.most_common(MOST_KEYS) if count >= often * len(parsed)}
    fields: list[Field] = []
    for keys in groups:
        if keys in kept:
            own = [v for key in keys for v in values[key]]
            several_times = again and sum(listed.PARTED in value for value in own) > 1
            fields += _fields(_name(keys[0], values), keys, own, _each if several_times else _first)
    names = unique(field.name for field in fields)
    noted = _NOTES if {"Package", "Installed-Size"} <= values.keys() else {}
    return tuple(
        Field(name=name, text=field.text, type=field.type, cast=field.cast, note=noted.get(name, field.note))
        for name, field in zip(names, fields, strict=True)
    )


_NOTES = {"installed_size": "in kb"}
"""In what the packages of Debian are measured, which their fields do not say."""


def _name(key: str, among: Container[str]) -> str:
    """The name of a column. Of mail `From` is the sender, and `Sender` what it was sent through."""
    return _SENT_THROUGH if key == "Sender" and "From" in among else column_name(key)


def _spellings(parsed: Sequence[dict[str, str]], values: dict[str, list[str]]) -> list[tuple[str, ...]]:
    """The keys, those together that are one in several spellings (Author, Authors), the usual one first.

    Where one block has two of them, they are not the same.
    """
    groups: dict[str, list[str]] = {}
    for key in values:
        groups.setdefault(_stem(key), []).append(key)
    found: list[tuple[str, ...]] = []
    for keys in groups.values():
        apart = len(keys) > 1 and any(sum(key in pairs for key in keys) > 1 for pairs in parsed)
        ranked = sorted(keys, key=lambda key: -len(values[key]))
        found += [(key,) for key in keys] if apart else [tuple(ranked)]
    return found


def _stem(key: str) -> str:
    """What a key has in common with its other spellings."""
    words = column_name(key)
    return words[:-1] if len(words) > 4 and words.endswith("s") and not words.endswith("ss") else words


def _first(key: str) -> str:
    """The SQL of the value of a key, of which a record has one."""
    return f"trim(f.v[list_position(f.k, {quote(key)})][{len(key) + 2}:], ' ' || chr(9))"


def _each(key: str) -> str:
    """The SQL of all values of a key, as a list: the two sponsors of one mirror."""
    lines = f"list_filter(f.v, lambda x: starts_with(x, {quote(key + ':')}))"
    values = f"list_transform({lines}, lambda x: trim(x[{len(key) + 2}:], ' ' || chr(9)))"
    return f"nullif(array_to_string({values}, chr(31)), '')"


def _fields(
    name: str, keys: tuple[str, ...], values: Sequence[str], taken: Callable[[str], str] = _first
) -> list[Field]:
    """The column of a key; two where people stand there with their addresses."""
    texts = list(map(taken, keys))
    text = f"coalesce({', '.join(texts)})" if len(texts) > 1 else texts[0]
    values, text, note = listed.apart(name, *listed.plainly(values, text))
    if persons.are_people(values):
        address = Field(name=f"{name}_address", text=persons.addresses(text), note=note)
        note = note or (several.NOTE.format(",") if persons.are_several(values) else "")
        return [Field(name=name, text=persons.names(text), note=note), address]
    if note:
        return [Field(name=name, text=text, note=note)]
    if behind := details.split(values):
        kind = kind_of(behind, name=f"{name}_detail")
        note = kind.note or details.NOTE.format(name)
        name_of_detail, text_of_detail = f"{name}_detail", details.detail(text)
        more = Field(name=name_of_detail, text=text_of_detail, type=kind.type, cast=kind.cast, note=note)
        return [Field(name=name, text=details.kind(text)), more]
    kind = leniently(kind_of(values, name=name))
    return [Field(name=with_unit(name, kind), text=text, type=kind.type, cast=kind.cast, note=kind.note)]

"""Headers: `Key: value` lines, in blocks parted by blank lines or at the head of each document."""

import re
from collections import Counter
from collections.abc import Sequence

from rlm_desktop.context.records.kinds import kind_of
from rlm_desktop.context.records.names import column_name, unique
from rlm_desktop.context.records.shapes import Field, Shape, quote

HEADER = re.compile(r"([A-Za-z][\w .()/-]{0,38}?):(?:[ \t]+(.*)|[ \t]*)$")
OFTEN = 0.02
FOLDED = r"string_split(regexp_replace(replace(line, chr(13), ''), '\n[ \t]+', ' ', 'g'), chr(10))"
"""The lines of a block, continuation lines joined."""
PAIRS = f"struct_pack(v := {FOLDED}, k := list_transform({FOLDED}, lambda x: split_part(x, ':', 1)))"
"""The lines, and their keys: cut once for all columns, for a search per column costs many times as much."""
FEWEST_KEYS = 2
MOST_KEYS = 60


def parse(block: str) -> dict[str, str] | None:
    """Keys and values of a block of headers, continuation lines folded; None if it isn't one."""
    pairs: dict[str, str] = {}
    key = ""
    for line in block.splitlines():
        if line[:1] in " \t" and key:
            pairs[key] = f"{pairs[key]} {line.strip()}".strip()
            continue
        match = HEADER.match(line)
        if match is None:
            return None
        key = match.group(1).strip()
        pairs.setdefault(key, (match.group(2) or "").strip())
    return pairs or None


def head_of(text: str) -> str:
    """The header block at the beginning of a document (between `---` lines too), or nothing."""
    text = text.removeprefix("\ufeff").lstrip("\r\n")
    fenced = text.startswith("---")
    if fenced:
        text = text.partition("\n")[2]
    rows: list[str] = []
    for line in text.splitlines():
        if not line.strip() or (fenced and line.strip() in ("---", "...")):
            break
        # A mail in an mbox begins with a line of its own.
        if not rows and line.startswith("From ") and not fenced:
            continue
        if line[:1] not in " \t-" and HEADER.match(line) is None:
            return ""
        rows.append(line)
    return "\n".join(rows)


def block_shape(head: str) -> Shape | None:
    """The shape of a text of header blocks parted by blank lines."""
    blocks = [block for block in re.split(r"\r?\n(?:[ \t]*\r?\n)+", head.strip("\r\n")) if block.strip()]
    if len(blocks) > 3:
        blocks = blocks[:-1]
    parsed = [found for block in blocks if (found := parse(block)) and len(found) >= FEWEST_KEYS]
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
        fields=fields_of(parsed),
        keep_line=False,
        share=len(parsed) / len(blocks),
    )


def document_shape(heads: Sequence[str]) -> Shape | None:
    """The shape of many documents that each begin with headers."""
    parsed = [found for head in heads if (found := parse(head_of(head))) and len(found) >= FEWEST_KEYS]
    if len(parsed) < 0.6 * len(heads):
        return None
    keys = Counter(key for pairs in parsed for key in pairs)
    if sum(count >= 0.5 * len(parsed) for count in keys.values()) < FEWEST_KEYS:
        return None
    return Shape(
        kind="headers",
        borders="documents",
        row_is="document",
        extract=PAIRS,
        fits="line <> ''",
        fields=fields_of(parsed),
        keep_line=False,
        share=len(parsed) / len(heads),
    )


def fields_of(parsed: Sequence[dict[str, str]]) -> tuple[Field, ...]:
    """A column for each key that at least two in a hundred blocks have, in the order of the text."""
    values: dict[str, list[str]] = {}
    for pairs in parsed:
        for key, value in pairs.items():
            values.setdefault(key, []).append(value)
    counts = Counter({key: len(found) for key, found in values.items()})
    kept = {key for key, count in counts.most_common(MOST_KEYS) if count >= OFTEN * len(parsed)}
    fields = [_field(key, found) for key, found in values.items() if key in kept]
    names = unique(field.name for field in fields)
    return tuple(
        Field(name=name, text=field.text, type=field.type, cast=field.cast, note=field.note)
        for name, field in zip(names, fields, strict=True)
    )


def _field(key: str, values: Sequence[str]) -> Field:
    kind = kind_of(values, name=column_name(key))
    text = f"trim(f.v[list_position(f.k, {quote(key)})][{len(key) + 2}:], ' ' || chr(9))"
    name = column_name(key)
    if kind.unit and not name.endswith(kind.unit):
        name = f"{name}_{kind.unit}"
    return Field(name=name, text=text, type=kind.type, cast=kind.cast, note=kind.note)

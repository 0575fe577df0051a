"""The profile of a library, and the short exact text of it that the root model and the person read."""

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rlm_desktop.context.source import Source
from rlm_desktop.profile import Column, Profile, Sample, Table
from rlm_desktop.spans import Span

MOST_COLUMNS = 25
MOST_TABLES = 4
SAMPLES = 4
SAMPLE_BYTES = 240
HEAD = 64 * 1024
HEADINGS = 12
VALUES_WIDTH = 100
"""All values of a column are listed where they take no more than this; else the three most frequent."""

ATX = re.compile(r"^#{1,3} +(.{2,80}?)[ #]*$", re.MULTILINE)
FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^---[ \t]*\n", re.MULTILINE | re.DOTALL)
UNDERLINED = re.compile(r"^([^\s=~^-].{1,78})\n([=~^-])\2{2,}[ \t]*$", re.MULTILINE)
CHAPTER = re.compile(
    r"^((?:CHAPTER|Chapter|BOOK|PART|Part|ACT|SECTION|Section) +[\dIVXLC]+\b.{0,60})$", re.MULTILINE
)


def profile_texts(
    sources: Sequence[Source], *, lines: int, unreadable: int = 0, tables: Sequence[Table] = ()
) -> Profile:
    """What a library holds: its documents, the tables parsed from them, headings and samples."""
    kinds = Counter(source.kind for source in sources)
    shown = _spread(sources, SAMPLES)
    heads = [_text(source, 0, HEAD) for source in shown]
    estimated = any(table.rows > 10_000_000 for table in tables)
    return Profile(
        documents=len(sources),
        bytes=sum(source.size for source in sources),
        lines=lines,
        unreadable=unreadable,
        kinds=tuple(kinds.most_common()),
        tables=tuple(tables),
        headings=tuple(_headings(heads)) if not _covered(tables) else (),
        samples=tuple(_samples(shown)),
        sampled=estimated,
    )


def _covered(tables: Sequence[Table]) -> bool:
    """Whether the text is records through and through, so that it has no headings."""
    return any(table.kind not in ("headers", "lines", "documents") for table in tables)


def _spread(sources: Sequence[Source], count: int) -> list[Source]:
    filled = [source for source in sources if source.size > 0]
    if len(filled) <= count:
        return filled
    return [filled[index * len(filled) // count] for index in range(count)]


def _text(source: Source, start: int, size: int) -> str:
    with source.path.open("rb") as file:
        file.seek(source.start + start)
        return file.read(min(size, source.size - start)).decode("utf-8", "ignore")


def _headings(heads: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for head in (FRONT_MATTER.sub("", head) for head in heads):
        for pattern in (ATX, UNDERLINED, CHAPTER):
            found.update(dict.fromkeys(match.group(1).strip() for match in pattern.finditer(head)))
    return list(found)[:HEADINGS]


def _samples(sources: Sequence[Source]) -> list[Sample]:
    """Whole lines from the head and the middle of a few documents."""
    found = []
    places = [(source, 0) for source in sources]
    if len(sources) == 1:
        places = [(sources[0], sources[0].size * part // 3) for part in range(3)]
    for source, offset in places:
        sample = _line_at(source, offset)
        if sample is not None:
            found.append(sample)
    return found


def _line_at(source: Source, offset: int) -> Sample | None:
    """The first line that begins at or after an offset and is not blank, cut where it is long."""
    with source.path.open("rb") as file:
        file.seek(source.start + offset)
        data = file.read(min(16 * 1024, source.size - offset))
    start = 0 if offset == 0 else data.find(b"\n") + 1
    for line in data[start:].split(b"\n"):
        if line.removeprefix(codecs.BOM_UTF8).strip():
            text = line.rstrip(b"\r")[:SAMPLE_BYTES].decode("utf-8", "ignore")
            begin = offset + start
            return Sample(Span(source.document, begin, begin + len(text.encode())), text)
        start += len(line) + 1
    return None


def describe(profile: Profile, *, width: int = 140) -> str:
    """The profile as text: what there is, and for each table its columns with type and range or values."""
    parts = [_head(profile)]
    for table in profile.tables[:MOST_TABLES]:
        parts.append(_table(table, width))
    left = len(profile.tables) - MOST_TABLES
    if left > 0:
        names = ", ".join(table.name for table in profile.tables[MOST_TABLES:])
        parts.append(f"{left} more tables: {names}"[:width])
    if profile.headings:
        parts.append("Headings: " + "; ".join(_cut(heading, 60) for heading in profile.headings[:8]))
    if profile.samples and not _tabular(profile):
        parts.append("Sample lines:")
        parts += [f" {_cut(sample.text, width - 1)}" for sample in profile.samples]
    return "\n".join(parts)


def _tabular(profile: Profile) -> bool:
    return any(table.kind not in ("lines", "documents") for table in profile.tables)


def _head(profile: Profile) -> str:
    documents = f"{profile.documents:,} document{'s' * (profile.documents != 1)}"
    kinds = (
        ", ".join(f"{count:,} {kind}" for kind, count in profile.kinds[:4]) if profile.documents > 1 else ""
    )
    text = f"{documents}{f' ({kinds})' if kinds else ''}, {profile.lines:,} lines, {_size(profile.bytes)}."
    if profile.unreadable:
        text += f" {profile.unreadable:,} could not be read."
    if profile.sampled:
        text += " How many values the columns of its largest tables have is estimated."
    return text


def _size(count: int) -> str:
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"


def _table(table: Table, width: int) -> str:
    rows = f"{table.rows:,} rows, one per {table.row_is}"
    if 0 < table.fits < 1 and table.kind != "headers":
        missed = round((1 - table.fits) * table.rows)
        rows += f"; {missed:,} do not fit and have only nulls"
    shown = table.columns[:MOST_COLUMNS]
    if table.columns[-1:] and table.columns[-1] not in shown:
        shown = (*shown[:-1], table.columns[-1])
    pad = max((len(column.name) for column in shown), default=0)
    out = [f"Table {table.name}: {rows}. Columns:"]
    out += [_cut(_column(column, table, pad), width) for column in shown]
    hidden = len(table.columns) - len(shown)
    if hidden > 0:
        names = ", ".join(column.name for column in table.columns if column not in shown)
        out.append(_cut(f" and {hidden} more: {names}", width))
    out += [_cut(f" {said}", width) for said in _amiss(table)]
    return "\n".join(out)


def _amiss(table: Table) -> Iterator[str]:
    """What does not fit, and which documents end before their last record does."""
    if table.misfit and table.kind != "headers":
        yield f"does not fit: “{table.misfit}”"
    if table.broken_off:
        name, more = table.broken_off[0][1], len(table.broken_off) - 1
        others = f" and {more:,} more" if more else ""
        yield f"“{name}”{others} {'break' if more else 'breaks'} off before the end of a record"


def _column(column: Column, table: Table, pad: int) -> str:
    said = _said(column)
    notes = [f"{column.nulls:,} null"] if column.nulls else []
    if column.unread:
        such = f", such as “{_cut(column.unread_example, 40)}”" if column.unread_example else ""
        notes.append(f"{column.unread:,} not read{such}")
    notes += [column.note] if column.note and column.note not in said else []
    tail = f" ({'; '.join(notes)})" if notes and said else "; ".join(notes)
    return f" {column.name:<{pad}}  {column.type:<9}  {said}{tail}".rstrip()


def _said(column: Column) -> str:
    """The range of numbers and dates, the values of text."""
    if column.type not in ("text", "boolean"):
        return f"{column.minimum} to {column.maximum}" if column.minimum is not None else ""
    if not column.values:
        return ""
    shown = [repr(_cut(value, 40)) for value, _ in column.values]
    whole = ", ".join(shown)
    listed = whole if column.distinct <= len(shown) and len(whole) <= VALUES_WIDTH else ", ".join(shown[:3])
    return f"{column.distinct:,} value{'s' * (column.distinct != 1)}: {listed}"


def _cut(text: str, width: int) -> str:
    text = re.sub(r"\s+$", "", text.replace("\n", " "))
    return text if len(text) <= width else text[: width - 1] + "…"

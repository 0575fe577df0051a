"""Which shapes the documents of a library have, and which documents belong together."""

from collections import Counter
from collections.abc import Callable, Container, Sequence
from pathlib import Path

import msgspec

from rlm_desktop.context.records.documents import head
from rlm_desktop.context.records.heads.head import FEWEST_KEYS, head_of
from rlm_desktop.context.records.heads.headers import block_shape, document_shape, parse
from rlm_desktop.context.records.lines import log_shape, plain_shape
from rlm_desktop.context.records.logs.builds import build_shapes
from rlm_desktop.context.records.logs.chats import chat_shape
from rlm_desktop.context.records.logs.entries import entry_shape
from rlm_desktop.context.records.logs.listings import listing_shape
from rlm_desktop.context.records.marked import marked_shape
from rlm_desktop.context.records.outlines.definitions import definition_shape
from rlm_desktop.context.records.outlines.directories import directory_shapes
from rlm_desktop.context.records.outlines.genealogies import family_shapes
from rlm_desktop.context.records.outlines.json_lists import list_shapes
from rlm_desktop.context.records.outlines.jsons import json_shape
from rlm_desktop.context.records.outlines.list_items import item_shape
from rlm_desktop.context.records.outlines.printed import bare_shapes
from rlm_desktop.context.records.outlines.sql_dumps import dump_shapes
from rlm_desktop.context.records.outlines.xml_records import xml_shape
from rlm_desktop.context.records.outlines.zones import zone_shape
from rlm_desktop.context.records.readers import shapes_read
from rlm_desktop.context.records.shapes.names import column_name, unique
from rlm_desktop.context.records.shapes.sampling import HEAD, sample_of, spread
from rlm_desktop.context.records.shapes.shape import Shape
from rlm_desktop.context.records.tables.bookings import booking_shape
from rlm_desktop.context.records.tables.delimited import delimited_shape, tabbed_shape
from rlm_desktop.context.records.tables.fixed import fixed_shape
from rlm_desktop.context.records.tables.named_above import named_shape
from rlm_desktop.context.records.tables.nameless import nameless_shape
from rlm_desktop.context.records.tables.piped import piped_shape
from rlm_desktop.context.records.tables.remarked import remarked_shape
from rlm_desktop.context.records.tables.signed import signed_shape
from rlm_desktop.context.records.values.entities import Entities
from rlm_desktop.context.source import Source
from rlm_desktop.spans import DocumentId

LARGEST_PLAIN = 64 * 1024 * 1024
"""Lines that are just lines are worth a table up to this size; beyond it a scan of the text does the same."""
LOOKED_AT = 400
"""Documents looked at one by one; of more, a few of each kind stand for the others."""
_FEWEST_OF_ENDING = 10
_SHARE_OF_ENDING = 0.2
"""So many documents of one ending, and such a share of all, are a table though the others have no headers."""
_FEWEST_BLOCKS = 5
"""So many blocks with keys in one document are records, and no head."""
_SPOKEN = 3
"""Words that a line of a log says, as a rule; a cell has fewer."""
_TABLES = frozenset(["delimited", "json", "log"])
_OF_TIME = frozenset(["timestamp", "date", "time"])
_LAID_OUT = frozenset(["html", "docx", "odt", "rtf"])
"""Documents whose tables have their cells apart by tabs, among paragraphs."""
PROSE_KINDS = frozenset(["pdf", "html", "markdown", "markup", "code"])


class Group(msgspec.Struct, frozen=True):
    """Documents of one shape."""

    shape: Shape
    sources: tuple[Source, ...]

    @property
    def size(self) -> int:
        return sum(source.size for source in self.sources)


def find_groups(sources: Sequence[Source]) -> list[Group]:
    """Documents grouped by shape, the group with the most text first. Prose is in none of them."""
    filled = [source for source in sources if source.size > 0]
    groups: list[Group] = []
    left = list(filled)
    headed: Group | None = None
    if len(filled) >= 5:
        headed = _headed(filled)
        if headed is not None:
            groups.append(headed)
            with_heads = {source.document for source in headed.sources}
            left = [source for source in left if source.document not in with_heads]
    by_key: dict[tuple[str, ...], tuple[Shape, list[Source]]] = {}
    for source, shape in _shapes(left):
        if headed and shape.kind == "lines":
            continue  # What is attached to mail is no table beside it.
        by_key.setdefault(shape.key, (shape, []))[1].append(source)
    groups += [Group(shape, tuple(members)) for shape, members in by_key.values()]
    return sorted(groups, key=_weight, reverse=True)


def _weight(group: Group) -> tuple[bool, int]:
    """Lines that are just lines never come before a table with fields."""
    return (group.shape.kind != "lines", group.size)


def _headed(sources: Sequence[Source]) -> Group | None:
    """The documents that begin with headers, if they are most of the library, or of those of one ending."""
    if found := _headed_among(sources):
        return found
    endings = Counter(Path(source.name).suffix.lower() for source in sources)
    for ending, count in endings.most_common():
        if len(endings) > 1 and count >= max(_FEWEST_OF_ENDING, _SHARE_OF_ENDING * len(sources)):
            alike = [source for source in sources if Path(source.name).suffix.lower() == ending]
            if found := _headed_among(alike):
                return found
    return None


def _headed_among(sources: Sequence[Source]) -> Group | None:
    looked_at = spread(sources, LOOKED_AT)
    samples = [sample_of(source, pieces=0, head=8192).head for source in looked_at]
    entities = Entities(sources)
    found = [head(s, text, entities) for s, text in zip(looked_at, samples, strict=True)]
    shape = document_shape(found)
    if shape is None or _mostly_headers(samples):
        return None
    records = _records_among(sources, samples, found)
    if records:
        shape = document_shape(
            [one for source, one in zip(looked_at, found, strict=True) if source.document not in records]
        )
    if shape is None:
        return None
    others = _tables_among(sources) | _kinds_without(sources, {field.name for field in shape.fields})
    others |= records
    return Group(shape, tuple(source for source in sources if source.document not in others))


def _records_among(
    sources: Sequence[Source], samples: Sequence[str], heads: Sequence[str]
) -> set[DocumentId]:
    """Documents without a head of their own that are tables, or that are many blocks one below the other."""
    if len(samples) < len(sources):
        return set()
    records: set[DocumentId] = set()
    for source, text, top in zip(sources, samples, heads, strict=True):
        if len(parse(top) or {}) < FEWEST_KEYS:
            shape = shape_of(source)
            is_table = shape is not None and shape.kind in _TABLES
        else:
            is_table = text.count("\n\n") >= _FEWEST_BLOCKS and block_shape(text) is not None
        if is_table:
            records.add(source.document)
    return records


def _tables_among(sources: Sequence[Source]) -> set[DocumentId]:
    """Documents of rarer kinds that are tables themselves: beside mail a CSV keeps its rows."""
    usual = Counter(source.kind for source in sources).most_common(1)[0][0]
    others = [source for source in sources if source.kind != usual]
    if len(others) > LOOKED_AT:
        return set()
    shapes = [(source.document, shape_of(source)) for source in others]
    return {document for document, shape in shapes if shape is not None and shape.kind in _TABLES}


def _kinds_without(sources: Sequence[Source], names: Container[str]) -> set[DocumentId]:
    """Documents of rarer kinds of which none has such headers: what is attached to mail is no mail."""
    usual = Counter(source.kind for source in sources).most_common(1)[0][0]
    without: set[DocumentId] = set()
    for kind in {source.kind for source in sources} - {usual}:
        members = [source for source in sources if source.kind == kind]
        heads = [head_of(sample_of(source, pieces=0, head=8192).head) for source in spread(members, 24)]
        if not any(column_name(key) in names for head in heads for key in parse(head) or {}):
            without.update(source.document for source in members)
    return without


def _mostly_headers(heads: Sequence[str]) -> bool:
    """Whether the texts consist of header blocks alone: then the blocks are the records."""
    shaped = sum(block_shape(head) is not None for head in spread(heads, 20))
    return shaped > 0.5 * min(len(heads), 20)


def _shapes(sources: Sequence[Source]) -> list[tuple[Source, Shape]]:
    if len(sources) <= LOOKED_AT:
        return [(source, shape) for source in sources for shape in shapes_of(source)]
    pairs: list[tuple[Source, Shape]] = []
    by_kind: dict[str, list[Source]] = {}
    for source in sources:
        by_kind.setdefault(source.kind, []).append(source)
    for members in by_kind.values():
        shape = _common([shape_of(source) for source in spread(members, 24)])
        if shape is not None:
            pairs += [(source, shape) for source in members]
    return pairs


def _common(shapes: Sequence[Shape | None]) -> Shape | None:
    """The shape that at least half of the documents share, if there is one with fields."""
    keys = Counter(shape.key if shape else None for shape in shapes)
    key, count = keys.most_common(1)[0]
    if key is None or count < 0.5 * len(shapes):
        return None
    found = next(shape for shape in shapes if shape is not None and shape.key == key)
    return found if found.kind != "lines" else None


def _table(source: Source, shape: Shape | None) -> Shape | None:
    """The rows of a sheet are lines for certain, and quotes in its cells are only quotes."""
    if shape is None or source.kind != "sheet" or shape.delimiter != "\t":
        return shape
    return msgspec.structs.replace(shape, borders="lines", extract="string_split(line, chr(9))")


def _log_or(shape: Shape | None, lines: Sequence[str]) -> Shape | None:
    return _log_in_cells(_log_of_services(_log_in_bars(shape, lines), lines), lines)


def _log_of_services(shape: Shape | None, lines: Sequence[str]) -> Shape | None:
    """The shape of lines whose bar stands behind the program that wrote them, and before what it says."""
    if shape is None or shape.delimiter not in ("|", " | ") or shape.header:
        return shape
    log = log_shape(lines)
    names = [field.name for field in log.fields] if log is not None else []
    if log is None or names[:1] != ["service"]:
        return shape
    spoken = sum(len(line.partition("|")[2].split()) for line in lines) > _SPOKEN * len(lines)
    told = log.kind == "key_value" or not {"time", "level"}.isdisjoint(names)
    return log if told or spoken else shape


def _log_in_bars(shape: Shape | None, lines: Sequence[str]) -> Shape | None:
    """The shape of lines that have bars and no header: with a time and free text it is that of a log."""
    if shape is None or shape.delimiter != "|" or shape.header or shape.fields[0].type != "timestamp":
        return shape
    texts = [line.rpartition("|")[2].strip() for line in lines]
    spoken = sum(" " in text for text in texts) > 0.2 * len(texts)
    log = log_shape(lines) if spoken and len(set(texts)) > 0.05 * len(texts) else None
    return log if log is not None and log.kind == "log" else shape


def _log_in_cells(shape: Shape | None, lines: Sequence[str]) -> Shape | None:
    """The shape of lines with as many commas each: a log, if they begin with a time that is no cell itself.

    The commas are those of what is said then: "[error] 550#0: … , client: 10.0.0.1, server: example.com".
    """
    if shape is None or shape.header or any(field.type in _OF_TIME for field in shape.fields):
        return shape
    log = log_shape(lines) if shape.fields[0].type == "text" else None
    names = [field.name for field in log.fields] if log is not None and log.kind == "log" else []
    told = not {"message", "level"}.isdisjoint(names) or _tells_more(names, shape)
    return log if names[:1] == ["time"] and told else shape


def _tells_more(names: Sequence[str], shape: Shape) -> bool:
    """Whether lines made alike to the end have more columns than their commas part, which are only texts."""
    return len(names) >= len(shape.fields) and all(field.type == "text" for field in shape.fields)


def shapes_of(source: Source) -> tuple[Shape, ...]:
    """The shapes of a document: more than one where it holds records of several kinds."""
    sample = sample_of(source)
    head = sample.head
    several = (
        family_shapes(head)
        or directory_shapes(head, sample.lines)
        or list_shapes(source, head)
        or _dumped(source, head)
        or _read(source, head)
    )
    built = () if several or source.kind in PROSE_KINDS else build_shapes(head, sample.lines)
    lines = any(not shape.called for shape in built)
    shape = None if several or lines else shape_of(source)
    return several or (*((shape,) if shape else ()), *map(_beside_line, built))


def _dumped(source: Source, head: str) -> tuple[Shape, ...]:
    return () if source.kind in PROSE_KINDS else dump_shapes(source, head)


def _read(source: Source, head: str) -> tuple[Shape, ...]:
    return () if source.kind in PROSE_KINDS else shapes_read(head, whole=source.size <= HEAD)


def shape_of(source: Source) -> Shape | None:
    """The first shape, in the order of certainty, that fits the sampled text of a document."""
    sample = sample_of(source)
    lines = sample.lines
    prose = source.kind in PROSE_KINDS
    attempts: list[Callable[[], Shape | None]] = [
        lambda: definition_shape(lines) if source.kind == "code" else None,
        lambda: json_shape(lines, sample.head),
        lambda: None if prose else xml_shape(sample.head),
        lambda: next(iter(_read(source, sample.head)), None),
        lambda: piped_shape(lines, sample.head),
        lambda: tabbed_shape(lines) if source.kind in _LAID_OUT else None,
        lambda: None if prose else named_shape(lines, sample.head),
        lambda: None if prose else listing_shape(lines),
        lambda: None if prose else chat_shape(lines),
        lambda: None if prose else zone_shape(lines),
        lambda: None if prose else marked_shape(sample.head, lines),
        lambda: item_shape(lines),
        lambda: None if prose else _table(source, _log_or(delimited_shape(lines, sample.head), lines)),
        lambda: None if prose else signed_shape(lines, sample.head),
        lambda: None if prose else fixed_shape(lines, sample.head),
        lambda: None if prose else next(iter(bare_shapes(sample.head)), None),
        lambda: None if prose else remarked_shape(lines, sample.head),
        lambda: marked_shape(sample.head) if prose else None,
        lambda: block_shape(sample.head),
        lambda: None if prose else entry_shape(sample.head),
        lambda: log_shape(lines),
        lambda: booking_shape(lines),
        lambda: None if prose else nameless_shape(lines),
        lambda: None if prose or source.size > LARGEST_PLAIN else plain_shape(lines),
    ]
    for attempt in attempts:
        shape = attempt()
        if shape is not None:
            return _beside_line(shape)
    return None


def _beside_line(shape: Shape) -> Shape:
    """A column of lines that count themselves ("line 17") leaves its name to the raw line."""
    if not shape.keep_line:
        return shape
    names = unique(["line", *("line_no" if field.name == "line" else field.name for field in shape.fields)])
    fields = [
        msgspec.structs.replace(field, name=name) for field, name in zip(shape.fields, names[1:], strict=True)
    ]
    return msgspec.structs.replace(shape, fields=tuple(fields))

"""Records of one shape into a table: cut, parsed and typed by the table engine itself, in bulk."""

from collections.abc import Callable, Iterator, Sequence

import duckdb
import msgspec

from rlm_desktop.context.records.arrow import Stream
from rlm_desktop.context.records.documents import heads
from rlm_desktop.context.records.endings import Endings
from rlm_desktop.context.records.outlines.xml_records import whole
from rlm_desktop.context.records.readers import batches_of
from rlm_desktop.context.records.shapes.blocks import Batch, ahead, batches
from rlm_desktop.context.records.shapes.shape import Field, Shape, identifier, quote
from rlm_desktop.context.records.values import following
from rlm_desktop.context.records.values.entities import Entities
from rlm_desktop.context.records.values.kinds import EMPTY, TEXT
from rlm_desktop.context.source import Source
from rlm_desktop.profile import ColumnType

SQL_TYPES: dict[ColumnType, str] = {
    "integer": "BIGINT",
    "decimal": "DOUBLE",
    "date": "DATE",
    "time": "TIME",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
    "text": "VARCHAR",
}
CELL = "\x1f"
_OF_ARRAY = "', ]' || chr(9) || chr(10) || chr(13)"
BORDERS_TRIM = {"lines": "chr(13) || chr(10)", "array": _OF_ARRAY, "nested": _OF_ARRAY}
CRLF = "chr(13) || chr(10)"
TOO_MANY = 0.005
"""Share of rows whose value is not of the column's type, from which on the column is text after all."""

_SLIP, _MANY = 1, 100
"""One slip among so many dates is one, whatever its share: the 20th month."""

BY_HAND = 0.02
"""The same for headers of documents, which people write: one dates the 19th month, one leaves it open."""


class Loaded(msgspec.Struct, frozen=True):
    """A table that is there, and the shape its rows really had."""

    name: str
    shape: Shape
    documents: tuple[Source, ...]
    broken: tuple[tuple[int, str], ...] = ()
    """Documents that break off in the middle of a record."""

    @property
    def many(self) -> bool:
        return len(self.documents) > 1 or self.shape.borders == "documents"


def load(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    shape: Shape,
    sources: Sequence[Source],
    *,
    entities: Entities,
    on_bytes: Callable[[int], None] | None = None,
) -> Loaded:
    """Fill `base.<name>` and make the views `main.<name>` and `hidden.<name>`.

    A column whose values turn out not to be of the sampled type is loaded again as text.
    """
    while True:
        _create(connection, name, shape)
        endings = Endings(shape)
        wrong = _insert(connection, name, shape, endings.watched(_cut(shape, sources, entities, on_bytes)))
        if not wrong:
            break
        shape = _demoted(shape, wrong)
        on_bytes = None
    if shape.preamble:
        _drop_edges(connection, name)
    if shape.only_fitting:
        connection.execute(f"DELETE FROM {base(name)} WHERE NOT _fits")
    following.complete(connection, base(name), shape)
    kept = _without_crowded(connection, name, shape)
    loaded = Loaded(name, kept, tuple(sources), endings.broken(sources))
    _views(connection, loaded)
    return loaded


def base(name: str) -> str:
    return f"base.{identifier(name)}"


def stored(field: Field) -> str:
    """The name under which a field is stored; of the free text only the offset in its line is."""
    return f"_{field.name}_at" if field.tail else field.name


def _create(connection: duckdb.DuckDBPyConnection, name: str, shape: Shape) -> None:
    columns = [
        "_document INTEGER",
        "_name VARCHAR",
        "_start BIGINT",
        "_end BIGINT",
        "_fits BOOLEAN",
        "_bad USMALLINT",
        "_said VARCHAR",
    ]
    for field in shape.fields:
        kind = "INTEGER" if field.tail else SQL_TYPES[field.type]
        columns.append(f"{identifier(stored(field))} {kind}")
    if shape.keep_line:
        # Half the space and twice the speed of what the engine would choose, and as quick to search.
        columns.append("line VARCHAR USING COMPRESSION zstd")
    connection.execute(f"CREATE OR REPLACE TABLE {base(name)} ({', '.join(columns)})")
    # The space of an attempt before this one is used again only after a checkpoint.
    connection.execute("CHECKPOINT")


def _insert(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    shape: Shape,
    found: Iterator[Batch],
) -> set[str]:
    """Insert all records; or, as soon as columns turn out to be of another type, say which."""
    sql = f"INSERT INTO {base(name)} {selection(shape)}"
    for number, batch in enumerate(ahead(found), start=1):
        connection.register("block", Stream(batch))
        try:
            connection.execute(sql)
        finally:
            connection.unregister("block")
        # Each look goes over all rows so far: at twice the batches each time it costs next to nothing.
        if number & (number - 1) == 0 and (wrong := _wrong(connection, name, shape)):
            return wrong
    return _wrong(connection, name, shape)


def _cut(
    shape: Shape, sources: Sequence[Source], entities: Entities, on_bytes: Callable[[int], None] | None
) -> Iterator[Batch]:
    if shape.borders == "documents":
        return heads(sources, entities, on_bytes)
    if shape.borders == "read":
        return batches_of(shape, sources, on_bytes)
    return batches(sources, shape.borders, delimiter=shape.delimiter, on_bytes=on_bytes)


def selection(shape: Shape) -> str:
    """The query that parses the records of `block`, in steps, so that nothing is worked out twice."""
    read = shape.borders == "read"
    stop = "stop, " if read else ""
    lines = f"SELECT document, start, {stop}line_number, {_trimmed(shape)} AS line FROM block"
    parsed = f"SELECT *, {shape.extract} AS f FROM ({lines}) WHERE {_kept(shape)}"
    judged = f"SELECT *, coalesce({shape.fits}, false) AS fits FROM ({parsed})"
    texts = ", ".join(f"CASE WHEN fits THEN {field.text} END AS t{i}" for i, field in enumerate(shape.fields))
    cut = f"SELECT document, start, {stop}line, fits, {texts} FROM ({judged})"
    casts = ", ".join(f"{_typed(field, f't{i}')} AS c{i}" for i, field in enumerate(shape.fields))
    typed = f"SELECT *, {casts} FROM ({cut})"
    looked_at = f"SELECT *, {_bad(shape)} AS bad FROM ({typed})"
    end = "d.bytes" if shape.borders == "documents" else "stop" if read else "start + strlen(line)"
    columns = ["document", "d.name", "start", end, "fits", "bad", _said(shape)]
    columns += [f"c{i}" for i in range(len(shape.fields))]
    columns += ["line"] if shape.keep_line else []
    named = "JOIN base._documents AS d ON d.id = t.document"
    return f"SELECT {', '.join(columns)} FROM ({looked_at}) AS t {named}"


def _trimmed(shape: Shape) -> str:
    """The record without its line end. A line holds no other, and to replace it is a tenth of trimming."""
    trim = f"rtrim(raw, {BORDERS_TRIM.get(shape.borders, BORDERS_TRIM['lines'])})"
    if shape.borders in ("indented", "stamped"):
        # A sign for a sign: where a record ends is counted from its length.
        return f"translate({trim}, chr(13) || chr(10), '  ')"
    if shape.borders == "elements":
        return f"coalesce(nullif(regexp_extract(raw, {quote(whole(shape.delimiter))}), ''), {trim})"
    if shape.borders != "lines":
        return trim
    return f"CASE WHEN ends_with(raw, {CRLF}) THEN {trim} ELSE replace(raw, chr(10), '') END"


def _kept(shape: Shape) -> str:
    """Which records are any: not blank, no comment, not what names the columns."""
    kept = "true" if shape.borders == "documents" else "(strlen(line) > 40 OR trim(line) <> '')"
    if shape.comment:
        kept += f" AND NOT starts_with(line, {quote(shape.comment)})"
    if shape.header:
        raw = f"replace(line, chr(31), {quote(shape.delimiter)})" if shape.borders == "quoted" else "line"
        kept += f" AND {raw} NOT IN ({', '.join(map(quote, shape.header))})"
    return kept


def _typed(field: Field, text: str) -> str:
    if field.tail:
        return f"length(line) - length({text}) + 1"
    return field.cast.replace("{x}", text)


def _bad(shape: Shape) -> str:
    """Which column (from 1) could not be typed, or 0."""
    # Looked for in one text: a list of them for each column takes seconds and hundreds of megabytes to plan.
    empty = quote(CELL.join(["", *sorted(EMPTY), ""]))
    cases = [
        f"WHEN c{i} IS NULL AND t{i} <> '' AND strpos({empty}, chr(31) || trim(t{i}) || chr(31)) = 0"
        f"{_figures(field, i)}"
        f" THEN {i + 1}"
        for i, field in enumerate(shape.fields)
        if field.type != "text" and not field.tail
    ]
    return f"CASE {' '.join(cases)} ELSE 0 END" if cases else "0"


def _said(shape: Shape) -> str:
    """What stands there where a column could not be typed."""
    cases = [
        f"WHEN {i + 1} THEN t{i}"
        for i, field in enumerate(shape.fields)
        if field.type != "text" and not field.tail
    ]
    return f"CASE bad {' '.join(cases)} END" if cases else "NULL"


def _figures(field: Field, number: int) -> str:
    return f" AND regexp_matches(t{number}, '\\d')" if field.has_words else ""


def _wrong(connection: duckdb.DuckDBPyConnection, name: str, shape: Shape) -> set[str]:
    rows = connection.execute(f"SELECT _bad, count(*) FROM {base(name)} GROUP BY _bad").fetchall()
    wrong = set()
    for bad, count in rows:
        if bad:
            field = shape.fields[bad - 1]
            good = connection.execute(f"SELECT count({identifier(field.name)}) FROM {base(name)}").fetchone()
            most = BY_HAND if shape.borders == "documents" else TOO_MANY
            values = good[0] if good else 0
            slip = _SLIP if values >= _MANY and field.type in ("date", "timestamp") else 0
            if count > max(most * values, slip):
                wrong.add(field.name)
    return wrong


def _demoted(shape: Shape, names: set[str]) -> Shape:
    fields = tuple(
        msgspec.structs.replace(field, type="text", cast=TEXT.cast, note="") if field.name in names else field
        for field in shape.fields
    )
    return msgspec.structs.replace(shape, fields=fields)


def _without_crowded(connection: duckdb.DuckDBPyConnection, name: str, shape: Shape) -> Shape:
    """The shape without columns of which the whole text has more values than the sample promised."""
    fields = []
    for field in shape.fields:
        column = identifier(field.name)
        if field.most is not None:
            row = connection.execute(f"SELECT approx_count_distinct({column}) FROM {base(name)}").fetchone()
            if row and row[0] > field.most:
                connection.execute(f"ALTER TABLE {base(name)} DROP COLUMN {column}")
                continue
        fields.append(field)
    return msgspec.structs.replace(shape, fields=tuple(fields))


def _drop_edges(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Take out what stands before the first and after the last record of a document: a head, a foot."""
    table = base(name)
    fitting = f"SELECT _document, min(_start) AS lo, max(_start) AS hi FROM {table} WHERE _fits GROUP BY ALL"
    connection.execute(
        f"DELETE FROM {table} AS r USING ({fitting}) AS e WHERE r._document = e._document"
        " AND NOT r._fits AND (r._start < e.lo OR r._start > e.hi)"
    )


def visible(loaded: Loaded) -> list[tuple[str, str, Field | None]]:
    """The columns the root sees: name, SQL over the stored table, and the field behind it."""
    columns: list[tuple[str, str, Field | None]] = []
    names = [field.name for field in loaded.shape.fields]
    if loaded.many:
        wish = "name" if loaded.shape.borders == "documents" else "document"
        columns.append(
            (next(n for n in (wish, "document", "file", "file_name") if n not in names), "r._name", None)
        )
    for field in loaded.shape.fields:
        sql = identifier(field.name)
        if field.tail:
            sql = f"line[{identifier(stored(field))}:]"
        columns.append((field.name, f"r.{sql}" if not field.tail else sql, field))
        if field.name == "time" and field.type == "timestamp" and "date" not in names:
            columns.append(
                ("date", "CAST(r.time AS DATE)", Field(name="date", text="", type="date", note="of time"))
            )
    if loaded.shape.borders == "documents":
        columns += [(size, f"d.{size}", None) for size in ("bytes", "lines") if size not in names]
    if loaded.shape.keep_line and "line" not in names:
        columns.append(("line", "r.line", None))
    return columns


def _views(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> None:
    """`main` shows what the root may see; `hidden` also the span that a row was read from."""
    shown = ", ".join(f"{sql} AS {identifier(name)}" for name, sql, _ in visible(loaded))
    source = f"FROM {base(loaded.name)} AS r"
    if loaded.shape.borders == "documents":
        source += " JOIN base._documents AS d ON d.id = r._document"
    name = identifier(loaded.name)
    connection.execute(f"CREATE OR REPLACE VIEW main.{name} AS SELECT {shown} {source}")
    connection.execute(
        f"CREATE OR REPLACE VIEW hidden.{name} AS SELECT {shown}, r._document, r._start, r._end {source}"
    )

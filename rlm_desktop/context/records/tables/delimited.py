"""Tables written as text: commas, semicolons, tabs, bars; with quotes or without, a header row or not."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from rlm_desktop.context.records.shapes.names import column_name, told_apart
from rlm_desktop.context.records.shapes.shape import Field, Shape, quote
from rlm_desktop.context.records.tables import preambles
from rlm_desktop.context.records.tables.header_rows import header_row, names_above, over_two, units_below
from rlm_desktop.context.records.values import said_instead
from rlm_desktop.context.records.values.kinds import NOTHING, TEXT, kind_of, with_unit

DELIMITERS = (" || ", " | ", "\t", ",", ";", "|")
MOST, FEW = 0.9, 0.2
WIDEST = 400
SPOKEN = 2.5  # words
KEY = re.compile(r"\s*([A-Za-z][\w ./-]{0,40}?)\s*[:=]\s+")

_CLAUSES, _OF_A_CLAUSE = 0.8, 4  # words
_FEWEST_IN_PAGE, _OF_PAGE = 4, 0.4
"""So many rows, and such a share of all lines, make a page its table."""


def delimited_shape(lines: Sequence[str], head: str) -> Shape | None:
    """The shape of a delimited text; the delimiter is the one whose count agrees in most lines."""
    best: tuple[float, int, str, list[list[str]]] | None = None
    for delimiter in DELIMITERS:
        rows = _rows(lines, head, delimiter)
        if not rows:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0]
        share = count / len(rows)
        if (share < MOST or len(rows[0]) < width) and (above := preambles.length(rows)):
            rows, width = rows[above:], len(rows[above])
            share = sum(len(row) == width for row in rows) / len(rows)
        if width < 2 or width > WIDEST or share < MOST or len(rows) < max(3, width // 10):
            continue
        if _indented(rows, width, delimiter):
            continue
        if width <= 3 and delimiter in ",;|" and _sentences(rows, width):
            continue
        if delimiter in ",;" and _paragraphs(rows, width):
            continue
        if len(delimiter) > 1:
            return shape_of_rows(share, width, delimiter, rows, head, quoted=False)
        if best is None or (round(share, 2), width) > (round(best[0], 2), best[1]):
            best = (share, width, delimiter, rows)
    return shape_of_rows(*best, head, quoted=not _only_signs(lines, best[2])) if best else None


def tabbed_shape(lines: Sequence[str]) -> Shape | None:
    """The shape of the table in a web page, whose cells are apart by tabs, among what else stands there."""
    widths = Counter(width for line in lines if (width := line.count("\t") + 1) > 1)
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    if count < max(_FEWEST_IN_PAGE, _OF_PAGE * len(lines)):
        return None
    rows = [line for line in lines if line.count("\t") + 1 == width]
    share = count / len(lines)
    shape = shape_of_rows(
        share, width, "\t", [row.split("\t") for row in rows], "\n".join(rows), quoted=False
    )
    named = shape.header and len(shape.header) < count
    return msgspec.structs.replace(shape, only_fitting=True, preamble=False) if named else None


def _paragraphs(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether nearly all columns hold clauses: paragraphs that have as many commas each by chance."""
    columns = zip(*(row for row in rows if len(row) == width), strict=True)
    spoken = sum(_is_clause(column) for column in columns)
    return spoken >= _CLAUSES * width


def _is_clause(column: Sequence[str]) -> bool:
    return sum(len(cell.split()) for cell in column) >= _OF_A_CLAUSE * len(column)


def _indented(rows: Sequence[Sequence[str]], width: int, delimiter: str) -> bool:
    """Whether tabs only begin lines: steps of stack traces, and no cells."""
    return delimiter == "\t" and width == 2 and all(not row[0].strip() for row in rows if len(row) == width)


def _rows(lines: Sequence[str], head: str, delimiter: str) -> list[list[str]]:
    """Cells of the sampled records. Where quotes span lines, only the head is read: it begins at a record."""
    if len(delimiter) > 1 or _only_signs(lines, delimiter):
        return [line.split(delimiter) for line in lines]
    text = "\n".join(lines)
    if '"' in text and _odd(lines):
        text = head
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False))
    except csv.Error:
        return []
    rows = [row for row in rows if row and (len(row) > 1 or row[0].strip())]
    return rows[:-1] if text is head and len(rows) > 2 else rows


def _odd(lines: Sequence[str]) -> bool:
    return any(line.count('"') % 2 for line in lines)


def _only_signs(lines: Sequence[str], delimiter: str) -> bool:
    """Whether quotes are signs of the texts: there are some, and hardly a cell begins with one."""
    with_some = [line for line in lines if '"' in line]
    widths = Counter(line.count(delimiter) for line in lines)
    if not with_some or widths.most_common(1)[0][1] < MOST * len(lines):
        return False
    opened = sum(any(cell.lstrip().startswith('"') for cell in line.split(delimiter)) for line in with_some)
    return opened < FEW * len(with_some)


def _sentences(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether the delimiter is that of a sentence or of a time: behind it, words and words, and no header."""
    fitting = [row for row in rows if len(row) == width]
    words = max(sum(len(cell.split()) for cell in column) for column in zip(*fitting, strict=True))
    return words > 3 * len(fitting) and (
        header_row(fitting, width) is None or len(fitting[0][-1].split()) > 3
    )


def shape_of_rows(
    share: float, width: int, delimiter: str, rows: list[list[str]], head: str, *, quoted: bool
) -> Shape:
    """The shape of a text of which rows of cells were read, with a row of names or without."""
    fitting = [row for row in rows if len(row) == width]
    keys = _cell_keys(fitting, width)
    header, above = (not keys and names_above(rows, width)) or (None, 0)
    if header and (with_units := units_below(header, [row for row in rows[above:] if len(row) == width])):
        header, above = with_units, above + 1
    before = _above(head, delimiter, rows, quoted=quoted) if header else 0
    lacked = preambles.lacking(rows[above:], width) if header else -1
    body = [row for row in rows[above:] if len(row) == width]
    columns: list[list[str]] = [list(column) for column in zip(*body, strict=True)]
    names = keys or (over_two(header, columns) if header else [""] * width)
    fields: list[Field] = []
    for index, (name, values) in enumerate(zip(names, columns, strict=True)):
        if header and not name and not any(map(str.strip, values)):
            continue  # spreadsheets leave such columns behind the last
        fields += _fields(name, values, index, keyed=bool(keys))
    named = told_apart(fields)
    # What is said at the end of a line may have the sign between columns in it.
    is_last = f"f[{width}]" in named[-1].text and named[-1].cast == TEXT.cast
    rest = not quoted and is_last and _is_spoken(columns[-1])
    if rest:
        last = f"array_to_string(f[{width}:], {quote(delimiter)})"
        text = named[-1].text.replace(f"f[{width}]", last) if keys else last
        named = (*named[:-1], msgspec.structs.replace(named[-1], text=text))
    split = f"string_split(line, {'chr(31)' if quoted else quote(delimiter)})"
    return Shape(
        kind="delimited",
        borders="quoted" if quoted else "lines",
        row_is="record",
        extract=preambles.filled(split, width, lacked) if lacked >= 0 else split,
        fits=f"len(f) {'>=' if rest else '='} {width}"
        + (f" AND regexp_matches(f[1], {quote('^[^:=]*[:=]')})" if keys else ""),
        fields=named,
        header=_records(head, delimiter, before + above, quoted=quoted),
        delimiter=delimiter,
        preamble=True,
        keep_line=False,
        share=share,
    )


def _above(head: str, delimiter: str, rows: Sequence[Sequence[str]], *, quoted: bool) -> int:
    """How many records of a text stand above the first of its table."""
    first = delimiter.join(rows[0]).strip()
    if quoted:
        read = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=False)
        records = (delimiter.join(row).strip() for row in read if row and (len(row) > 1 or row[0].strip()))
    else:
        records = (line.strip() for line in head.splitlines() if line.strip())
    return next((number for number, record in enumerate(records) if record == first), 0)


def _is_spoken(values: Sequence[str]) -> bool:
    """Whether values are whole phrases, as a rule."""
    return sum(len(value.split()) for value in values) > SPOKEN * len(values)


def _records(head: str, delimiter: str, count: int, *, quoted: bool) -> tuple[str, ...]:
    """The first records as they are written, blank ones left out; quotes hold lines together."""
    if not quoted:
        return tuple(line for line in head.splitlines() if line.strip())[:count]
    lines: list[str] = []
    found: list[str] = []
    for row in csv.reader(_kept(io.StringIO(head, newline=""), lines), delimiter=delimiter, strict=False):
        if len(found) == count:
            break
        if row and (len(row) > 1 or row[0].strip()):
            found.append("".join(lines).rstrip("\r\n"))
        lines.clear()
    return tuple(found)


def _kept(lines: Iterable[str], kept: list[str]) -> Iterator[str]:
    for line in lines:
        kept.append(line)
        yield line


def _fields(name: str, values: Sequence[str], index: int, *, keyed: bool) -> Iterator[Field]:
    """The column of a cell; two where some cells say something in the place of figures."""
    cell = f"f[{index + 1}]"
    if keyed:
        cut = r"^\s*[A-Za-z][\w ./-]*?\s*[:=]\s+"
        cell = f"regexp_replace({cell}, {quote(cut)}, '')"
        values = [re.sub(cut, "", value) for value in values]
    else:
        cell = f"(CASE WHEN {cell}[1] = '\"' THEN replace({cell}[2:-2], '\"\"', '\"') ELSE {cell} END)"
        cell = _bare(cell, values)
    given = column_name(name, f"column_{index + 1}") if name.strip() else ""
    kind = kind_of(values, name=given)
    instead = said_instead.read(values, given) if kind == TEXT and given else None
    kind = instead or kind
    label = given or _fallback(kind.type, index)
    field = Field(name=with_unit(label, kind), text=cell, type=kind.type, cast=kind.cast, note=kind.note)
    yield from said_instead.apart(field) if instead else (field,)


def _bare(cell: str, values: Sequence[str]) -> str:
    """The cell without blanks around it, and nothing where it has a word of programs for nothing."""
    if any(value != value.strip() for value in values):
        cell = f"trim({cell}, ' ' || chr(160))"
    if any(value.strip() in NOTHING for value in values):
        cell = f"(CASE WHEN {cell} IN ({', '.join(map(quote, sorted(NOTHING)))}) THEN '' ELSE {cell} END)"
    return cell


def _fallback(type_: str, index: int) -> str:
    return {"date": "date", "timestamp": "time", "time": "time"}.get(type_, f"column_{index + 1}")


def _cell_keys(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """The key that every cell of a column begins with ("User: 76063"), if all columns have one."""
    keys = []
    for index in range(width):
        found = Counter(match.group(1) if (match := KEY.match(row[index])) else "" for row in rows)
        key, count = found.most_common(1)[0]
        if not key or count < MOST * len(rows):
            return []
        keys.append(key)
    return keys

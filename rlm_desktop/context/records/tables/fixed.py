"""Tables whose columns stand one under the other, filled up with blanks, below a row of names."""

import re
from collections.abc import Sequence
from itertools import pairwise

from rlm_desktop.context.records.shapes.names import column_name, told_apart
from rlm_desktop.context.records.shapes.shape import Field, Shape, quote
from rlm_desktop.context.records.tables.header_rows import header_row
from rlm_desktop.context.records.values.kinds import TEXT, kind_of, with_unit

FEWEST = 4
FEWEST_COLUMNS = 3
BLANK = 0.99
"""The share of lines that must be blank at a place for a column to end there."""
RULE = r"^[-=+|#^\s]+$"
"""A line drawn under the names."""
_LONGEST = 1_000
_HEAD = 12  # lines
_RUN = re.compile(r"([-=+])\1+")
_MARKS = re.compile(r"([#^|+])(?:\s+\1)+\s*")
"""One sign, alone, where each column begins."""
_MARKS = re.compile(r"([#^|*.+!])(?:\s+\1)+\s*")
"""A line that marks where each column begins, and says nothing else."""
_FEWEST_TYPED = 2
_PREFACE = 80
"""Lines above the names of columns at most."""
_MANY = 5
"""Rows for each line of a preface at least."""
_BY_WORDS = r"string_split_regex(trim(line), '\s+')"

Place = tuple[int, int | None]


def fixed_shape(lines: Sequence[str], head: str) -> Shape | None:
    """Lines of fixed width: between two names of the first line there is a place nearly always blank.

    A line drawn under the names tells the columns by its gaps, or by a sign where each begins. So do the
    names, where each line has as many words and long ones push the others aside (`ps aux`).
    """
    top = [line for line in head.splitlines()[:_HEAD] if line.strip()]
    rule = next((n for n, line in enumerate(top) if n and len(_ruled(line)) >= FEWEST_COLUMNS), 1)
    above = top[:rule]
    body = [line for line in lines if line not in above and not re.match(RULE, line)]
    if len(body) < FEWEST or not above or len(above[-1]) > _LONGEST or "\t" in above[-1]:
        return None
    first = above[-1]
    ruled = _ruled(top[rule]) if rule < len(top) else []
    if len(ruled) >= FEWEST_COLUMNS and all(_is_gap(start - 1, body) for start, _ in ruled[1:]):
        return _placed(above, ruled, body, certain=True)
    if len(above) > 1:
        return None
    columns = _columns(first, body)
    if len(columns) < len(first.split()) and (shape := _by_words(first, body)):
        return shape
    if len(columns) >= FEWEST_COLUMNS and (shape := _placed(above, columns, body)):
        return shape
    return _below_preface(lines, head)


def _below_preface(lines: Sequence[str], head: str) -> Shape | None:
    """A table below some paragraphs that explain it: the names stand behind a blank line, many rows below."""
    top = head.splitlines()
    for number, first in enumerate(top[1:_PREFACE], start=1):
        if top[number - 1].strip() or len(first.split()) < FEWEST_COLUMNS or len(first) > _LONGEST:
            continue
        above = [line for line in top[: number + 1] if line.strip()]
        body = [line for line in lines if line not in above]
        if len(body) < _MANY * len(above) or "\t" in first:
            continue
        columns = _columns(first, body)
        if len(columns) >= FEWEST_COLUMNS and (shape := _placed(above, columns, body)):
            typed = sum(field.type != "text" for field in shape.fields)
            if typed >= _FEWEST_TYPED:
                return shape
    return None


def _placed(
    above: Sequence[str], columns: Sequence[Place], body: Sequence[str], *, certain: bool = False
) -> Shape | None:
    """Columns at their places; the line above them has the names, `certain` if it is underlined."""
    cells = [[line[start:end].strip(" |") for start, end in columns] for line in (above[-1], *body)]
    names = cells[0] if certain else header_row(cells, len(columns))
    if names is None:
        return None
    texts = [f"trim(substring(line, {start + 1}{_size(start, end)}), ' |')" for start, end in columns]
    shown = ", ".join(map(quote, above))
    return _shape(names, texts, cells[1:], above[-1], f"line NOT IN ({shown})" if above[1:] else "true")


def _by_words(first: str, body: Sequence[str]) -> Shape | None:
    """As many words in each line as there are names, the last with all that is left; some typed."""
    names = first.split()
    rows = [line.split(None, len(names) - 1) for line in body]
    if sum(len(row) == len(names) for row in rows) < BLANK * len(rows):
        return None
    rows = [row for row in rows if len(row) == len(names)]
    if header_row([names, *rows], len(names)) is None:
        return None
    typed = sum(kind_of(column) != TEXT for column in zip(*rows, strict=True))
    if typed < _FEWEST_TYPED:
        return None
    texts = [f"{_BY_WORDS}[{number}]" for number in range(1, len(names))]
    words_before = rf"^(?:\S+\s+){{{len(names) - 1}}}"
    texts.append(f"regexp_replace(trim(line), {quote(words_before)}, '')")
    return _shape(names, texts, rows, first, f"len({_BY_WORDS}) >= {len(names)}")


def _shape(
    names: Sequence[str], texts: Sequence[str], rows: Sequence[Sequence[str]], header: str, fits: str
) -> Shape:
    fields = [
        placed_field(name, text, [row[number] for row in rows], number)
        for number, (name, text) in enumerate(zip(names, texts, strict=True))
    ]
    return Shape(
        kind="delimited",
        row_is="record",
        fits=f"{fits} AND NOT regexp_matches(line, {quote(RULE)})",
        fields=told_apart(fields),
        header=(header,),
        preamble=True,
    )


def _ruled(line: str) -> list[Place]:
    """The columns that a line under the names draws: runs of one sign, or each alone; the last has no end."""
    if _MARKS.fullmatch(line):
        starts = [0, *(match.start() for match in re.finditer(r"\S", line))][line[:1] != " " :]
        return [*pairwise(starts), (starts[-1], None)]
    if not re.match(RULE, line):
        return []
    places = [match.span() for match in _RUN.finditer(line)]
    return [*places[:-1], (places[-1][0], None)] if places else []


def _columns(first: str, body: Sequence[str]) -> list[Place]:
    """Where the columns begin and end: a name without a blank place before it belongs to the name before."""
    words = [match.span() for match in re.finditer(r"\S+", first)]
    starts = [0]
    for (_, end), (begin, _) in pairwise(words):
        blank = [place for place in range(end, begin) if _is_blank(place, body)]
        if blank:
            starts.append(blank[-1] + 1)
    return [*pairwise(starts), (starts[-1], None)]


def _is_blank(place: int, body: Sequence[str]) -> bool:
    filled = sum(1 for line in body if len(line) > place and line[place] != " ")
    return filled <= (1 - BLANK) * len(body)


def _is_gap(place: int, body: Sequence[str]) -> bool:
    """Whether columns end there: at a blank, or at a bar."""
    return sum(line[place : place + 1] not in ("", " ", "|") for line in body) <= (1 - BLANK) * len(body)


def _size(start: int, end: int | None) -> str:
    return f", {end - start}" if end is not None else ""


def placed_field(name: str, text: str, values: Sequence[str], index: int) -> Field:
    """A column by its name, the SQL for its text, and some of its values."""
    given = column_name(name, f"column_{index + 1}")
    kind = kind_of(values, name=given)
    label = with_unit(given, kind)
    return Field(name=label, text=text, type=kind.type, cast=kind.cast, note=kind.note)

"""Where the statements of a report stand, and their rows: label, group, and a figure for each year.

A report repeats its figures in many tables. The statement itself is the page that has most of the rows that
such a statement has in every report; what its columns are the years above them say.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.rlm.passages.statements import items
from rlm_desktop.rlm.passages.statements.items import Kind
from rlm_desktop.rlm.question.times.months import BEGINNINGS
from rlm_desktop.spans import DocumentId, Span

_LARGEST = 32 * 1024 * 1024
"""Bytes; no report is larger."""
LONGEST_ROW = 400
_FIGURE = r"\(?[$€£]?\s?\(?\d(?:[\d,]*\d)?(?:\.\d+)?\s?\)?(?:\s?%)?|[—\u2013-](?!\w)"
FIGURES = re.compile(rf"(?:(?<=\s)|^)(?P<figures>[$€£]?\s?(?:{_FIGURE})(?:\s+[$€£]?\s?(?:{_FIGURE}))*)\s*$")
ONE = re.compile(r"\(?[$€£]?\s?\(?\d(?:[\d,]*\d)?(?:\.\d+)?\s?\)?(?:\s?%)?|[—\u2013-]")
_YEAR = re.compile(r"(?<![\d,.$])(?:19|20)\d\d(?![\d,.]*\d)")
_MONTH = rf"(?:{BEGINNINGS})[a-z]*\.?"
_DAY = re.compile(rf"\b{_MONTH} ?\d{{1,2}}\b,?", re.IGNORECASE)
_UNIT = re.compile(
    r"\b(?:in|amounts|dollars|\$ in|u\.s\. dollars in)? ?(millions|thousands|billions)\b", re.IGNORECASE
)
_OTHERS = re.compile(
    r"\b(?:parent|registrant|guarantors?|obligors?|consolidating|pro forma|segments?|schedule [iv]+)\b",
    re.IGNORECASE,
)
"""Statements of something else than the whole company."""
_SUMMARIZED = re.compile(r"\bobligor group\b|\bsummari[sz]ed financial information\b", re.IGNORECASE)
LEADS_ON = re.compile(
    r"(?:,|\b(?:and|of|to|in|by|from|for|the|or|operating|investing|financing))$", re.IGNORECASE
)
_TWO_ROWS = re.compile(
    r"((?:\s[$€£]?\s?\(?\d(?:[\d,]*\d)?(?:\.\d+)?\)?){2,}\s+)(?=[A-Z][A-Za-z]+\b(?!\s?\d))"
)
"""Some reports are read with several rows in a line."""
_SHORT = 60
_LONGEST_TITLE = 110
_LONGEST_LABEL, _LONGEST_HEADING = 160, 200  # letters
_FEWEST_MARKS, _LEAST = 3, 4.0
"""So many of its rows a statement has at least, and so much it comes to with its title."""
_ALIKE, _NEAR = 0.9, 2
"""A page with so many of the marks of the best is as sure; pages so near may be parts of the statement."""
_TITLED = 3
"""What a title counts, in rows."""
_WITHOUT_PAGES = 120  # lines

UNITS = {"": 1.0, "%": 0.01, "thousands": 1e3, "millions": 1e6, "billions": 1e9}


class Row(msgspec.Struct, frozen=True):
    """One row: its label, the line it stands under, its figures as they are written, and where it stands."""

    label: str
    group: str
    figures: tuple[str, ...]
    span: Span


class Sheet(msgspec.Struct, frozen=True):
    """One page of a statement, with the year of each column and what its figures are counted in."""

    kind: Kind
    years: tuple[int, ...]
    unit: str
    rows: tuple[Row, ...]

    def figure(self, row: Row, year: int) -> float | None:
        """What a row has for a year, in the unit of the sheet; a dash is none at all."""
        if year not in self.years or len(row.figures) < len(self.years):
            return None
        # Before the figures of the years the number of a note may stand.
        return amount(row.figures[-len(self.years) :][self.years.index(year)])


class _Page(msgspec.Struct, frozen=True):
    lines: tuple[tuple[str, int, int], ...]
    """Each with where it begins and ends."""


class _Scored(msgspec.Struct, frozen=True):
    page: int
    score: float
    sheet: Sheet


def amount(figure: str) -> float | None:
    """A figure as a number: brackets are below zero."""
    digits = re.sub(r"[^\d.]", "", figure)
    if not digits:
        return 0.0
    try:
        return -float(digits) if "(" in figure else float(digits)
    except ValueError:
        return None


def sheets(document: DocumentId, size: int, context: Context) -> dict[Kind, tuple[Sheet, ...]]:
    """The pages of each statement of a document, the surest first."""
    if size > _LARGEST:
        return {}
    text = context.read(Span(document, 0, size))
    return _sheets(text, document, _Places(document, context))


class _Places:
    """The page of an offset."""

    def __init__(self, document: DocumentId, context: Context) -> None:
        self._document, self._context = document, context

    def page(self, offset: int) -> int:
        return self._context.locate(self._document, offset).page or 0


def _sheets(text: str, document: DocumentId, places: _Places) -> dict[Kind, tuple[Sheet, ...]]:
    found: dict[Kind, list[_Scored]] = {}
    for number, page in enumerate(_pages(text, places)):
        rows = tuple(_rows(page, document))
        if len(rows) < _FEWEST_MARKS:
            continue
        for kind in items.KINDS:
            marks, title = items.marks(kind, [row.label for row in rows]), _title(page, kind)
            # The second page of a statement has its title again, and may have few of its marks.
            goes_on = bool(title) and number - 1 in [each.page for each in found.get(kind, ())]
            enough = marks >= _FEWEST_MARKS and marks + _TITLED * bool(title) >= _LEAST
            if not enough and not (goes_on and marks):
                continue
            years = _columns(page, rows)
            if not years or _OTHERS.search(title) or _is_of_others(page):
                continue
            sheet = Sheet(kind, years, _unit(page), rows)
            found.setdefault(kind, []).append(_Scored(number, marks + _TITLED * bool(title), sheet))
    return {kind: _best(of_kind) for kind, of_kind in found.items()}


def _best(scored: Sequence[_Scored]) -> tuple[Sheet, ...]:
    """The surest, of those nearly as sure the first in the text; then the pages next to it.

    The first is the company's own. What stands elsewhere may be of a parent alone, or of a part.
    """
    most = max(each.score for each in scored)
    best = next(each for each in scored if each.score >= _ALIKE * most)
    near = [each for each in scored if 0 < abs(each.page - best.page) <= _NEAR]
    return (best.sheet, *(each.sheet for each in sorted(near, key=lambda each: abs(each.page - best.page))))


def _pages(text: str, places: _Places) -> Iterator[_Page]:
    lines, start = [], 0
    for line in text.split("\n"):
        pieces = _TWO_ROWS.sub("\\1\n", line).split("\n") if len(line) > _SHORT else [line]
        for piece in pieces:
            end = start + len(piece.encode())
            lines.append((piece, start, end))
            start = end
        start += 1
    cuts = _cuts(lines, places)
    for first, last in zip(cuts, [*cuts[1:], len(lines)], strict=True):
        yield _Page(tuple(lines[first:last]))


def _cuts(lines: Sequence[tuple[str, int, int]], places: _Places) -> list[int]:
    """The lines with which pages begin; a text without pages is cut where a statement is named."""
    known = {number: places.page(lines[number][1]) for number in (0, len(lines) - 1)}
    if not known[len(lines) - 1]:
        titles = {
            number for number, line in enumerate(lines) if any(_names(line[0], kind) for kind in items.KINDS)
        }
        return sorted({*range(0, len(lines), _WITHOUT_PAGES), *titles})
    cuts, spans = [0], [(0, len(lines) - 1)]
    while spans:
        low, high = spans.pop()
        if known[low] == known[high]:
            continue
        if high - low == 1:
            cuts.append(high)
            continue
        middle = (low + high) // 2
        known[middle] = places.page(lines[middle][1])
        spans += [(low, middle), (middle, high)]
    return sorted(cuts)


def _bare(line: str) -> str:
    """A line with one blank for several, and no longer than a row of a statement is."""
    return " ".join(line[:LONGEST_ROW].split())


def _rows(page: _Page, document: DocumentId) -> Iterator[Row]:
    group, above = "", ""
    for line, start, end in page.lines:
        bare = _bare(line)
        match = FIGURES.search(bare)
        if match is None or _is_heading(bare):
            if match is None and bare and len(bare) <= _LONGEST_LABEL:
                group = bare if bare.endswith(":") or not bare[:1].islower() else group
            above = bare
            continue
        label = bare[: match.start()].strip(" .:$")
        figures = tuple(figure.strip() for figure in ONE.findall(match["figures"]))
        if label and (label[:1].islower() or LEADS_ON.search(above)) and len(above) <= _LONGEST_LABEL:
            label = f"{above} {label}" if not FIGURES.search(above) else label
        label = label or f"Total {group.strip(' :').lower()}"
        yield Row(label, group.strip(" :"), figures, Span(document, start, end))
        above = bare


def _is_heading(line: str) -> bool:
    """Years and days over columns, which look like figures."""
    if not (_YEAR.search(line) or _DAY.search(line)):
        return False
    rest = _DAY.sub(" ", _YEAR.sub(" ", line))
    return re.search(r"\d", re.sub(r"\(?(?:[Nn]ote|\d+)\)?\s", " ", rest + " ")) is None


def _columns(page: _Page, rows: Sequence[Row]) -> tuple[int, ...]:
    """The year of each column: as many as most rows have figures."""
    columns = Counter(len(row.figures) for row in rows).most_common(1)[0][0]
    first = min(row.span.start for row in rows if len(row.figures) >= columns)
    found: list[int] = []
    for line, start, _ in page.lines:
        if start >= first:
            break
        if len(line) <= _LONGEST_HEADING and (_is_heading(line.strip()) or not FIGURES.search(_bare(line))):
            found += [int(year) for year in _YEAR.findall(line)]
    years = tuple(found[-columns:])
    return years if len(years) == columns == len(set(years)) else ()


def _unit(page: _Page) -> str:
    for line, _, _ in page.lines:
        if match := _UNIT.search(line):
            return match.group(1).lower()
    return ""


def _title(page: _Page, kind: Kind) -> str:
    """The line that names the statement; empty where none does."""
    return next((line for line, _, _ in page.lines if _names(line, kind)), "")


def _is_of_others(page: _Page) -> bool:
    """Whether it sums up some companies of a group, which owe or guarantee its debts."""
    return any(_SUMMARIZED.search(line) for line, _, _ in page.lines)


def _names(line: str, kind: Kind) -> bool:
    if len(line) > _LONGEST_TITLE or line.rstrip().endswith("."):
        return False
    return items.TITLES[kind].search(re.sub(r"[\W\d]", "", line).lower()) is not None

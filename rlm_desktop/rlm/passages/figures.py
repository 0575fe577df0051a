"""Rows of figures in running text: "Gross margin 36,413 35,885" under its headings, as reports print them.

A small reader picks a wrong number from a page full of them. Which row is meant the words of its label
say, and which column the years above it: both can be looked up.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.rlm.question.times.months import BEGINNINGS
from rlm_desktop.spans import DocumentId, Hit, Span

_FIGURE = r"\(?[$€£]?\s?\(?\d[\d,]*(?:\.\d+)?\)?\s?%?|—|\u2013"
ROW = re.compile(
    rf"^(?P<label>[^\W\d][^\n]*?[^\s\d$€£(])[\s:.]*?\s"
    rf"(?P<figures>[$€£]?\s?(?:{_FIGURE})(?:\s+[$€£]?\s?(?:{_FIGURE}))*)\s*$"
)
_ONE = re.compile(r"\(?\d[\d,]*(?:\.\d+)?\)?\s?%?|—|\u2013")
_NOTE = re.compile(r"\(\d{1,2}\)")
"""What leads to a note under the table, where it stands before as many figures as there are columns."""
_YEAR = re.compile(r"(?<![\d,.$])(?:19|20)\d\d(?![\d,.]*\d)")
_OF_HEADINGS = re.compile(
    rf"(?:{BEGINNINGS})|(?:months?|quarters?|years?|weeks?) ended|as of",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\b(?:in|amounts? in|dollars in) (millions|thousands|billions)", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:what (?:was|were|is|are)|how much|how (?:did|do|does)|percentage|proportion"
    r"|what did|what (?:[\w'&-]+ ){1,5}(?:did|was|were|has|have))\b",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"\b(?:why|driver|factors?|influences?|contribut\w+|impact|affect\w*|effects?|changes?|details?|strateg\w+"
    r"|suggest\w*|risks?|legal|polic\w+|relat(?:e|ionship)\w*|significant|insights?)\b",
    re.IGNORECASE,
)
_OVER_TIME = re.compile(
    r"\b(?:over time|(?:over|across|during|between|for|in) (?:the|these|each|all|reported|reporting|various)?"
    r"\s*(?:reported |reporting |last |past |various |four |fiscal |historical )*"
    r"(?:quarters?|periods?|10-qs|reports|timeframe|timeline)"
    r"|(?:over|throughout|through|across) the (?:reporting|reported) (?:periods?|timeframe|time)"
    r"|quarter (?:to|over|by) quarter|each (?:reporting )?(?:quarter|period)"
    r"|trends?|(?:previous|prior|past|earlier) (?:quarters|ones|periods|reports|10-qs)"
    r"|(?:these|the|various|quarterly|all|'s|\u2019s) (?:quarterly )?(?:reports|10-qs|filings))\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:[?.]\s+(?=[A-Z])|[,;]?\s+and\s+(?=(?:what|which|how|why|whether|if)\b)|\.\s*if so\b)", re.IGNORECASE
)
"""Where a question begins to ask for more than its figure."""
_SAME = (
    ("revenue", "sale", "turnover"),
    ("expense", "expenditure", "spending", "spend", "invested", "investment"),
    ("operation", "operating", "operational"),
    ("income", "profit", "earning"),
    ("repurchase", "buyback"),
    ("inventory", "inventories", "stock"),
)
_PLAIN = {word: group[0] for group in _SAME for word in group}
_SPELLED = (
    (r"\br\s?&\s?d\b", "research and development"),
    (r"\bcash flows?\b", "cash"),
    (r"\bgross profit\b", "gross margin"),
    # Stock is what a shop has, unless it is a company's own.
    (r"\bcommon stock\b|\bstock(?=[ -](?:re-?purchas|buy-?back|based|option|split|price|award))", "share"),
)
_OF_ASKING = """
net other including reported report quarter quarterly latest recent first second third fourth year
company stated filing disclosed revealed activities activity levels level much spent come amounted
time times trend trends change changed changing period periods reporting quarters varied significant
substantial considerable notable historical ones one been there any segment segments consistent
identifiable seen variations variation fluctuations trended total engaged see observed played
fluctuated evolved shift shifted over across identified document documents reports breakdown
about provided used generated contribute contributed attributed account accounted represent made
figure amount its their current stand compare compared same did
"""
_EMPTY = COMMON | frozenset(_OF_ASKING.split())
"""Words that do not tell one figure from another."""
_ABOVE = 40  # lines
_MOST_ROWS = 3
_PASSAGES, _PASSAGES_OF_A_WORD = 80, 20
_MOST_WORDS = 6
_LONGEST_GROUP = 80  # letters
_COVERED = 0.5
"""So much of what the question asks after must stand in the labels."""


class Row(msgspec.Struct, frozen=True):
    """One row: its label, its figures, the words of the label, and where it stands."""

    label: str
    figures: tuple[str, ...]
    telling: frozenset[str]
    span: Span
    heading: tuple[str, ...] = ()
    """The years of its columns, where there is one for each figure."""
    unit: str = ""
    group: str = ""
    """The line above it that has no figures: "Operating income", over the rows of segments."""

    def value(self) -> str:
        """The figure of the latest year, of several the first; the first where no years stand above."""
        if not self.heading:
            return self.figures[0]
        return self.figures[self.heading.index(max(self.heading))]

    def told(self, *, grouped: bool = False) -> str:
        """The figure with its unit and what else stands in the row; `grouped`, the heading above it."""
        value = self.value()
        unit = f" {self.unit}" if self.unit and "%" not in value else ""
        others = " ".join(self.figures)
        under = f", under \u201c{self.group}\u201d" if grouped and self.group else ""
        return f"{self.label}{under}: {value}{unit}" + (
            f" (the row: {others})" if len(self.figures) > 1 else ""
        )


def asked_for(question: str) -> bool:
    """Whether a question wants a figure and no account of it."""
    part = first_part(question)
    return _ASKS.search(part) is not None and _EXPLAINS.search(part) is None


def over_time(question: str) -> bool:
    """Whether a question wants a figure from each of several reports."""
    return _OVER_TIME.search(question) is not None


def first_part(question: str) -> str:
    """The question up to where it asks for more than a figure: causes, consequences, an account."""
    return _MORE.split(question, maxsplit=1)[0]


def telling(text: str) -> frozenset[str]:
    """The words that say which figure is meant, those that mean the same as one."""
    return frozenset(_PLAIN.get(word, word) for word in plain(text) if word not in _EMPTY and len(word) > 1)


def plain(text: str) -> list[str]:
    """All words, with one spelling for what has several."""
    text = text.lower()
    for pattern, spelled in _SPELLED:
        text = re.sub(pattern, spelled, text)
    return words(text)


def same_word(word: str) -> str:
    """The word that stands for all that mean the same."""
    return _PLAIN.get(word, word)


def rows(hits: Sequence[Hit]) -> Iterator[Row]:
    """All rows in passages, in the order of the text."""
    for hit in sorted(hits, key=lambda hit: hit.span):
        lines = hit.text.split("\n")
        start = hit.span.start
        for number, line in enumerate(lines):
            end = start + len(line.encode())
            if match := ROW.match(_whole(line.strip("\r "), lines[number - 1] if number else "")):
                if not _is_amount(match["figures"]):
                    start = end + 1
                    continue
                figures = tuple(figure.strip() for figure in _ONE.findall(match["figures"]))
                above = lines[max(0, number - _ABOVE) : number]
                if _NOTE.fullmatch(figures[0]) and _years(above, len(figures) - 1):
                    figures = figures[1:]
                span = Span(hit.span.document, start, end)
                yield _row(match["label"], figures, above, span)
            start = end + 1


def _whole(line: str, above: str) -> str:
    """A row with the beginning of its label, where that is so long that it stands in the line above."""
    bare = above.strip("\r ")
    begun = line[:1].islower() and bare[:1].isupper() and len(bare) <= _LONGEST_GROUP
    return f"{bare} {line}" if begun and ROW.match(line) and not re.search(r"[\d.:;]", bare) else line


def _is_amount(text: str) -> bool:
    """Whether it looks like more than the number of a page."""
    return len(_ONE.findall(text)) > 1 or re.search(r"[,.%$€£]", text) is not None


def _row(label: str, figures: tuple[str, ...], above: Sequence[str], span: Span) -> Row:
    units = [match.group(1).lower() for line in above if (match := _UNIT.search(line))]
    return Row(
        label.strip(" $"),
        figures,
        telling(label),
        span,
        _years(above, len(figures)),
        f"in {units[-1]}" if units else "",
        _group(above),
    )


def _group(above: Sequence[str]) -> str:
    """The nearest line above that names something and has no figures."""
    for line in reversed(above):
        bare = line.strip(" :\r")
        if bare and not re.search(r"\d", bare):
            return bare if len(bare) <= _LONGEST_GROUP else ""
    return ""


def _years(above: Sequence[str], columns: int) -> tuple[str, ...]:
    """The years in the nearest headings, if there are as many as columns."""
    found: list[str] = []
    for line in reversed(above):
        years = _YEAR.findall(line)
        heading = len(line) < 160 and (bool(years) or _OF_HEADINGS.search(line) is not None)
        if (heading and not ROW.match(line)) or (years and not re.sub(r"[\d\s,]", "", line)):
            found = [*years, *found]
        elif found:
            break
    return tuple(found) if len(found) == columns else ()


def meant(question: str, found: Sequence[Row], known: frozenset[str]) -> list[Row]:
    """The rows whose labels say what is asked after; `known` are words that the scope accounts for."""
    asked = telling(question) - known - _numbers(question)
    weights = _weights(asked, found)
    if not found or not asked:
        return []
    chosen: list[Row] = []
    rest = set(asked)
    while rest and len(chosen) < _MOST_ROWS:
        best = max(found, key=lambda row: (_fit(row, rest, weights), -row.span.start))
        if _fit(best, rest, weights) <= 0:
            break
        chosen.append(best)
        rest -= best.telling
    covered = sum(weights[word] for word in asked - rest)
    return chosen if covered >= _COVERED * sum(weights.values()) else []


def related(question: str, found: Sequence[Row], known: frozenset[str], *, most: int) -> list[Row]:
    """Rows that have nothing in their labels but what the question speaks of, best first, each once; or all
    of it and one word more: the effective tax rate, where it asks for the tax rate.

    They are about what is asked; whether they answer it they do not say.
    """
    asked = set(telling(question) - known - _numbers(question))
    weights = _weights(asked, found)
    fitting = [(row, fit) for row in found if (fit := _fit(row, asked | _one_more(row, asked), weights)) > 0]
    fitting.sort(key=lambda each: (-each[1], each[0].span))
    different = {(row.label.lower(), row.figures): row for row, _ in reversed(fitting)}
    return list(reversed(different.values()))[:most]


def _one_more(row: Row, asked: set[str]) -> frozenset[str]:
    more = row.telling - asked
    return more if len(asked) > 1 and len(more) == 1 and asked <= row.telling else frozenset()


def _weights(asked: Iterable[str], found: Sequence[Row]) -> dict[str, float]:
    """Words that few labels have say more about which is meant."""
    times = Counter(word for row in found for word in row.telling)
    return {word: math.log(1 + len(found) / times[word]) if times[word] else 3.0 for word in asked}


def _fit(row: Row, rest: set[str], weights: dict[str, float]) -> float:
    """The weight of the words a label has of the question; labels that say more than it are not meant."""
    if not row.telling or not row.telling <= rest:
        return 0.0
    return sum(weights.get(word, 0.0) for word in row.telling) + 0.1 * row.label.lower().startswith("total")


def _numbers(question: str) -> frozenset[str]:
    return frozenset(word for word in words(question) if re.fullmatch(r"q?\d+|10|q", word))


def rows_of(question: str, documents: Sequence[DocumentId], context: Context) -> list[Row]:
    """The rows of the passages that a question leads to, as a whole and by each of its telling words.

    A question of many words leads to what speaks of most of them, while a row has one or two.
    """
    hits = list(context.search(question, limit=_PASSAGES, documents=documents))
    for word in sorted(telling(question) - _numbers(question))[:_MOST_WORDS]:
        hits += context.search(word, limit=_PASSAGES_OF_A_WORD, documents=documents)
    different = {hit.span: hit for hit in hits}
    return list(rows(list(different.values())))


def short(name: str) -> str:
    """The name of a document without its folder and its kind."""
    return re.sub(r"\.\w{1,5}$", "", name.rpartition("/")[2])

"""Questions for pairs ("all pairs of users where both have a row of this kind") become a query, by rule.

A query that joins a table with itself under conditions on groups is beyond a small root, while the wordings
of such conditions are few. Where a part of the question is not understood, the root is asked as ever.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.queries.ruled.tallies import bare
from rlm_desktop.rlm.queries.ruled.tally_asked import Category
from rlm_desktop.rlm.question.linking import identifier, literal
from rlm_desktop.rlm.question.tallies.tally_scopes import DAY_MARK, RELATIONS, moments

_SPEAKS = re.compile(r"\bpairs?\b", re.IGNORECASE)
_PAIRS = re.compile(
    r"\bpairs? of (?:(?:the|different|distinct|two) )*(?P<of>[\w ]+?)\s*"
    r"(?P<aside>\([^()]*\))?,?\s*(?:(?:such that|for which|in which|so that|where|who|that|of whom)\b\s*"
    r"|(?=(?:both|each|have|has|had|with|share)\b))+",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"^\s*(?:both|each|the two)(?: of (?:them|the two))?(?: [a-z]+(?: ids?)?(?= (?:have|has|had|with)\b))?",
)
_ONE_AND_OTHER = re.compile(
    r"^\s*one (?P<one>.+?),? (?:and|while|but) the other(?: one)?(?: [a-z]+)?"
    r"(?= (?:has|have|had)\b)(?P<other>.+)$"
)
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "some": 1,
    "any": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "no": 0,
}
_NUMBERS |= {"six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_COMPARED = {
    "at least": ">=",
    "no fewer than": ">=",
    "no less than": ">=",
    "exactly": "=",
    "only": "=",
    "precisely": "=",
    "more than": ">",
    "at most": "<=",
    "no more than": "<=",
    "fewer than": "<",
    "less than": "<",
}
_VALUE = r"§\d+"
_CALLED = r"(?:(?:the|an?|label(?:led|ed)?|category|class|value|kind|type|of|as|is|are)\s+)*"
_VALUES = rf"{_CALLED}(?P<values>{_VALUE}(?:(?:,? or |, |,? and ){_CALLED}{_VALUE}(?! ?\w+ing\b))*)"
_QUANTITY = re.compile(
    rf"\b(?:(?P<compared>{'|'.join(_COMPARED)}) )?(?P<number>{'|'.join(_NUMBERS)}|\d+)\b"
    r"(?: (?!with\b|of\b|that\b|which\b|§)[a-z-]+){0,3}?"
    r"(?: (?:with|of|that|which|is|are|in|on|having|has|have|was|were|classified|about|for|from))*"
    rf" {_VALUES}"
)
_ALL = re.compile(
    r"\b(?:all|every|each)(?: (?:the|of|their|[a-z]+?)){0,3}?"
    rf" (?:that (?:is|are)|with|of|classified as) {_VALUES}"
    r"(?: (?:for|of) both(?: [a-z]+){0,2}?)?(?: (?:must be|must|are|is|was|were|being|be|have|dated|date|a))*"
    rf" (?P<relation>{'|'.join(words for words, _ in RELATIONS)}) ⟦(?P<day>\d+)⟧"
)
_IMPLIED = re.compile(
    r"\b(?:have|has|had|with|ordered|bought|sold|used|visited|made|got|sent|received|posted|paid|took|wrote)"
    r" (?:(?:an?|the|any|some) )?(?:(?:rows?|records?|orders?|lines?|instances?) (?:with|of|in|from|for) )?"
    rf"{_VALUES}"
)
_SHARES = re.compile(
    r"^\s*(?:(?:both|share|have|has|had|with|at least one|an?|rows?|records?|some|are|on|in|from|of)\s+)*"
    r"(?:the same|a common|share an?|share the) (?P<column>[\w ]+?)\s*$"
)
_USUAL_WORDS = """
a an and are both each for from has have having in is labeled labelled must of on or record records row
rows that the them to two was were who with
"""
_USUAL = frozenset(_USUAL_WORDS.split())
_OFTEN = 400
"""Values of a column that are looked for in a question."""


class Wanted(msgspec.Struct, frozen=True):
    """The query that tells the pairs, and one for the rows that they rest on."""

    query: str
    places: str


class _Side(msgspec.Struct, frozen=True):
    """What must hold of one of the two: conditions on its group, and which of its rows they are about."""

    having: tuple[str, ...]
    about: tuple[str, ...]


def is_asked(question: str) -> bool:
    """Whether the question is about pairs at all: then a count of rows answers something else."""
    return _SPEAKS.search(question) is not None and _PAIRS.search(" ".join(question.split())) is not None


def asked(question: str, profile: Profile, category: Category | None = None) -> Wanted | None:
    """The pairs a question asks for; None where it asks for something else, or is not wholly understood.

    `category`: the labels that it speaks of, if they are known; else columns that have the values it names.
    """
    if not is_asked(question):
        return None
    tables = [table for table in profile.tables if table.kind != "documents"]
    known = [category] if category else [each for table in tables for each in _categories(question, table)]
    for each in known:
        if (wanted := compose(question, each)) is not None:
            return wanted
    return next((same for table in tables if (same := _sharing(question, table))), None)


def compose(question: str, category: Category) -> Wanted | None:
    """The pairs whose two sides are told by how many rows of which values they have."""
    text = " ".join(bare(question).split())
    match = _PAIRS.search(text)
    group = _column(match["of"], category.table) if match else None
    if match is None or group is None or group == category.column:
        return None
    named, marked = _marked(_condition(text[match.end() :]), category)
    days, months, marked = moments(marked)
    if months or not named:
        return None
    for number in range(len(days)):
        marked = marked.replace(DAY_MARK, f"⟦{number}⟧", 1)
    reader = _Reader(category, named, days, called=match["of"])
    sides = reader.sides(marked.lower())
    if sides is None:
        return None
    counts = re.search(r"\bhow many pairs\b|\bnumber of pairs\b", text, re.IGNORECASE) is not None
    return _query(category.table, group, sides, counts=counts)


class _Reader:
    """Reads conditions in which values are `§0`, `§1` … and days marks in their order."""

    def __init__(
        self, category: Category, named: Sequence[str], days: Sequence[date], *, called: str
    ) -> None:
        self._label = identifier(category.column)
        self._named = named
        self._days = list(days)
        self._usual = _USUAL | _forms(called)
        dated = [column.name for column in category.table.columns if column.type in ("date", "timestamp")]
        self._date = dated[0] if len(dated) == 1 else None

    def sides(self, text: str) -> tuple[_Side, _Side] | None:
        if match := _ONE_AND_OTHER.match(text):
            one, other = self._side(match["one"]), self._side(match["other"])
            return (one, other) if one and other else None
        match = _BOTH.match(text)
        both = self._side(text[match.end() :] if match else text)
        return (both, both) if both else None

    def _side(self, text: str) -> _Side | None:
        """None where a part of the text is neither a number of rows nor a time of all of them."""
        having: list[str] = []
        about: list[str] = []
        left, compared = text, ">="
        for match in _ALL.finditer(text):
            condition = self._all_of(match)
            if condition is None:
                return None
            having.append(condition)
            left = left.replace(match.group(), " ", 1)
        text = left
        for match in _QUANTITY.finditer(text):
            compared = _COMPARED[match["compared"]] if match["compared"] else compared
            for values in self._groups(match["values"]):
                having.append(self._number(values, compared, match["number"]))
                about.append(f"{self._label} IN ({values})")
            left = left.replace(match.group(), " ", 1)
        for match in _IMPLIED.finditer(left):
            for values in self._groups(match["values"]):
                having.append(self._number(values, ">=", "one"))
                about.append(f"{self._label} IN ({values})")
            left = left.replace(match.group(), " ", 1)
        rest = set(re.findall(r"\w+|§|⟦", left)) - self._usual
        return _Side(tuple(having), tuple(about)) if having and not rest - {""} else None

    def _groups(self, listed: str) -> list[str]:
        """ "A or B" is one set of values, "A and B" are two."""
        parts = re.split(rf",? and (?={_CALLED}§)", listed)
        return [
            ", ".join(literal(self._named[int(number)]) for number in re.findall(r"§(\d+)", part))
            for part in parts
        ]

    def _number(self, values: str, compared: str, said: str) -> str:
        number = int(said) if said.isdigit() else _NUMBERS[said]
        sign = "=" if said == "no" else compared
        return f"count(*) FILTER (WHERE {self._label} IN ({values})) {sign} {number}"

    def _all_of(self, match: re.Match[str]) -> str | None:
        """That all rows of some values are of a time: none of them is of another."""
        if self._date is None:
            return None
        sign = next(sign for words, sign in RELATIONS if re.fullmatch(words, match["relation"]))
        values = ", ".join(literal(self._named[int(n)]) for n in re.findall(r"§(\d+)", match["values"]))
        day = self._days[int(match["day"])].isoformat()
        is_then = f"CAST({identifier(self._date)} AS DATE) {sign} DATE '{day}'"
        return f"count(*) FILTER (WHERE {self._label} IN ({values}) AND NOT ({is_then})) = 0"


def _query(table: Table, group: str, sides: tuple[_Side, _Side], *, counts: bool) -> Wanted:
    """Groups that fit one side, joined with those that fit the other; each pair once, in order."""
    who, source = identifier(group), identifier(table.name)
    one, other = (
        f"(SELECT {who} AS who FROM {source} WHERE {who} IS NOT NULL GROUP BY 1"
        f" HAVING {' AND '.join(side.having)})"
        for side in sides
    )
    pairs = (
        f"SELECT DISTINCT least(a.who, b.who) AS {identifier(f'{group}_1')},"
        f" greatest(a.who, b.who) AS {identifier(f'{group}_2')}"
        f" FROM {one} AS a JOIN {other} AS b ON a.who <> b.who"
    )
    about = " OR ".join(dict.fromkeys(about for side in sides for about in side.about))
    in_pairs = " UNION ".join(f"SELECT {identifier(f'{group}_{n}')} FROM ({pairs})" for n in (1, 2))
    places = (
        f"SELECT _document, _start, _end FROM {source} WHERE ({about or 'TRUE'}) AND {who} IN ({in_pairs})"
        " ORDER BY _document, _start"
    )
    query = f"SELECT count(*) AS pairs FROM ({pairs})" if counts else f"{pairs} ORDER BY 1, 2"
    return Wanted(query, places)


def _sharing(question: str, table: Table) -> Wanted | None:
    """Pairs that have rows with the same value of a column: "which pairs of users have the same city"."""
    text = " ".join(bare(question).split())
    match = _PAIRS.search(text)
    group = _column(match["of"], table) if match else None
    said = _SHARES.match(_condition(text[match.end() :]).lower()) if match else None
    shared = _column(said["column"], table) if said else None
    if group is None or shared is None or shared == group:
        return None
    who, what, source = identifier(group), identifier(shared), identifier(table.name)
    joined = f"{source} AS a JOIN {source} AS b ON a.{what} = b.{what} AND a.{who} < b.{who}"
    columns = f"a.{who} AS {identifier(f'{group}_1')}, b.{who} AS {identifier(f'{group}_2')}"
    counts = re.search(r"\bhow many pairs\b|\bnumber of pairs\b", text, re.IGNORECASE)
    pairs = f"SELECT DISTINCT {columns} FROM {joined}"
    query = f"SELECT count(*) AS pairs FROM ({pairs})" if counts else f"{pairs} ORDER BY 1, 2"
    several = f"SELECT {what} FROM {source} GROUP BY 1 HAVING count(DISTINCT {who}) > 1"
    places = (
        f"SELECT _document, _start, _end FROM {source} WHERE {what} IN ({several}) ORDER BY _document, _start"
    )
    return Wanted(query, places)


def _condition(text: str) -> str:
    """What must hold of the pairs: the rest of the sentence, without sentences that say something else."""
    sentence = re.split(r"[.?!](?:\s|$)", text, maxsplit=1)[0].strip()
    return re.sub(r",?\s+(?:are there|exist|do exist|can be found)(?: in all)?$", "", sentence)


def _marked(text: str, category: Category) -> tuple[list[str], str]:
    """The values in their order, and the text with `§0`, `§1` … in their places."""
    known = {value.lower(): value for value in category.values if value}
    if not known:
        return [], text
    listed = "|".join(re.escape(value) for value in sorted(known, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)['\"\u2018\u201c]?({listed})['\"\u2019\u201d]?(?!\w)", re.IGNORECASE)
    named: list[str] = []

    def mark(match: re.Match[str]) -> str:
        named.append(known[match.group(1).lower()])
        return f"§{len(named) - 1}"

    marked = pattern.sub(mark, text)
    column = re.escape(category.column.replace("_", " "))
    return named, re.sub(rf"\b(?:the |an? )?{column}s? (?:of )?(?=§)", "", marked, flags=re.IGNORECASE)


def _categories(question: str, table: Table) -> Iterator[Category]:
    """Columns of which the question names a value."""
    for column in table.columns:
        values = tuple(value for value, _ in column.values[:_OFTEN])
        if column.type == "text" and column.name != "line" and not column.is_free_text:
            category = Category(table, column.name, values)
            if values and _marked(question, category)[0]:
                yield category


def _column(said: str, table: Table) -> str | None:
    """The column that a noun names: "users", "user ids" and "user numbers" are `user`."""
    noun = re.sub(r"[ _](?:ids?|numbers?|names?)$", "", said.strip().lower())
    for column in table.columns:
        if _is_called(column, noun.split()[-1] if noun else ""):
            return column.name
    return None


def _is_called(column: Column, noun: str) -> bool:
    if column.is_free_text or column.name == "line" or not noun:
        return False
    name = column.name.lower()
    return bool({name, name.split("_")[0], name.split("_")[-1]} & _forms(noun))


def _forms(noun: str) -> set[str]:
    """The words of a noun, in the plural and in the singular."""
    words = noun.lower().split()
    return {
        form
        for word in words
        for form in (word, word.removesuffix("s"), re.sub(r"ies$", "y", word), word.removesuffix("es"))
    }

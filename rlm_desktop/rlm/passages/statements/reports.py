"""Whose report of which year a question means: by the names of files and by the first page of each.

Files are called 3M_2018_10K.pdf or otherwise, and a question says 3M, Activision Blizzard or AMEX. A report
for a year holds the figures of years before as well.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.profile import Document
from rlm_desktop.spans import Span

_HEAD = 6_000  # bytes
_SMALLEST = 2_000
_MOST = 2_000  # documents
_ANNUAL = re.compile(
    r"\bform\s*(?:10-?k|20-?f|40-?f)\b|\bannual report\b(?! on form 10-k (?:for|filed))|10-?k\b",
    re.IGNORECASE,
)
_QUARTERLY = re.compile(r"\bform\s*10-?q\b|\bquarterly report pursuant\b|10-?q\b", re.IGNORECASE)
_CURRENT = re.compile(r"\bform\s*8-?k\b|8-?k\b", re.IGNORECASE)
_RELEASE = re.compile(
    r"\bearnings\b|\b(?:announce[sd]?|report(?:s|ed))\b.{0,80}\b(?:quarter|year|results)\b", re.IGNORECASE
)
_KINDS = (("quarterly", _QUARTERLY), ("annual", _ANNUAL), ("current", _CURRENT), ("release", _RELEASE))
_ENDED = re.compile(
    r"\b(?:(?:fiscal )?year|quarterly period|period|quarter) ended:?\s*"
    r"([a-z]+\.? ?\d{1,2},?\s*((?:19|20)\d\d))",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_REGISTRANT = re.compile(r"exact\s{0,3}name\s{0,3}of\s{0,3}(?:the )?registrant", re.IGNORECASE)
_OF_IT_ALONE = r"(?!(?i:the|our|this|such|a)\b[ \t]+(?i:comp|corp))"
_FIRM_ALONE = re.compile(
    rf"^[ \t]*{_OF_IT_ALONE}(?:[a-z]?[A-Z]|[0-9]+[A-Z])[\w&.,'\u2019-]*"
    rf"(?:[ \t]+{_OF_IT_ALONE}(?:[A-Z0-9&][\w&.,'\u2019-]*|(?:and|of|for|the|de)(?=[ \t]))){{0,7}}?,?[ \t]+"
    r"(?:Inc|INC|Incorporated|INCORPORATED|Corp|CORP|Corporation|CORPORATION|Company|COMPANY|[Pp]lc|PLC|Ltd|LTD"
    r"|Limited|LIMITED|N\.?V|LLC)\b\.?[ \t]*$",
    re.MULTILINE,
)
"""A line that is the name of a firm and nothing else: all its words have capitals, and none leads to "the
company"."""
_LINES_OF_HEAD = 30
_LONGEST_NAME = 90
_OF_THE_FORM = re.compile(r"\bcommission file n\w+\W*[\d\s-]*|_{3,}", re.IGNORECASE)
_FORM_OF_FIRM = re.compile(
    r"\b(?:inc|incorporated|corp|corporation|company|co|ltd|limited|plc|group|holdings?|llc|n\.?v|s\.?a|ag|se|the)\b\.?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[A-Za-z0-9&.\u2019'-]*[A-Za-z0-9]")
_ASKING = """
what how which who is are was were has have had did does do can using based among when where why roughly give
fy usd ppe ppne cogs ebitda capex roa dpo dio dso ccc cagr fcf eps ebit q1 q2 q3 q4 the for in answer if
"""
_NO_NAMES = frozenset(_ASKING.split())
_MOST_WORDS = 5
_MOST_CAPITALS = 200
"""A question has so many words with a capital, or is a text itself."""
_BEGINNING = 200_000  # bytes
_NAMED = (
    re.compile(
        r"\b[Ff]iscal (?:[Yy]ear )?(?P<name>20\d\d)\b[^.;]{0,60}?\bend(?:ed|ing|s)\W+(?:on )?"
        r"[A-Z][a-z]+ \d{1,2}, (?P<end>20\d\d)"
    ),
    re.compile(
        r"\bend(?:ed|ing|s) (?:on )?[A-Z][a-z]+ \d{1,2}, (?P<end>20\d\d)\W{0,4}"
        r"(?:\(|or |are |is )[^.;()]{0,30}?[Ff]iscal (?:[Yy]ear )?(?P<name>20\d\d)"
    ),
)
"""Fiscal 2022 may be the year that ended on 28 January 2023."""

Kind = str


class Report(msgspec.Struct, frozen=True):
    """One document: whose it is, in small letters without spaces, of which year, and of what kind."""

    document: Document
    names: frozenset[str]
    words: tuple[str, ...]
    """The words of the name on its first page."""
    year: int
    kind: Kind


def read(documents: Sequence[Document], context: Context) -> list[Report]:
    """What each document is, as far as its name and its first page tell."""
    return [_report(each, context) for each in documents[:_MOST] if each.bytes >= _SMALLEST]


def _registrant(head: str) -> str:
    """What stands before "exact name of registrant": the end of the line there, or of the last one above."""
    found = _REGISTRANT.search(head)
    if found is None:
        firm = _FIRM_ALONE.search("\n".join(head.split("\n", _LINES_OF_HEAD)[:_LINES_OF_HEAD]))
        return firm.group().strip() if firm else ""
    above = head[: found.start()].rstrip("( \t\r\n")
    return above.rpartition("\n")[2].strip()[-_LONGEST_NAME:]


def _report(document: Document, context: Context) -> Report:
    head = context.read(Span(document.id, 0, min(_HEAD, document.bytes)))
    flat = " ".join(head.split())
    name = re.sub(r"\.\w{1,5}$", "", document.name.rpartition("/")[2])
    own = [part for part in re.split(r"[_\W]+", name) if part]
    before = next(
        (number for number, part in enumerate(own) if re.search(r"\d{4}|^10|^8|^Q\d", part)), len(own)
    )
    words = _firm(_registrant(head))
    names = {"".join(own[:before]).lower(), "".join(words)} - {""}
    ended = _ENDED.search(flat)
    of_name = _YEAR.findall(name)
    year = int(ended.group(2)) if ended else int(of_name[0]) if of_name else 0
    return Report(
        document,
        frozenset(names),
        words or tuple(part.lower() for part in own[:before]),
        year,
        _kind(name, flat),
    )


def _firm(line: str) -> tuple[str, ...]:
    line = _OF_THE_FORM.sub(" ", line)
    bare = _FORM_OF_FIRM.sub(" ", re.sub(r"[\u2019']", "", line))
    return tuple(re.findall(r"[^\W_]+", bare.lower()))


def _kind(name: str, head: str) -> Kind:
    for text in (re.sub(r"[_\W]+", " ", name.replace("-", "")), head):
        for kind, form in _KINDS:
            if form.search(text):
                return kind
    return ""


class Meant(msgspec.Struct, frozen=True):
    """The reports of the company that a question names, and the words that name it."""

    reports: tuple[Report, ...]
    said: str = ""


def meant(question: str, reports: Sequence[Report]) -> Meant:
    """Of whom the question speaks; all where all are of one company, none where it names none of several."""
    best: tuple[int, str, tuple[Report, ...]] = (0, "", ())
    companies = _by_letter(reports)
    for said in _phrases(question):
        if len(_plain(said)) <= best[0]:
            continue
        near = {one for letter in _first_letters(said) for one in companies.get(letter, ())}
        called = [number for some in near if _is_called(said, reports[some[0]]) for number in some]
        found = tuple(reports[number] for number in sorted(called))
        if found and _is_one(found):
            best = (len(_plain(said)), said, found)
    if best[2]:
        return Meant(best[2], best[1])
    return Meant(tuple(reports)) if reports and _is_one(reports) else Meant(())


def called(name: str, reports: Sequence[Report]) -> tuple[Report, ...]:
    """The reports of the company that has just this name, whatever kind of firm it is said to be."""
    found = meant(name, reports)
    return found.reports if found.said and _firm(found.said) == _firm(name) else ()


def _by_letter(reports: Sequence[Report]) -> dict[str, set[tuple[int, ...]]]:
    """The reports of each company by their numbers, under the letters that its names begin with."""
    of_names: dict[tuple[frozenset[str], tuple[str, ...]], list[int]] = {}
    for number, each in enumerate(reports):
        of_names.setdefault((each.names, each.words), []).append(number)
    found: dict[str, set[tuple[int, ...]]] = {}
    for (names, words), numbers in of_names.items():
        for letter in {name[:1] for name in (*names, *words[:1])}:
            found.setdefault(letter, set()).add(tuple(numbers))
    return found


def _first_letters(said: str) -> set[str]:
    """What a name may begin with that is said so, or without what kind of firm it is, or by its initials."""
    return {text[:1] for text in (_plain(said), "".join(_firm(said)), re.sub(r"[^A-Z]", "", said).lower())}


def _phrases(question: str) -> Iterator[str]:
    """What of a question may name a company, each once: a few words, the first of them with a capital."""
    tokens = list(_TOKEN.finditer(question))
    starts = [
        number
        for number, token in enumerate(tokens)
        if re.match(r"[a-z]?[A-Z]|\d", token.group()) and _plain(token.group()) not in _NO_NAMES
    ]
    told: set[str] = set()
    for start in starts[:_MOST_CAPITALS]:
        for end in range(start, min(start + _MOST_WORDS, len(tokens))):
            said = question[tokens[start].start() : tokens[end].end()]
            if re.search(r"[?:;]", said):
                break
            if said not in told:
                told.add(said)
                yield said


def _plain(said: str) -> str:
    return re.sub(r"[\W_]", "", re.sub(r"['\u2019]s\b", "", said)).lower()


def _is_one(reports: Sequence[Report]) -> bool:
    """Whether all are of one company: each shares a name with the first."""
    return all(each.names & reports[0].names or _begins(each, reports[0]) for each in reports)


def _begins(one: Report, other: Report) -> bool:
    return any(a.startswith(b) or b.startswith(a) for a in one.names for b in other.names)


def _is_called(said: str, report: Report) -> bool:
    bare = _plain(said)
    if len(bare) < 2 or bare in _NO_NAMES or re.fullmatch(r"(?:fy)?\d+", bare):
        return False
    if bare in report.names or "".join(_firm(said)) in report.names:
        return True
    if bare == "".join(report.words[: _words_in(bare, report.words)]):
        return True
    own = re.sub(r"['\u2019]s$", "", said)
    if " " in own or not re.search(r"[A-Z].*[A-Z]", own):
        return False
    return _is_short(own, report)


def _words_in(bare: str, words: Sequence[str]) -> int:
    """How many of the first words have the letters together; 0 where none have just as many."""
    for number in range(1, len(words) + 1):
        if len("".join(words[:number])) == len(bare):
            return number
    return 0


def _is_short(said: str, report: Report) -> bool:
    """JPM, AMEX, JnJ: the beginning of a name, the beginnings of its words, or their initials."""
    bare, capitals = said.lower(), re.sub(r"[^A-Z]", "", said).lower()
    if len(bare) >= 3 and any(name.startswith(bare) for name in report.names):
        return True
    initials = "".join(word[0] for word in report.words)
    if len(capitals) >= 2 and capitals == initials and len(bare) <= len(capitals) + 2:
        return True
    return len(bare) >= 4 and _of_beginnings(bare, report.words)


@lru_cache(maxsize=4096)
def _of_beginnings(bare: str, words: tuple[str, ...]) -> bool:
    """Whether letters are beginnings of two letters or more of words in turn."""
    if not bare:
        return True
    if not words:
        return False
    return any(
        bare.startswith(words[0][:size]) and _of_beginnings(bare[size:], words[1:])
        for size in range(2, len(words[0]) + 1)
    )


def in_order(reports: Sequence[Report], year: int, main: int = 0) -> list[Report]:
    """Annual reports that may hold a year, that of the main year first, then the nearest."""
    annual = [each for each in reports if each.kind == "annual" and each.year >= year > 0]
    first = max(year, main)
    return sorted(annual, key=lambda each: (each.year < first, abs(each.year - first), each.document.name))


def ends_later(report: Report, context: Context) -> int:
    """How many years after the year that it is named for the year of a report ends: 0 or 1."""
    size = min(_BEGINNING, report.document.bytes)
    text = " ".join(context.read(Span(report.document.id, 0, size)).split())
    apart = [int(found["end"]) - int(found["name"]) for form in _NAMED for found in form.finditer(text)]
    return 1 if apart.count(1) > apart.count(0) else 0

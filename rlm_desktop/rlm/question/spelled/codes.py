"""Names of countries, languages and states for the codes that a column has: France for FR, Portugal for prt.

A name is taken for a code only where most values of a column are codes of one kind.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from rlm_desktop.paths import resources
from rlm_desktop.profile import Column
from rlm_desktop.rlm.question.spelled import fips, peoples

_MOST = 0.85
_FEWEST = 6
"""So many different codes at least make a column one of codes; fewer where its name says so."""
_SHORT = 3  # letters
_ELEMENT = re.compile(r"[^,;/|&\s]+")
_CALLED = {
    "country": re.compile(r"countr|(?:^|_)c(?:n)?try(?:_|$)|nation|origin|land\b|territor|(?:^|_)(?:cc|iso)"),
    "language": re.compile(r"lang|sprache|locale"),
    "state": re.compile(r"state|province|region|(?:^|_)st(?:_|$)"),
}
_FIPS, _OF_TWO = "country of FIPS", 2
_CALLED[_FIPS] = _CALLED["country"]
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)


class _Known(msgspec.Struct, frozen=True):
    """Codes of one kind, in upper case, and names, in lower case, with their codes."""

    codes: frozenset[str]
    names: dict[str, tuple[str, ...]]


@cache
def _known() -> dict[str, _Known]:
    codes: dict[str, set[str]] = {}
    names: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in (resources() / "codes.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, listed, called = line.split("\t")
        own = tuple(listed.split())
        codes.setdefault(kind, set()).update(own if kind != "language" else (code.upper() for code in own))
        for name in called.lower().split("|"):
            before = names.setdefault(kind, {}).get(name, ())
            names[kind][name] = (*before, *(code.upper() for code in own))
    known = {kind: _Known(frozenset(codes[kind]), names[kind]) for kind in codes}
    country = known["country"]
    short = {
        name: tuple(fips.code(code) for code in own if len(code) == _OF_TWO)
        for name, own in country.names.items()
    }
    return known | {_FIPS: _Known(frozenset(code for own in short.values() for code in own), short)}


def kind_of(column: Column) -> str:
    """Of what a column holds the codes, "country"; empty where it holds something else.

    Of kinds that fit alike the one that its name says is taken: "CA" is Canada and California.
    """
    if column.type != "text" or column.is_free_text:
        return ""
    counted = [(element, count) for value, count in column.values for element in _ELEMENT.findall(value)]
    elements = {element.upper() for element, _ in counted}
    total = sum(count for _, count in counted)
    if not total:
        return ""  # how often values stand there is not known of columns that a question makes
    shares = {
        kind: sum(count for element, count in counted if element.upper() in known.codes) / total
        for kind, known in _known().items()
    }
    fitting = [kind for kind, share in shares.items() if share >= _MOST]
    if fips.are_meant(elements) and _FIPS in fitting:
        fitting = [kind for kind in fitting if kind != "country"]
    elif _FIPS in fitting:
        fitting.remove(_FIPS)
    # Where no name says it, of different values, too: two frequent ones may be codes by chance.
    alike = [kind for kind in fitting if len(elements & _known()[kind].codes) >= _MOST * len(elements)]
    named = [kind for kind in fitting if _CALLED[kind].search(column.name.lower())]
    lower = sum(element.islower() for element, _ in counted) * 2 > len(counted)
    order = ("language", "country", _FIPS, "state") if lower else ("state", "country", _FIPS, "language")
    best = sorted(alike, key=lambda kind: (-shares[kind], order.index(kind)))
    return (named or (best if len(elements) >= _FEWEST else []) or [""])[0]


def codes(phrases: Sequence[str], kind: str) -> Iterator[tuple[str, str]]:
    """Phrases that name what has a code of a kind, each with its codes in lower case."""
    known = _known()[kind]
    for phrase in phrases:
        for called in (phrase, *(peoples.countries(phrase) if kind in ("country", _FIPS) else ())):
            name = _ARTICLE.sub("", called).replace(".", "")
            if len(name) > _SHORT or name.isupper():  # "us" is no country
                yield from ((phrase, code.lower()) for code in known.names.get(name.lower(), ()))


def all_of(phrase: str) -> frozenset[str]:
    """All codes of what a phrase names, in lower case."""
    return frozenset(code for kind in _known() for _, code in codes([phrase], kind))

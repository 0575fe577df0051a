"""What people call the columns and the values of a table that are called otherwise there."""

import re
from collections.abc import Collection, Iterable, Iterator

from rlm_desktop.profile import OF_THE_COMPONENT, Table

_WRITERS = ("speaker", "author", "writer", "sender")
ALSO_CALLED = (
    ("process", "thread", "task"),
    ("host", "server", "machine", "computer", "hostname", "node"),
    ("component", "program", "service", "module", "logger", "class", "subsystem", "daemon", "tag"),
    ("level", "severity", "priority", "loglevel"),
    ("user", "account", "login", "username"),
    ("ip", "address", "client"),
    ("status", "state"),
    ("duration", "latency", "elapsed"),
    ("quantity", "amount", "qty"),
    ("price", "cost"),
    ("city", "town", "place"),
    ("author", "writer"),
    ("speaker", "nick", "nickname", "participant"),
    _WRITERS,
    ("path", "page", "url", "uri"),
    ("bytes", "data", "traffic"),
    ("laboratory", "lab"),
    ("examination", "exam"),
    ("temperature", "temp"),
    ("telephone", "phone"),
    ("rating", "score", "grade"),
)
"""What is called by one of these names may be asked for by another."""
_BODIES = frozenset(("department", "agency", "bureau", "authority", "office"))
"""Bodies of a state, whose kind stands before the word: `law_enforcement_agency`."""

_VALUES = (
    ("female", "woman", "women", "lady", "ladies", "f"),
    ("male", "man", "men", "gentleman", "gentlemen", "m"),
    ("fog", "foggy"),
    ("rain", "rainy"),
    ("snow", "snowy"),
    ("sun", "sunny"),
    ("usa", "us", "united states", "united states of america"),
    ("uk", "united kingdom", "great britain"),
    ("dead", "died", "killed", "deceased", "perished"),
    ("theft", "stolen", "stealing"),
    ("gunfire", "shot", "gunshot", "shooting", "firearm"),
    ("alive", "survived", "survivor", "survivors", "living"),
    ("cancelled", "canceled", "called off"),
    ("returned", "sent back", "given back"),
    ("open", "unresolved"),
    ("closed", "resolved"),
    ("rejected", "refused", "denied", "declined", "turned down"),
    ("granted", "approved", "accepted", "allowed", "permitted", "let through", "let in"),
)
_LEVELS = (
    ("warning", "warn", "w"),
    ("error", "err", "e"),
    ("information", "informational", "info", "i"),
    ("critical", "crit"),
    ("debug", "d"),
    ("verbose", "v"),
    ("fatal", "f"),
)
_SIZES = (("small", "s"), ("medium", "m"), ("large", "l"), ("extra large", "xl"))
_ROUNDS = (
    ("final", "f"),
    ("semi-final", "semifinal", "sf"),
    ("quarter-final", "quarterfinal", "qf"),
)
"""The last rounds of a tournament."""
_PARTIES = (
    ("democratic", "democrat", "democrats", "dem", "d"),
    ("republican", "republicans", "gop", "rep", "r"),
    ("independent", "independents", "ind", "i"),
    ("libertarian", "libertarians", "lib", "l"),
)
_OUTCOMES = (
    ("won", "win", "wins", "winner", "winners", "victory", "w"),
    ("lost", "lose", "loss", "losses", "defeat", "l"),
    ("drew", "draw", "draws", "drawn", "tie", "ties", "tied", "d", "t"),
)
"""How a game ended for those of a row."""
ALSO_SAID = (*_VALUES, *_LEVELS, *_SIZES, *_ROUNDS, *_PARTIES, *_OUTCOMES)
"""A value that is one of these may be asked for by another; a single letter where the column says of what."""
_ONLY_IN = (
    (_ROUNDS, re.compile(r"round|stage|round_name")),
    (_PARTIES, re.compile(r"(?:\w+_)?(?<!third_)(?:party|affiliation)(?:_\w+)?")),
    (_OUTCOMES, re.compile(r"outcome|result|game_result|match_result|win_loss|w_l|wl")),
)
"""Words that have a meaning of their own in columns of some names, and elsewhere none."""
_COLUMNS_OF_LETTERS = {
    "gender": _VALUES[:2],
    "sex": _VALUES[:2],
    "level": _LEVELS,
    "size": _SIZES,
}

_PHRASES = (
    (re.compile(r"\b(?:response|request|processing|running|elapsed) times?\b", re.IGNORECASE), "duration"),
    (re.compile(r"\b(?:took|takes?|lasted)\b.*\b(?:long(?:er|est)?|seconds?)\b", re.IGNORECASE), "duration"),
)
_ASKED_FOR = re.compile(
    r"\b(?:which|what|how many (?:different|distinct|unique|separate))\s+([a-z]{3,})\b", re.IGNORECASE
)
_SHORTENED, _WHOLE = 3, 4  # letters
_PROCESS = re.compile(r"\b(process(?:es)?)\b(\W+(?:ids?|numbers?)\b)?", re.IGNORECASE)


def may_mean(phrase: str, value: str, column: str) -> bool:
    """Whether a phrase may stand for a value of a column: a level has its own words, a letter its columns."""
    said, stored = phrase.lower(), value.lower()
    if stored not in (said, said.removesuffix("s")):
        only = [names for groups, names in _ONLY_IN if any(_both(said, stored, group) for group in groups)]
        if only:
            return any(names.fullmatch(column.lower()) for names in only)
    if len(stored) == 1 < len(said):
        return any(_both(said, stored, group) for group in _COLUMNS_OF_LETTERS.get(column, ()))
    of_levels = said.removesuffix("s") != stored and any(_both(said, stored, group) for group in _LEVELS)
    return column == "level" or not of_levels


def _both(said: str, stored: str, group: tuple[str, ...]) -> bool:
    return stored in group and (said in group or said.removesuffix("s") in group)


def writer(name: str, columns: Collection[str]) -> list[str]:
    """The one column of who wrote for another name of it: the speaker of a chat for its author."""
    found = [other for other in _WRITERS if other in columns] if name in _WRITERS else []
    return found if len(found) == 1 else []


def asked_for(question: str) -> str:
    """The thing that a question asks after, "node" of "which node …" and "how many different nodes …"."""
    match = _ASKED_FOR.search(question)
    return match.group(1).lower().removesuffix("s") if match else ""


def shortened(asked: Iterable[str], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Words of a question that a column has shortened: city for `cty`, transmission for `trans`.

    Only where one word stands for one column.
    """
    said = sorted(word for word in asked if len(word) >= _WHOLE)
    known = [name for name in names if name.isalpha() and len(name) >= _SHORTENED and name not in said]
    found = [(word, name) for word in said for name in known if word not in known and _shortens(name, word)]
    for word, name in found:
        if sum(word == other for other, _ in found) == 1 == sum(name == other for _, other in found):
            yield word, name


def _shortens(name: str, word: str) -> bool:
    """Whether a name is the beginning of a longer word, or consonants of it from the first to the last."""
    if len(name) > _SHORTENED and len(word) - len(name) > _SHORTENED and word.startswith(name):
        return True
    if not word.startswith(name[0]) or word[-1] != name[-1] or re.search("[aeiou]", name[1:]):
        return False
    letters = iter(word)
    return len(name) < len(word) and all(letter in letters for letter in name)


def of_bodies(asked: Iterable[str], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """A word for a body of a state, and the one column that is called by another such word at its end."""
    known = list(names)
    here = [name for name in known if name.rpartition("_")[2] in _BODIES]
    said = sorted(_BODIES.intersection(asked))
    if len(here) == len(said) == 1 and not any(said[0] in name.split("_") for name in known):
        yield said[0], here[0]


def in_phrases(question: str) -> Iterator[tuple[str, str]]:
    """Phrases of a question that mean a column by a name of which they have no word."""
    for pattern, column in _PHRASES:
        if match := pattern.search(question):
            yield match.group(), column


def of_process(question: str, table: Table) -> tuple[str, str] | None:
    """What "process" means where processes have numbers: the number, or the program that it stands behind."""
    names = {column.name: column for column in table.columns}
    match = _PROCESS.search(question)
    if match is None or "pid" not in names or "process" in names:
        return None
    if match.group(2) or names["pid"].note != OF_THE_COMPONENT:
        return match.group(), "pid"
    return match.group(), "component"

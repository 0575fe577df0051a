"""Words of a question that a query takes no account of: men, in a mean over all rows."""

import re
from collections.abc import Iterator, Sequence

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.queries.measures import sums
from rlm_desktop.rlm.question import intent
from rlm_desktop.rlm.question.documents import the_file
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import Links, words

_PEOPLE = re.compile(r"\b(?:wo)?m[ae]n\b|\b(?:boys?|girls?|(?:fe)?males?)\b", re.IGNORECASE)
_OF_PEOPLE = re.compile(
    r"(?:wo)?m[ae]n|boy|girl|male|sex|gender|^[mf]$|act(?:or|ress)|lady|ladies|\bmrs?\b|king|queen"
)
_LISTED = re.compile(
    r"\b(?:which|what|list|show|name|give)\b(?: me)?(?: (?:of|all|every|each|the|are|is))*((?: [\w-]+){1,3})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_SHARE_OF = re.compile(
    r"\b(?:share|percent(?:age)?|proportion|fraction) of (?:all |the |our )*((?:[\w-]+\s+){0,2}[\w-]+s)\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:is|are|was|were|been)\s+(?:still|already|currently|now)\s+(?P<state>[a-z]{3,})\b", re.IGNORECASE
)
_MARKED = re.compile(
    r"\b(?:marked|flagged|labell?ed|tagged|listed|classed|recorded|shown)\s+as\b", re.IGNORECASE
)
"""Before the name of a column it says that a row has something there."""
_LOGS = frozenset(("log", "lines"))
_SHORTEST, _ALIKE = 3, 4  # letters


def of(tree: exp.Query, question: str, links: Links, called: Sequence[str] = ()) -> Iterator[str]:
    """Sentences about words that say which rows are meant, where a query looks at others, too.

    `called` are the names of what the rows stand in.
    """
    if (people := _PEOPLE.search(question)) and not _tells_people(tree, people.group(), links):
        yield f"“{people.group()}” of the question has no place in the query."
    yield from _of_state(tree, question, links)
    if sums.is_bare_count(tree) and (unsaid := _beside_count(tree, question, called)):
        yield f"The query counts all rows: it takes no account of “{' '.join(unsaid)}”."
    if lists_all(tree) and (unsaid := _beside_list(tree, question, links)):
        yield f"The query lists all rows: it takes no account of “{' '.join(unsaid)}”."


def _of_state(tree: exp.Query, question: str, links: Links) -> Iterator[str]:
    """Rule "still open": what rows are said to be by now, where no condition of a query is about it."""
    match = _STATE.search(question)
    lacking = any(not isinstance(one.parent, exp.Not) for one in tree.find_all(exp.Is))
    if match is None or lacking or tree.find(exp.Boolean):
        return  # "still open" may be told by what has no end yet
    known = {word for text in tree.find_all(exp.Literal) for word in words(text.name)}
    known |= {word for one in tree.find_all(exp.Column) for word in words(one.name.replace("_", " "))}
    known |= {word for link in links.values for word in words(link.phrase)}
    known |= {word for said, _, _ in links.meant for word in words(said)}
    if wording.tells(match["state"], known):
        yield f"“{match['state']}” of the question has no place in the query."


def of_modifiers(
    tree: exp.Query, question: str, links: Links, table: Table | None, called: Sequence[str]
) -> Iterator[str]:
    """Rule "home burglaries are not all": a word before what is counted, of which a query takes no account.

    Not of logs, whose lines are looked through for it; `called` are names that rows may be called by.
    """
    if table is None or table.kind in _LOGS:
        return
    known = {word for name in (table.name, *called) for word in words(name.replace("_", " "))}
    known |= {word for one in tree.find_all(exp.Column) for word in words(one.name.replace("_", " "))}
    known |= {w for text in tree.find_all(exp.Literal) if text.is_string for w in words(text.name)}
    known |= {word for said, _, _ in links.meant for word in words(said)}
    linked = [link.phrase for link in links.values] + [inside.phrase for inside in links.inside]
    known |= {word for phrase in linked for word in words(phrase)}
    for match in (*intent.COUNTED.finditer(question), *_SHARE_OF.finditer(question)):
        tokens = match.group(1).split()
        several = next((n for n, token in enumerate(tokens) if token.lower().endswith("s")), 0)
        for token in tokens[:several]:
            if wording.tells(token, known) and not any(_begin_alike(token, word) for word in known):
                yield f"“{token}” of the question has no place in the query."


def _begin_alike(token: str, word: str) -> bool:
    least = min(len(token), len(word), _ALIKE)
    return least >= _SHORTEST and token[:least].lower() == word[:least]


def lists_all(tree: exp.Query) -> bool:
    """Whether columns of all rows are shown, but for those that have nothing in a column."""
    if not isinstance(tree, exp.Select) or tree.find(
        exp.Group, exp.Having, exp.Limit, exp.AggFunc, exp.Window
    ):
        return False
    return sums.looks_at_all(tree) and not tree.args.get("joins")


def of_dropped(
    tree: exp.Query, dropped: Sequence[exp.Expr], question: str, links: Links, called: Sequence[str]
) -> Iterator[str]:
    """Rule "men are no word of asking": all conditions were dropped, and words are left that say which rows.

    `called` are the names of what the rows stand in.
    """
    texts = [c for c in dropped if any(text.is_string for text in c.find_all(exp.Literal))]
    if not texts or not sums.looks_at_all(tree) or sums.is_bare_count(tree) or lists_all(tree):
        return  # `of` tells it of all rows, counted or listed.
    known = {word for name in called for word in words(name.replace("_", " "))}
    known |= {word for column in tree.find_all(exp.Column) for word in words(column.name.replace("_", " "))}
    known |= {word for said, _, _ in links.meant for word in words(said)}
    unsaid = [token for token in _WORD.findall(question) if wording.tells(token, known)]
    if unsaid:
        yield f"A condition was dropped, and the query takes no account of “{' '.join(unsaid)}”."


def _tells_people(tree: exp.Query, said: str, links: Links) -> bool:
    """Whether a query looks at men or women: at a column of that name or with such values."""
    texts = [each.name.lower() for each in tree.find_all(exp.Literal, exp.Column, exp.Table)]
    linked = {link.phrase.lower() for link in links.values}
    known = linked | {each.lower() for each, _, _ in links.meant}
    return said.lower() in known or any(_OF_PEOPLE.search(text) for text in texts)


def _beside_count(tree: exp.Query, question: str, called: Sequence[str]) -> list[str]:
    """Words of a question that a bare count of all rows passes over, besides what these are called.

    So are columns which the rows have that are counted: those marked as deprecated.
    """
    match = intent.COUNTED.search(question)
    several = [token for token in match.group(1).split() if token.lower().endswith("s")] if match else []
    rows = set(words(several[0])) if several else set()
    rows |= {word for column in tree.find_all(exp.Column) for word in words(column.name.replace("_", " "))}
    for start, end in the_file.names_in(question, called[0]) if len(called) == 1 else ():
        rows |= set(words(question[start:end]))
    return [token for token in _WORD.findall(_MARKED.sub(" ", question)) if wording.tells(token, rows)]


def _beside_list(tree: exp.Query, question: str, links: Links) -> list[str]:
    """Words of a question that a list of all rows passes over, besides what rows and columns are called."""
    match = _LISTED.search(question)
    several = [token for token in match.group(1).split() if token.lower().endswith("s")] if match else []
    rows = set(words(" ".join(several)))
    rows |= {word for column in tree.find_all(exp.Column) for word in words(column.name.replace("_", " "))}
    shown = {column.name.lower() for column in tree.find_all(exp.Column)}
    rows |= {word for said, _, name in links.meant if name.lower() in shown for word in words(said)}
    return [token for token in _WORD.findall(question) if wording.tells(token, rows)]

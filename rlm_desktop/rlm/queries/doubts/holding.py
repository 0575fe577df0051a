"""Whether what a query shows is what the question asks after: a pizza is no customer."""

import re
from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.conditions.asked_for import AskedFor
from rlm_desktop.rlm.queries.doubts import attributes, beside_heads
from rlm_desktop.rlm.question.documents import told_in_text
from rlm_desktop.rlm.question.linking import COMMON, Links, words
from rlm_desktop.rlm.question.spelled import synonyms

_THING = re.compile(
    r"\b(?:which|what)\s+(?:[a-z]+\s+){0,2}?(?P<thing>[a-z]{3,})\s+"
    r"(?:has|had|have|is|was|are|were|did|does|do|got|came|comes|sells?|sold|takes?|took|made|won|lost|ran|sent"
    r"|wrote|grew|fell|rose|spent|paid|brought|[a-z]+ed)\b",
    re.IGNORECASE,
)
_ASKS_FOR_A_THING = re.compile(
    r"^\W*(?:which|who|what(?:['\u2019]s| is| was| are| were) the)\b", re.IGNORECASE
)
_OF_A_KIND = re.compile(
    r"\b(?!(?:the|what|which|their|its|his|her|each|every|whose|by|and|of|total|highest|lowest)\b)"
    r"(?P<kind>[a-z]{3,}) (?P<noun>number|code|date|address)s?\b",
    re.IGNORECASE,
)
_BETWEEN = frozenset(words("of the in name at by"))
_MAIN = frozenset(words("main primary official full"))
_OTHERS = frozenset(words("alternate alternative other former old previous second secondary short"))
"""The main name is what is asked for, not the alternate one."""
_MANY_MORE = 20
"""Of so many more values than another column has one holds names, and the other kinds."""
_FILE = "file name"
"""The note of the column that tells documents apart, whatever they are."""
_OF_TIME = frozenset(words("day date time moment"))
_ROLE = re.compile(
    r"^\W*who (?:is|was|are|were) the (?P<role>(?:[a-z-]+ ){0,2}?(?P<head>[a-z-]+))"
    r" (?:of|for|on|in|behind|at)\b",
    re.IGNORECASE,
)
_ANYBODY = frozenset(words("person man woman people one ones author writer creator"))
_STEM = 5  # letters that a director and what he directed have in common
_ANYTHING = frozenset(words("one thing row record entry line item name kind type value file document"))
"""What may be called so is anything."""


def of_shown(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """What is shown names nothing, or is one of two columns that the question may as well mean.

    "Which country won most?" may be that of the games, and that of the athletes.
    """
    named = [columns.get(one.unalias().name.lower()) for one in tree.selects]
    shown = [column for column in named if column is not None]
    if not shown or _ASKS_FOR_A_THING.search(question) is None:
        return
    if all(column.type == "boolean" for column in shown):
        yield f"“{shown[0].name}” is yes or no, and the question asks for something else."
    asked, own = set(words(question)), _said(shown[0])
    others = [one for one in columns.values() if one not in shown and one.type == shown[0].type == "text"]
    for other in others:
        both = own & _said(other) & asked
        rests = [said - both - _BETWEEN for said in (own, _said(other))]
        if (_MAIN & own and _OTHERS & _said(other)) or other.distinct * _MANY_MORE < shown[0].distinct:
            continue
        if both and all(rests) and not asked & (rests[0] | rests[1]):
            yield f"{shown[0].name} was told, and {other.name} may as well be meant."
            return


def of_another_kind(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "a serial number is no registration number": what is shown is a number of another kind.

    Where no column shown has the word that the question puts before it.
    """
    named = [columns.get(one.unalias().name.lower()) for one in tree.selects]
    shown = [_said(column) for column in named if column is not None]
    asked = set(words(question))
    for match in _OF_A_KIND.finditer(question):
        kind, noun = words(match["kind"])[0], words(match["noun"])[0]
        others = [said for said in shown if noun in said and kind not in said]
        own = [{word for word in said - {noun} - asked if len(word) > 1} for said in others]
        if others and all(own) and not any(kind in said for said in shown):
            column = next(one for one in named if one is not None and _said(one) == others[0])
            yield f"It is not sure that “{column.name}” tells a {match['kind'].lower()} {noun}."
            return


def of_another_role(tree: exp.Query, question: str, table: Table) -> Iterator[str]:
    """Rule "an author is no review manager": somebody is told whose part no column of documents names."""
    match = _ROLE.search(question)
    if match is None or table.row_is != "document" or tree.find(exp.AggFunc, exp.Ordered):
        return
    named = {column.name.lower() for column in table.columns}
    shown = next((one.unalias().name.lower() for one in tree.selects), "")
    held = {word for name in named for word in words(name.replace("_", " "))}
    held |= {word for text in tree.find_all(exp.Literal) for word in words(text.name)}
    held |= {word for group in synonyms.ALSO_CALLED if held & set(group) for word in group}
    head = "".join(words(match["head"]))
    if shown in named and head not in _ANYBODY and not any(word[:_STEM] == head[:_STEM] for word in held):
        yield beside_heads.ANOTHER_ROLE.format(match["role"].lower(), shown)


def _said(column: Column) -> set[str]:
    return set(words(column.name.replace("_", " ")))


def doubts(
    tree: exp.Query,
    question: str,
    columns: Mapping[str, Column],
    called: Iterable[str],
    links: Links,
    asked: AskedFor | None,
) -> Iterator[str]:
    """A sentence where the first text shown is, as the model sees it, none of the things asked after.

    So it is asked of what groups are made of; numbers that nothing links to them are none. Only where no word
    links the column to them; `called` are words that rows may be called by.
    """
    shown = [one.unalias() for one in tree.selects]
    texts = [
        found for one in shown if isinstance(one, exp.Column) and (found := columns.get(one.name.lower()))
    ]
    grouped = {one.name.lower() for group in tree.find_all(exp.Group) for one in group.find_all(exp.Column)}
    kinds = (one for one in texts if one.type == "text" or one.name.lower() in grouped)
    column, match = next(kinds, None), _THING.search(question)
    thing = match["thing"].lower() if match else ""
    if not thing:
        thing = attributes.asked(question, links)
        figures = (columns.get(each.name.lower()) for one in shown for each in one.find_all(exp.Column))
        column = column or next((each for each in figures if each is not None), None)
    if asked is None or not thing or column is None or set(words(thing)) <= COMMON:
        return
    names = words(" ".join([*(one.name for one in texts), column.name, *called]).replace("_", " "))
    linked = {name for _, _, name in links.meant} | {name for _, name in links.columns}
    values = {word for link in links.values for word in words(link.phrase)}
    if set(words(thing)) & {*names, *_ANYTHING, *(values if not match else ())} or column.name in linked:
        return
    if column.type in ("date", "timestamp") and words(thing)[0] in _OF_TIME:
        return
    if column.note == _FILE and told_in_text.is_document(thing):
        return
    told = (
        asked.holds(thing, column) if column.type == "text" else not match and asked.tells(thing, column.name)
    )
    if not told:
        yield f"It is not sure that “{column.name}” tells a {thing}."

"""The column of what befell somebody: where people are buried stands in that of burials, not of deaths."""

import re
from collections.abc import Container, Iterator

from sqlglot import exp

_CALLED = {
    "born": "birth",
    "died": "death",
    "buried": "burial",
    "married": "marriage",
    "wedded": "marriage",
    "christened": "christening",
    "baptized": "baptism",
    "baptised": "baptism",
    "divorced": "divorce",
}
_OF_ONE = re.compile(rf"({'|'.join(sorted(set(_CALLED.values())))})_(\w+)")
_OF_AGES = re.compile(
    r"\b(?:age[ds]?|aging|old(?:er|est)?|young(?:er|est)?|liv(?:e[ds]?|ing)|lives|years?|native|when|before"
    r"|after|since|until|how long|birthdays?|birthplaces?|hometowns?"
    rf"|{'|'.join(sorted(set(_CALLED.values())))})\b",
    re.IGNORECASE,
)
"""Two events of one life belong together there."""


def mend(tree: exp.Query, question: str, columns: Container[str]) -> Iterator[str]:
    """Rule "buried is buried": columns of another event than the one that the question names are its own.

    Not where the query looks at that one's as well, or the question may be of both: of an age, or a birth.
    """
    said = {_CALLED[word] for word in re.findall(r"[a-z]+", question.lower()) if word in _CALLED}
    if len(said) != 1 or _OF_AGES.search(question):
        return
    event, moved = said.pop(), set()
    if any(column.name.lower().startswith(f"{event}_") for column in tree.find_all(exp.Column)):
        return
    for column in tree.find_all(exp.Column):
        match = _OF_ONE.fullmatch(column.name.lower())
        own = f"{event}_{match[2]}" if match else ""
        if match and match[1] != event and own in columns:
            moved.add((column.name, own))
            column.set("this", exp.to_identifier(own, quoted=True))
    for name, own in sorted(moved):
        yield f"The question speaks of a {event}: {own} was looked at, not {name}."

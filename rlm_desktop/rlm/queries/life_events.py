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


def mend(tree: exp.Query, question: str, columns: Container[str]) -> Iterator[str]:
    """Rule "buried is buried": columns of another event than the one that the question names are its own."""
    said = {_CALLED[word] for word in re.findall(r"[a-z]+", question.lower()) if word in _CALLED}
    if len(said) != 1:
        return
    event, moved = said.pop(), set()
    for column in tree.find_all(exp.Column):
        match = _OF_ONE.fullmatch(column.name.lower())
        own = f"{event}_{match[2]}" if match else ""
        if match and match[1] != event and own in columns:
            moved.add((column.name, own))
            column.set("this", exp.to_identifier(own, quoted=True))
    for name, own in sorted(moved):
        yield f"The question speaks of a {event}: {own} was looked at, not {name}."

"""How long a text is in words: never what a query counts as its length, which is letters."""

import re
from collections.abc import Iterator, Mapping

from sqlglot import exp, parse_one

from rlm_desktop.profile import Column
from rlm_desktop.rlm.question.linking import identifier, words

ASKED = re.compile(
    r"\bin words\b|\b(?:how many|number of|most|fewest|more|fewer) words\b|\bword counts?\b",
    re.IGNORECASE,
)


def counted(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "words are no letters": the length of a text becomes the number of its words; what was done."""
    for length in _lengths(tree, question):
        column = columns.get(length.this.name.lower())
        if column is not None and column.type == "text":
            name = identifier(column.name)
            parts = f"len(string_split_regex(trim({name}), '\\s+'))"
            length.replace(
                parse_one(f"CASE WHEN trim({name}) = '' THEN 0 ELSE {parts} END", dialect="duckdb")
            )
            yield f"Words of {column.name} were counted, not letters."


def doubts(tree: exp.Query, question: str) -> Iterator[str]:
    """Rule "a proposal is more than its title": words of a column of which the question does not speak."""
    if not ASKED.search(question):
        return
    asked = set(words(question))
    for split in tree.find_all(exp.RegexpSplit, exp.Split, exp.Anonymous):
        column = split.find(exp.Column)
        if column is not None and not set(words(column.name.replace("_", " "))) & asked:
            yield f"The words of {column.name} were counted, of which the question does not speak."


def _lengths(tree: exp.Query, question: str) -> list[exp.Length]:
    if not ASKED.search(question):
        return []
    return [one for one in tree.find_all(exp.Length) if isinstance(one.this, exp.Column)]

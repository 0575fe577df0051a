"""What I gave is mine: of a rating of all and `my_rating` the one that the question speaks of."""

import re
from collections.abc import Iterator, Mapping

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.question.linking import words

_MINE = re.compile(r"\bI\b|\b(?:[Mm]y|[Mm]ine|[Ww]e|[Oo]urs?)\b")
_OWN = frozenset(("my", "our", "own"))
_FIGURES = frozenset(words("average avg mean total"))


def doubts(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """A sentence for a figure over what all have, where the asker's own stands in another column."""
    if not _MINE.search(question):
        return
    for figure in tree.find_all(exp.Avg, exp.Sum, exp.Min, exp.Max, exp.Median):
        of = _about(figure.this.name) if isinstance(figure.this, exp.Column) else set()
        if not of or of & _OWN:
            continue
        own = [c.name for c in columns.values() if (said := _about(c.name)) & _OWN and said - _OWN == of]
        if len(own) == 1:
            yield f"It is not sure that {figure.this.name} tells what is yours: {own[0]} does by its name."
            return


def _about(name: str) -> set[str]:
    return set(words(name.replace("_", " "))) - _FIGURES

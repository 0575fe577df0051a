"""A figure that is asked for plainly is the actual one: not the record, nor the average of many years.

Of `actual_min_temp`, `average_min_temp` and `record_min_temp` a question says so if it means the others.
"""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.question.linking import words

_ACTUAL = frozenset(("actual", "observed", "measured", "real"))
_OTHERS = frozenset(
    words(
        "record average avg normal mean forecast predicted expected planned target budget budgeted scheduled"
        " estimated historic historical usual typical"
    )
)
_ALIKE = 5  # letters


def mend(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Puts the actual figure for another of its kind that the question does not speak of; what was done."""
    said = words(question)
    for column in list(tree.find_all(exp.Column)):
        of = _words(column.name)
        others = of & _OTHERS
        if column.name.lower() not in columns or len(others) != 1 or _says(next(iter(others)), said):
            continue
        rest = of - others
        same = [
            one.name
            for one in columns.values()
            if _words(one.name) - _ACTUAL == rest and _words(one.name) & _ACTUAL
        ]
        if len(same) == 1:
            before = column.name
            column.set("this", exp.to_identifier(same[0], quoted=True))
            yield f"It is {same[0]} that is asked for, not {before}."


def _words(name: str) -> set[str]:
    return set(words(name.replace("_", " ")))


def _says(word: str, said: list[str]) -> bool:
    """Whether a question has a word in any form: averages, recorded."""
    return any(one[:_ALIKE] == word[:_ALIKE] for one in said)

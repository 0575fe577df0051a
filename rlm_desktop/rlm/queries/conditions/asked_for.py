"""Whether a question asks for a condition in words of its own: "How many people died?" and dead = 'dead'.

A condition whose value stands nowhere in the question is most often one that nobody asked for. Where its
column has few values, the model that wrote it is asked: how likely its Yes is tells the two apart
(docs/measurements.md, "Conditions in other words").
"""

import re
from collections.abc import Callable, Sequence

import msgspec
from sqlglot import exp

from rlm_desktop.ports import Message
from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.question.linking import words

_SURELY, _MEANT, _PERHAPS = 0.75, 0.6, 0.37
"""From which likelihood on a condition stands as it is, stands with a doubt, is dropped with one."""
_FEW_VALUES, _CODE = 30, 2
_HELD, _SHOWN, _LONGEST_SHOWN = 0.45, 3, 60
_TOLD = 1.08
"""From this on, of two likelihoods added, a column of figures tells a thing (docs/measurements.md)."""
_TRUE = frozenset(("1", "true", "yes", "y", "t"))
_EMPTY = frozenset(words("is has had was are ind indicator flag yn y n bool"))
_SHORT = {"thru": "through", "w": "with", "wo": "without"}
_NOT = re.compile(r"\b(?:no|not|without|neither|nor|never|un\w+|\w+n['\u2019]t)\b", re.IGNORECASE)
_KINDS = (exp.EQ, exp.NEQ, exp.In)
_SYSTEM = "You check whether a question asks for a condition, in the same or in other words. Reply Yes or No."
_EXAMPLES = (
    ("Who among the nurses retired last?", "job", "job = 'nurse'", "Yes"),
    ("Which city has the most shops?", "open", "open = 1", "No"),
    ("How many parcels never arrived?", "state", "state = 'lost'", "Yes"),
    ("What is the average weight of the parcels?", "state", "state = 'delivered'", "No"),
    ("How many houses with a garden were sold?", "garden", "garden = 1", "Yes"),
    ("How many houses were sold in Kent?", "garden", "garden = 0", "No"),
    ("How many pupils failed the exam?", "passed", "passed = 'no'", "Yes"),
    ("Which pupil is the tallest?", "passed", "passed = 'yes'", "No"),
    ("Which veteran won the most races?", "place", "place = 1", "Yes"),
    ("How many races were there in 1990?", "place", "place = 1", "No"),
)
_SYSTEM_OF_ROWS = "You check what the rows of a table are. Reply Yes or No."
_WARD = ("name: Ada Lind; ward: B2; age: 71", "name: Bo Nye; ward: A1; age: 34")
_CARS = ("model: Polo; fuel: petrol; price: 9100", "model: Leaf; fuel: electric; price: 12000")
_EXAMPLES_OF_ROWS = (
    (_WARD, "patient", "Yes"),
    (_WARD, "child", "No"),
    (_CARS, "car", "Yes"),
    (_CARS, "electric car", "No"),
)


class Asked(msgspec.Struct, frozen=True):
    """Whether a condition is meant, and what is to be told where that is not sure."""

    meant: bool
    doubt: str = ""


class AskedFor:
    """Asks the model about conditions of the programs for one question."""

    def __init__(self, question: str, subcalls: SubCalls, rows: Callable[[Table], Sequence[str]]) -> None:
        """`rows` gives some rows of a table as they are shown to the model."""
        self._question = question
        self._subcalls = subcalls
        self._rows = rows

    def __call__(self, condition: exp.Expr, column: Column, exists: Callable[[], bool]) -> Asked | None:
        """None where it is not worth asking: a column of many values, or a value that no row has."""
        if not isinstance(condition, _KINDS) or not 1 < column.distinct <= _FEW_VALUES or not exists():
            return None
        if _is_named(self._question, condition, column):
            return Asked(meant=True)
        asked = self.of(column.name, condition.sql(dialect="duckdb"))
        if asked.meant or asked.doubt or not _holds_codes(column):
            return asked
        # What a code stands for, A for a match that was lost, no word of the question tells.
        shown = condition.sql(dialect="duckdb")
        return Asked(meant=False, doubt=f"It is not sure whether only rows with {shown} are meant.")

    def of(self, column: str, shown: str) -> Asked:
        """Whether a condition on a column, as it is shown, is meant."""
        asked = [messages(self._question, column, shown)]
        likely = self._subcalls.yes(asked, what="checking a condition")[0]
        if likely is None or likely < _PERHAPS:
            return Asked(meant=False)
        if likely >= _SURELY:
            return Asked(meant=True)
        doubt = f"It is not sure whether only rows with {shown} are meant."
        return Asked(meant=likely >= _MEANT, doubt=doubt)

    def every_row(self, thing: str, table: Table) -> float | None:
        """How likely every row of a table is such a thing, 0 to 1; None where the model does not say."""
        rows = self._rows(table)
        return self._subcalls.yes([of_rows(thing, rows)], what="checking rows")[0] if rows else None

    def holds(self, thing: str, column: Column) -> bool:
        """Whether the values of a column are such things, as the model sees it: customers, or pizzas.

        True where it does not say, and for values that are too long to show.
        """
        shown = [value for value, _ in column.values[:_SHOWN]]
        if not shown or any(len(value) > _LONGEST_SHOWN for value in shown):
            return True
        likely = self._subcalls.yes([of_column(thing, column.name, shown)], what="checking a column")[0]
        return likely is None or likely >= _HELD

    def tells(self, thing: str, column: str) -> bool:
        """Whether a column of figures is about a thing, as the model sees it: people, of `population`."""
        found = self._subcalls.yes(prompts.for_column_judge(thing, column), what="checking a column")
        return None in found or sum(one for one in found if one is not None) >= _TOLD


def of_rows(thing: str, rows: Sequence[str]) -> tuple[Message, ...]:
    """What the model is asked of rows, behind a few that are answered: whether every one is such a thing."""
    said = [Message("system", _SYSTEM_OF_ROWS)]
    for few, name, reply in _EXAMPLES_OF_ROWS:
        said += [_of_every_row(name, few), Message("assistant", reply)]
    return (*said, _of_every_row(thing, rows))


def _of_every_row(thing: str, rows: Sequence[str]) -> Message:
    one = f"{'an' if thing[:1] in 'aeiou' else 'a'} {thing}"
    listed = "\n".join(rows)
    return Message("user", f"A table has rows such as:\n{listed}\nIs every row {one}? Reply Yes or No.")


def of_column(thing: str, column: str, values: Sequence[str]) -> tuple[Message, ...]:
    """What the model is asked of a column: whether each of its values is such a thing."""
    one = f"{'an' if thing[:1] in 'aeiou' else 'a'} {thing}"
    told = f'A column "{column}" of a table has values such as: {"; ".join(values)}.'
    asked = f"{told}\nIs each of these {one}? Reply Yes or No."
    return (Message("system", "You check facts carefully. Reply with one word."), Message("user", asked))


def _holds_codes(column: Column) -> bool:
    """Whether all that a column holds is of one letter, or two."""
    values = [value for value, _ in column.values]
    return len(values) > 1 and all(len(value) <= _CODE and value.isalpha() for value in values)


def _is_named(question: str, condition: exp.Expr, column: Column) -> bool:
    """Rule "a lake is a lake": what is there or not, by the name of its column, is asked for by that name."""
    said = {_SHORT.get(word, word) for word in words(question)}
    name = [_SHORT.get(w, w) for w in words(column.name.replace("_", " ")) if w not in _EMPTY]
    if column.distinct != 2 or not isinstance(condition, exp.EQ) or not name or not set(name) <= said:
        return False
    value = condition.expression.sql(dialect="duckdb").strip("'").lower()
    return value in _TRUE and not _NOT.search(question)


def messages(question: str, column: str, condition: str) -> tuple[Message, ...]:
    """What the model is asked, behind a few that are answered: all questions share these."""
    said = [Message("system", _SYSTEM)]
    for text, name, shown, reply in _EXAMPLES:
        said += [_asked(text, name, shown), Message("assistant", reply)]
    return (*said, _asked(question, column, condition))


def _asked(question: str, column: str, condition: str) -> Message:
    named = column.replace("_", " ")
    return Message("user", f'Does the question "{question}" have a word about {named} ({condition})?')

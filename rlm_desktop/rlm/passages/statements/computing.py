"""What is asked of statements, computed of their rows: a row, a margin, a growth, what a question defines."""

from collections.abc import Callable
from typing import Literal

import msgspec

from rlm_desktop.rlm.passages.statements import asked, formulas, items
from rlm_desktop.rlm.passages.statements.asked import Asked
from rlm_desktop.rlm.passages.statements.formulas import Computed, Formula, Number, Term
from rlm_desktop.rlm.passages.statements.items import Item
from rlm_desktop.rlm.passages.statements.lookups import Lookups

Form = Literal["amount", "ratio", "percent", "points"]
"""Points are what two percentages differ by."""
_DEEPEST = 6


class Unknown(Exception):
    """A name is no item, no measure and no row."""


class Missing(Exception):
    """An item is known, and the reports have no figure of it for a year."""


class Result(msgspec.Struct, frozen=True):
    """A number, what it is, and how it was computed, in words; empty where it is a figure as it stands."""

    value: float
    form: Form
    formula: str = ""
    at: dict[int, float] = {}
    """What it was for each year, where it was for several."""


class Computing:
    """Computes for one question, over the statements of one company."""

    def __init__(self, asked_: Asked, lookups: Lookups, said: str) -> None:
        self._asked, self._lookups = asked_, lookups
        self._said = items.plain(said)
        self._defined: dict[str, str] = {}
        self.computes = False
        """Whether it is more than one figure as it stands."""
        for name, formula in asked_.defined:
            self._defined[name] = formula
            self._defined[items.plain(asked.bare(name, lambda _: False))] = formula

    def result(self) -> Result:
        """Raises `Unknown`, `Missing`, `ZeroDivisionError`."""
        years = self._asked.years or (self._lookups.latest(),)
        name = self.name(self._asked.measure)
        formula, form = self.formula(name)
        self.computes = not isinstance(formula, Term) or self._asked.how != "plain"
        at = self._values(formula, years)
        words = "" if isinstance(formula, Term) else formulas.in_words(formula)
        value, form, how = done(self._asked.how, at, form)
        return Result(value, form, " of ".join(part for part in (how, words) if part), at)

    def _values(self, formula: Formula, years: tuple[int, ...]) -> dict[int, float]:
        """What it is for each year. A growth to one year is from the year before; a course has three."""
        if self._asked.how in ("growth", "change") and len(years) == 1:
            years = (years[0] - 1, years[0])
        if self._asked.how == "course" and len(years) == 1:
            years = tuple(year for year in range(years[0] - 2, years[0] + 1) if self._lookups.has_year(year))
        if not years:
            raise Unknown("no year of it is told")
        return {year: self._value(formula, year, 0) for year in years}

    def name(self, measure: str) -> str:
        """What is asked for, without the company's name and the words that only lead to it."""
        words = measure.split()
        plain = [items.plain(word) for word in words]
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1):
                if self._said and " ".join(filter(None, plain[start:end])) == self._said:
                    return asked.bare(" ".join(words[:start] + words[end:]), self._is_known)
        return asked.bare(" ".join(words), self._is_known)

    def _is_known(self, name: str) -> bool:
        return items.plain(name) in self._defined or bool(items.named(name) or items.measured(name))

    def formula(self, name: str) -> tuple[Formula, Form]:
        """How it is computed, and whether the result is an amount."""
        plain = items.plain(name)
        if plain in self._defined:
            formula = formulas.parse(self._defined[plain])
            return formula, "percent" if self._asked.is_percent else _form(formula)
        if items.named(name):
            return Term(name), "amount"
        if measure := items.measured(name):
            form = measure.form
            if form == "ratio" and self._asked.is_percent:
                form = "percent"
            return formulas.parse(measure.formula), form
        shared = asked.as_formula(name)
        if shared != name:
            of_all = items.measured(asked.bare(asked.parts_of(name)[0]))
            if of_all and of_all.form == "percent":
                # A margin is one already, whatever it is said to be a percentage of.
                return formulas.parse(of_all.formula), "percent"
            return formulas.parse(shared), "percent"
        if of := asked.margin_of(name):
            return formulas.parse(f"({asked.bare(of)}) / revenue"), "percent"
        if formulas.is_one(name):
            return formulas.parse(name), "percent" if self._asked.is_percent else "amount"
        return Term(name), "amount"

    def _value(self, formula: Formula, year: int, depth: int) -> float:
        if depth > _DEEPEST:
            raise Unknown
        if isinstance(formula, Number):
            return formula.value
        if isinstance(formula, Term):
            return self._of_term(formula.text, year, depth)
        return self._computed(formula, year, depth)

    def _computed(self, formula: Computed, year: int, depth: int) -> float:
        left, right = self._value(formula.left, year, depth), self._value(formula.right, year, depth)
        operations: dict[str, Callable[[float, float], float]] = {
            "+": lambda a, b: a + b,
            "-": lambda a, b: a - b,
            "*": lambda a, b: a * b,
            "/": lambda a, b: a / b,
        }
        return operations[formula.sign](left, right)

    def _of_term(self, text: str, year: int, depth: int) -> float:
        if text.rstrip(formulas.MEAN + formulas.OPTIONAL) in items.all_items():
            return self._of_key(text, year)
        name, years, how = asked.term(text)
        years = years or (year,)
        at = [self._named(name, each, depth) for each in years]
        if how == "mean":
            return sum(at) / len(at)
        if how == "plain":
            return at[-1]
        if len(at) < 2:
            raise Unknown(name)
        return at[-1] - at[0]

    def _named(self, name: str, year: int, depth: int) -> float:
        plain = items.plain(name)
        if plain in self._defined:
            return self._value(formulas.parse(self._defined[plain]), year, depth + 1)
        if item := items.named(name):
            return self._of_key(item.key, year)
        if measure := items.measured(name):
            return self._value(formulas.parse(measure.formula), year, depth + 1)
        if name and (found := self._lookups.row_called(name, year)):
            return found.amount
        raise Unknown(name)

    def _of_key(self, text: str, year: int) -> float:
        item = items.all_items()[text.rstrip(formulas.MEAN + formulas.OPTIONAL)]
        if text.endswith(formulas.MEAN):
            return (self._of_key(item.key, year - 1) + self._of_key(item.key, year)) / 2
        found = self._lookups.figure(item, year)
        if found is None and text.endswith(formulas.OPTIONAL):
            self._lookups.missing.pop((item.key, year))
            return 0.0
        if found is None and item.otherwise:
            return self._otherwise(item, year)
        if found is None:
            raise Missing(f"{item.key} {year}")
        return found.amount

    def _otherwise(self, item: Item, year: int) -> float:
        """What it is of other rows, where it has none of its own; else it is what is missing itself."""
        before = {**self._lookups.missing}
        try:
            value = self._value(formulas.parse(item.otherwise), year, 1)
        except Missing:
            self._lookups.missing = before
            raise
        before.pop((item.key, year), None)
        self._lookups.missing = before
        return value


def done(how: asked.How, at: dict[int, float], form: Form) -> tuple[float, Form, str]:
    """What is done with the figures of years: the value, its form, and how that is called."""
    first, last, apart = at[min(at)], at[max(at)], max(at) - min(at)
    if how == "mean":
        return sum(at.values()) / len(at), form, f"mean of {len(at)} years"
    if how == "yearly_growth" and apart and first and last / first > 0:
        return (last / first) ** (1 / apart) - 1, "percent", "growth a year"
    if how == "growth" and form == "amount" and apart:
        return (last - first) / abs(first), "percent", "growth"
    if how in ("growth", "change") and apart:
        return last - first, "points" if form == "percent" else form, "difference"
    return last, form, ""


def _form(formula: Formula) -> Form:
    return "ratio" if isinstance(formula, Computed) and _divides(formula) else "amount"


def _divides(formula: Formula) -> bool:
    if not isinstance(formula, Computed):
        return isinstance(formula, Term) and formula.text.isupper() and len(formula.text) <= 4
    return formula.sign == "/" or _divides(formula.left) or _divides(formula.right)

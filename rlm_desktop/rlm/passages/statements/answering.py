"""Questions for figures of annual reports, answered by code: which company, which years, which rows.

A reader of a page full of figures picks one; a row that is found by its label and its year is exact. What is
not found is said, and never guessed.
"""

from collections.abc import Callable, Sequence

import msgspec

from rlm_desktop.rlm.passages.statements import asked, choices, computing, items, layout, reports, verdicts
from rlm_desktop.rlm.passages.statements.asked import Asked
from rlm_desktop.rlm.passages.statements.computing import Computing, Form, Result
from rlm_desktop.rlm.passages.statements.formulas import NotAFormula
from rlm_desktop.rlm.passages.statements.lookups import Figure, Lookups
from rlm_desktop.rlm.passages.statements.shelf import Shelf
from rlm_desktop.spans import Span

_MISSING = "The statements of the reports have no row for what this is computed from: {a}."
_JUDGE = "These figures are computed from the statements. What follows from them is yours to judge."
_USUAL: dict[Form, int] = {"amount": 2, "ratio": 2, "percent": 1, "points": 1}
"""Decimals where the question asks for none."""
_OF_EACH: dict[Form, Form] = {"points": "percent"}


class Told(msgspec.Struct, frozen=True):
    """An answer with the figures that it was computed from, or what is missing for it."""

    text: str
    value: object
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    scanned: tuple[Span, ...] = ()
    """The documents that were read for it, from end to end."""
    is_whole: bool = True
    """Whether it answers the question, and not only tells figures for it."""
    explains: bool = False
    """Whether the question asks for the reasons of a change that is told here."""

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(dict.fromkeys(figure.span for figure in self.figures))


def look_up(question: str, shelf: Shelf) -> Told | None:
    """None where the question is none for figures of a year, or names no company whose reports are there."""
    wanted = asked.of(question)
    if wanted is None:
        return None
    of = [found for text in (wanted.text, question) if (found := reports.meant(text, shelf.reports)).said]
    meant = (of or [reports.meant("", shelf.reports)])[0]
    if not any(each.kind == "annual" for each in meant.reports) or not (meant.said or wanted.years):
        return None

    def lookups() -> Lookups:
        return Lookups(meant.reports, shelf, max(wanted.years, default=0))

    return (
        _chosen(question, wanted, lookups())
        or _told(wanted, lookups(), meant.said)
        or _told_otherwise(question, lookups, meant.said)
        or _judged(wanted, lookups, meant.said)
    )


def _told_otherwise(question: str, lookups: Callable[[], Lookups], said: str) -> Told | None:
    """The measure that a sentence behind the question says is to be computed: "Calculate the …"."""
    for sentence in asked.orders(question):
        wanted = asked.of(sentence)
        if wanted and wanted.years and (told := _told(wanted, lookups(), said)):
            return told
    return None


def _judged(wanted: Asked, lookups: Callable[[], Lookups], said: str) -> Told | None:
    """The figures that a question of yes or no is judged by, where no one figure answers it."""
    if not verdicts.asks(wanted.text) or not wanted.years:
        return None
    for about, measures in items.judged_by():
        if about.search(wanted.text):
            told = [(each, _told(asked.measuring(wanted, each), lookups(), said)) for each in measures]
            found = [(each, part) for each, part in told if part and part.text]
            text = "\n".join(f"{each}: {part.text}" for each, part in found)
            figures = tuple(dict.fromkeys(figure for _, part in found for figure in part.figures))
            values = [[each, part.value] for each, part in found]
            scanned = tuple(dict.fromkeys(span for _, part in found for span in part.scanned))
            return Told(text, values, figures, (_JUDGE,), scanned, is_whole=False) if found else None
    return None


def _chosen(question: str, wanted: Asked, lookups: Lookups) -> Told | None:
    """The highest of rows that the question sets beside each other, or of the parts of a statement."""
    year, sentence = max(wanted.years, default=0), asked.sentence(question)
    among = [lookups.figure(item, year) for item in choices.asked_among(sentence)]
    what = choices.part_asked(sentence)
    figures = lookups.parts(what, year) if what else [each for each in among if each is not None]
    if not figures or len(figures) < len(among):
        return None
    best = (min if choices.wants_least(sentence) else max)(figures, key=lambda figure: figure.value)
    shown = (best, *(each for each in figures if each is not best)) if among else (best,)
    text = "\n".join([best.label, *map(line, shown)])
    return Told(text, best.label, shown, scanned=lookups.scanned)


def _told(wanted: Asked, lookups: Lookups, said: str) -> Told | None:
    if not wanted.measure or (wanted.explains and wanted.how not in ("change", "growth")):
        return None
    work = Computing(wanted, lookups, said)
    try:
        result = work.result()
    except (computing.Unknown, NotAFormula, ZeroDivisionError):
        return None
    except computing.Missing:
        has_reports = all(lookups.has_year(year) for year in wanted.years)
        return _refused(lookups) if work.computes and has_reports else None
    figures = tuple(lookups.used.values())
    value, text = said_as(result, wanted, _unit(wanted, figures))
    if wanted.verdict is None:
        lines = "\n".join([text, *map(line, figures)])
        return Told(lines, value, figures, scanned=lookups.scanned, explains=wanted.explains)
    verdict = verdicts.told(wanted.verdict, result.at)
    text = "\n".join([f"{verdict}: {text}", *map(line, figures)])
    return Told(text, verdict, figures, scanned=lookups.scanned) if verdict else None


def _unit(wanted: Asked, figures: Sequence[Figure]) -> str:
    """The unit that is asked for, else that of the statements; what is for a share has none."""
    counted = [figure for figure in figures if not figure.is_per_share]
    return wanted.unit or counted[0].unit if counted else ""


def _refused(lookups: Lookups) -> Told:
    """What the answer would be computed from, and is not there."""
    missing = "; ".join(f"{key.replace('_', ' ')} ({year})" for key, year in lookups.missing)
    return Told("", None, (), (_MISSING.format(a=missing),), lookups.scanned)


def said_as(
    result: Result, wanted: Asked, unit: str, called: Callable[[int], str] = str
) -> tuple[float, str]:
    """The number in the unit that is asked for, else in that of the statements; and in words.

    How a year is `called` is what it says of the figures of several.
    """
    decimals = _USUAL[result.form] if wanted.decimals is None else wanted.decimals
    by = f" ({result.formula})" if result.formula else ""
    value, text = _number(result.value, result.form, unit, decimals)
    each = "; ".join(
        f"{_number(amount, _OF_EACH.get(result.form, result.form), unit, decimals)[1]} ({called(year)})"
        for year, amount in sorted(result.at.items())
    )
    if len(result.at) < 2 or (wanted.how in ("mean", "growth", "yearly_growth") and result.form == "percent"):
        return value, text + by
    return value, f"{text}{by}: {each}" if wanted.how in ("change", "growth") else each + by


def _number(value: float, form: Form, unit: str, decimals: int) -> tuple[float, str]:
    if form in ("percent", "points"):
        sign = "%" if form == "percent" else "percentage points"
        return round(100 * value, decimals), f"{100 * value:.{decimals}f} {sign}"
    if form == "ratio":
        return round(value, decimals), f"{value:.{decimals}f}"
    value /= layout.UNITS[unit]
    written = f"{value:,.{decimals}f}"
    if unit != "billions" and "." in written:
        written = written.rstrip("0").rstrip(".")
    return round(value, decimals), f"{written} {unit.rstrip('s')}".strip()


def line(figure: Figure) -> str:
    """A figure with its row, its year and its page."""
    number = f"{figure.value:,.0f}" if figure.value == round(figure.value) else f"{figure.value:,}"
    unit = f" in {figure.unit}" if figure.unit else ""
    page = f", page {figure.page}" if figure.page else ""
    unit = " %" if figure.unit == "%" else unit
    return f"{figure.label}, {figure.when or figure.year}: {number}{unit} ({figure.document}{page})"

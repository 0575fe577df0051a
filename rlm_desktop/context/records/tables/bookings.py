"""Bookings of an account's statement: lines that begin with a day and end with an amount or with a balance.

They stand among other lines, as banks print them: addresses, carried sums, what a booking goes on with below.
"""

import re
from collections.abc import Sequence

from rlm_desktop.context.records.shapes.shape import Field, Shape, quote
from rlm_desktop.context.records.values.kinds import kind_of
from rlm_desktop.context.records.values.time_forms import MONTH

_FEWEST = 6
_OF_TEXT = 0.2
"""Such a share of all lines must be bookings; one often goes on in several lines."""
_MOSTLY = 0.9
_DAY = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|\d{4}-\d\d-\d\d"
    rf"|\d{{1,2}}[ -]{MONTH}[a-z]*\.?[ -]\d{{4}}|{MONTH}[a-z]*\.? \d{{1,2}},? \d{{4}}"
    rf"|\d{{1,2}}\.\d{{1,2}}\.|\d{{1,2}}/\d{{1,2}}|{MONTH} \d{{1,2}}|\d{{1,2}} {MONTH})"
)
_CURRENCY = r"(?:[€$£]|EUR|USD|GBP|CHF)"
_AMOUNT = (
    rf"[-+\x{{2212}}(]? ?{_CURRENCY}? ?\d{{1,3}}(?:[.,']?\d{{3}})*[.,]\d\d\)?"
    rf"(?: ?(?:[-+]|CR|DR|[SH]|{_CURRENCY}))?"
)
_BOOKING = rf"^\s*({_DAY})\s+(?:({_DAY})\s+)?(\S.*?)\s+({_AMOUNT})(?:\s+({_AMOUNT}))?\s*$"
_NAMES = ("date", "value_date", "description", "amount", "balance")
_OWED = r"^\s*[-\x{2212}(]|[-)]\s*$|DR\s*$|\dS\s*$|\d S\s*$"
"""What says that a sum was taken away: a sign before it or behind it, brackets, "debit"."""


def booking_shape(lines: Sequence[str]) -> Shape | None:
    """The shape of a text in which enough lines are bookings; what is between them is none."""
    found = [match for line in lines if (match := re.match(_of_python(_BOOKING), line))]
    if len(found) < max(_FEWEST, _OF_TEXT * len(lines)):
        return None
    groups = [[match[group] or "" for match in found] for group in range(1, len(_NAMES) + 1)]
    fields = []
    for name, values in zip(_NAMES, groups, strict=True):
        if name in ("value_date", "balance") and sum(map(bool, values)) < _MOSTLY * len(values):
            continue
        money = name in ("amount", "balance")
        kind = kind_of([_signed(value) for value in values] if money else values, name=name)
        if name == "amount" and kind.type != "decimal":
            return None
        text = _signed_sql(f"f.{name}") if money else f"f.{name}"
        fields.append(Field(name=name, text=text, type=kind.type, cast=kind.cast, note=kind.note))
    names = ", ".join(map(quote, _NAMES))
    return Shape(
        kind="log",
        row_is="line",
        extract=f"regexp_extract(line, {quote(_BOOKING)}, [{names}])",
        fits=f"regexp_matches(line, {quote(_BOOKING)})",
        fields=tuple(fields),
        only_fitting=True,
        share=len(found) / len(lines),
    )


def _signed(amount: str) -> str:
    figures = re.sub(r"[^\d.,]", "", amount)
    return f"-{figures}" if re.search(_of_python(_OWED), amount) else figures


def _signed_sql(amount: str) -> str:
    """The SQL of an amount as `_signed` has it."""
    figures = f"regexp_replace({amount}, '[^0-9.,]', '', 'g')"
    return f"CASE WHEN regexp_matches({amount}, {quote(_OWED)}) THEN '-' ELSE '' END || {figures}"


def _of_python(pattern: str) -> str:
    """A pattern of the table engine's with a sign by its number, as Python writes it."""
    return pattern.replace(r"\x{2212}", "\u2212")

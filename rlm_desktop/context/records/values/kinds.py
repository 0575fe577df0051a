"""What a column's values are: numbers, dates and times in their usual forms, truth values, or text."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from rlm_desktop.context.records.shapes.shape import Typed, quote
from rlm_desktop.context.records.values import dates, durations, quantities
from rlm_desktop.context.records.values.time_forms import (
    IN_ORDER,
    NO_YEAR,
    TIME_FORMS,
    UNMISTAKABLE,
    TimeForm,
)

ENOUGH = 0.985
"""Share of the sampled values that must be of a type for the column to be of it."""
MOST = 0.8
"""Share of dates that must be of one form where a column has several forms."""
NOTHING = frozenset(["null", "NULL", "nan", "NaN", "\\N", "#N/A"])
"""What programs write into cells of texts that hold nothing; "None" and "NA" people write as well."""
EMPTY = frozenset(["", "-", "None", "none", "N/A", "n/a", "NA", *NOTHING])
# Units behind numbers of log lines; those of tables are in `quantities`.
UNIT = (
    r"ms|us|ns|s|sec|secs|seconds|min|kb|mb|gb|tb|kib|mib|gib|bytes|b|%|eur|usd|gbp|chf|€|\$|£|"
    r"km|m|cm|mm|kg|g|°c|c|w|kw|v"
)


Kind = Typed
TEXT = Kind("text", "nullif({x}, '')")


_NAMED_ENOUGH = 0.95


def kind_of(values: Sequence[str], *, name: str = "") -> Kind:
    """The narrowest type that holds (nearly) all of the sampled values."""
    present = [value.strip() for value in values if value.strip() not in EMPTY]
    if not present:
        return TEXT
    for probe in (
        _number,
        _lasting,
        _with_unit,
        _moment,
        _dated,
        _truth,
        _epoch,
        _in_several_forms,
        _with_remarks,
    ):
        kind = probe(present, name)
        if kind is not None:
            return kind
    return TEXT


def _share(values: Sequence[str], fits: Callable[[str], object]) -> bool:
    return sum(1 for value in values if fits(value)) >= ENOUGH * len(values)


def _number(values: Sequence[str], name: str) -> Kind | None:
    found = quantities.number(values, _share)
    if found is None:
        return None
    if found.type != "integer":
        return dates.epoch(values, name, _share) or found
    return dates.epoch(values, name, _share) or dates.packed(values, name, _share) or found


def _lasting(values: Sequence[str], name: str) -> Kind | None:
    return durations.lasting(values, name, _share)


def _with_unit(values: Sequence[str], _name: str) -> Kind | None:
    return quantities.with_unit(values, _share)


def _dated(values: Sequence[str], _name: str) -> Kind | None:
    return dates.dated(values, _share) or dates.of_day(values, _share)


def _moment(values: Sequence[str], _name: str) -> Kind | None:
    for form in TIME_FORMS:
        if form.in_either_order:
            continue
        pattern = re.compile(form.pattern)
        if _share(values, pattern.fullmatch) and (not form.formats or _readable(values, form.formats)):
            note = form.note
            if note == "iso":
                note = "with zone, as written" if re.search(r"[+-]\d\d:?\d\d$", values[0][19:]) else ""
            return Kind(form.type, _read_as([form, *_beside(form, values)]), note)
    return None


def _beside(usual: TimeForm, values: Sequence[str]) -> list[TimeForm]:
    """The forms of those few values that are not written in the usual one."""
    left = {value for value in values if re.fullmatch(usual.pattern, value) is None}
    if not left or NO_YEAR in usual.note:
        return []
    plain = [form for form in TIME_FORMS if not form.in_either_order and form.note != NO_YEAR]
    found = [
        form
        for form in (*plain, *UNMISTAKABLE)
        if form.type == usual.type and any(re.fullmatch(form.pattern, value) for value in left)
    ]
    # One day that is no month tells the order of all.
    told = [wide for late, wide in zip(UNMISTAKABLE, IN_ORDER, strict=True) if late in found]
    return [*found, *told] if len(told) == 1 else found


def _read_as(forms: Sequence[TimeForm]) -> str:
    casts = [form.cast.replace("{x}", "trim({x})") for form in forms]
    return casts[0] if len(casts) == 1 else f"coalesce({', '.join(casts)})"


def _in_several_forms(values: Sequence[str], name: str) -> Kind | None:
    """Times, or dates, of which most are written in one form and the others in some of the rest.

    Where the name says so, a few may be in none: people write "2007-12-xx" as well.
    """
    forms = [form for form in TIME_FORMS if not form.in_either_order and form.type != "time"]
    counts = {form: sum(re.fullmatch(form.pattern, v) is not None for v in values) for form in forms}
    usual = max(forms, key=lambda form: counts[form])
    # A month that is named cannot be mistaken, nor can a year that stands first.
    most = 0.3 if "Jan" in usual.pattern or usual.pattern.startswith(r"\d{4}") else MOST
    if counts[usual] < most * len(values) or NO_YEAR in usual.note:
        return None
    used = [usual, *_beside(usual, values)]
    patterns = [re.compile(form.pattern) for form in used]
    fit = sum(any(pattern.fullmatch(value) for pattern in patterns) for value in values)
    fits = fit >= (_NAMED_ENOUGH if dates.TIMELY.search(name) else ENOUGH) * len(values)
    note = dates.NO_DAY if any(form.note == dates.NO_DAY for form in used) else ""
    return Kind(usual.type, _read_as(used), note) if fits else None


def _with_remarks(values: Sequence[str], _name: str) -> Kind | None:
    """Dates of which some have more behind them: "2021-11-01, amended 2024-01-15"."""
    for form in TIME_FORMS:
        if form.type != "date" or form.in_either_order:
            continue
        whole, begun = re.compile(form.pattern), re.compile(rf"(?:{form.pattern})(?=[,;(\s]|$)")
        if sum(whole.fullmatch(v) is not None for v in values) < MOST * len(values):
            continue
        if _share(values, begun.match):
            text = f"regexp_extract(trim({{x}}), {quote('^(?:' + form.pattern + ')')})"
            return Kind("date", form.cast.replace("{x}", text), "without what stands behind it")
    return None


def with_unit(name: str, kind: Kind) -> str:
    """The name of a column with what its figures are counted in: `price_eur`."""
    return name if not kind.unit or name.endswith(kind.unit) else f"{name}_{kind.unit}"


def leniently(kind: Kind) -> Kind:
    """The same reading of dates, and behind it that of every other form, for what no sample had."""
    if kind.type != "date":
        return kind
    plain = [form for form in TIME_FORMS if not form.in_either_order and form.note != NO_YEAR]
    others = _read_as([form for form in (*plain, *UNMISTAKABLE) if form.type == kind.type])
    return Kind(kind.type, f"coalesce({kind.cast}, {others})", kind.note, kind.unit)


def _readable(values: Sequence[str], formats: Sequence[str]) -> bool:
    """Whether one of the formats really reads the values: 25/12 is no month and day."""
    return any(_share(values, lambda value, form=form: _reads(value, form)) for form in formats)  # type: ignore[misc]


def _reads(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form)
    except ValueError:
        return False
    return True


def _epoch(values: Sequence[str], name: str) -> Kind | None:
    return dates.epoch(values, name, _share)


def _truth(values: Sequence[str], _name: str) -> Kind | None:
    if {value.lower() for value in values} <= {"true", "false"}:
        return Kind("boolean", "TRY_CAST({x} AS BOOLEAN)")
    return None

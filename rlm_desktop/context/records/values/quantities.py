"""Numbers as people write them: with separators, signs, brackets, currencies, units, "1.2K" for thousands."""

import re
from collections.abc import Callable, Mapping, Sequence

from rlm_desktop.context.records.shapes.shape import Typed

INTEGER = re.compile(r"[-+]?(?:0|[1-9]\d{0,17})")
PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,3})?|[-+]?\.\d+")
COMMA = re.compile(r"[-+]?\d+(?:,\d+)?|[-+]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})*(?:\.\d+)?")
SPACED = re.compile(r"[-+]?\d{1,3}(?:[ '\u2019\u00a0\u202f]\d{3})+(?:[.,]\d+)?|[-+]?\d{1,3}(?:[.,]\d+)?")
LEADING_ZERO = re.compile(r"0\d")
"""Behind a sign zeros only fill a place: +0009.0 is a number."""
_MONEY = frozenset(("eur", "usd", "gbp", "jpy", "inr", "chf"))
_MOSTLY = 0.5
_SIZE = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)? ?(?:([KMGTP]?)i?B|bytes?)", re.IGNORECASE)
_GROUPED = re.compile(r"\d[ '\u2019\u00a0\u202f]\d{3}")

_CALLED = {
    "percent": "% percent",
    "eur": "€ eur euro euros",
    "usd": "$ usd us$ dollars",
    "gbp": "£ gbp",
    "jpy": "¥ jpy",
    "inr": "₹ inr",
    "celsius": "°c",
    "fahrenheit": "°f",
    "seconds": "sec secs second seconds",
    "minutes": "min mins minute minutes",
    "hours": "h hr hrs hour hours",
    "days": "day days",
    "weeks": "week weeks",
    "months": "mo month months",
    "years": "yr yrs year years",
    "lb": "lb lbs pound pounds",
    "oz": "oz ounces",
    "ft": "ft feet foot",
    "mi": "mi mile miles",
    "kmh": "km/h kmh kph",
}
_AS_WRITTEN = """
ms us ns s kb mb gb tb kib mib gib bytes b km m cm mm kg g mg t l ml cl c w kw mw kwh mwh v hz khz mhz ghz mph
hp cc ha kcal cal kj bar hpa psi ppm kn nm au chf sek nok dkk pln cad aud
"""
UNITS = {written: unit for unit, forms in _CALLED.items() for written in forms.split()} | {
    unit: unit for unit in _AS_WRITTEN.split()
}
"""Units as they are written, in lower case, and how a column is called for them."""
_PLACES = sorted(map(re.escape, UNITS), key=len, reverse=True)
_DIGITS = r"\d[\d.,'\u2019]*(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?"
BEHIND = re.compile(rf"([-+\u2212]?{_DIGITS})[ \u00a0]?({'|'.join(_PLACES)})\.?", re.IGNORECASE)
BEFORE = re.compile(
    rf"([-+\u2212]?)(us\$|[€$£¥₹]|usd|eur|gbp|chf|inr) ?([-+\u2212]?{_DIGITS})", re.IGNORECASE
)
BRACKETED = re.compile(r"\((.+)\)")
_MAGNITUDES = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9}
_MAGNIFIED = re.compile(r"([-+]?\d+(?:\.\d+)?) ?([kKMB]|bn)")
_WORTH = {**_MAGNITUDES, "mn": 1e6, "mio": 1e6, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_CURRENCY = r"(?:us\$|[€$£¥₹]|usd|eur|gbp|chf|inr)"
_DEAR = re.compile(
    rf"[-+\u2212]?({_CURRENCY}) ?(\d[\d,]*(?:\.\d+)?) ?({'|'.join(sorted(_WORTH, key=len, reverse=True))})?",
    re.IGNORECASE,
)
"""An amount of money in thousands or millions: "$56.7M", "$340K", "£1.2 million"."""
_BARE = r"regexp_extract({x}, '[-+]?\d[\d.,]*')"
_UNSPACED = r"regexp_replace({x}, '[\s''\x{2019}\x{00a0}\x{202f}]', '', 'g')"
_BARE_SPACED = rf"regexp_extract({_UNSPACED}, '[-+]?\d[\d.,]*')"

Share = Callable[[Sequence[str], Callable[[str], object]], bool]


def number(values: Sequence[str], share: Share) -> Typed | None:
    """A number without a unit. Names of things made of digits are none."""
    if _identifier(values):
        return None
    if share(values, INTEGER.fullmatch):
        return Typed("integer", "TRY_CAST(trim({x}) AS BIGINT)")
    if share(values, PLAIN.fullmatch):
        return Typed("decimal", "TRY_CAST(trim({x}) AS DOUBLE)")
    grouped = any(re.search(r",\d{3}(?:,|\.|$)", value) for value in values)
    if grouped and (share(values, THOUSANDS.fullmatch) or _in_english(values, share)):
        whole = all("." not in value for value in values)
        return (
            Typed("integer", "TRY_CAST(replace(trim({x}), ',', '') AS BIGINT)")
            if whole
            else Typed("decimal", "TRY_CAST(replace(trim({x}), ',', '') AS DOUBLE)")
        )
    if share(values, COMMA.fullmatch):
        return Typed("decimal", "TRY_CAST(replace(replace(trim({x}), '.', ''), ',', '.') AS DOUBLE)")
    if share(values, SPACED.fullmatch) and any(map(_GROUPED.search, values)):
        inner = number([re.sub(r"[^\d.,+-]", "", value) for value in values], share)
        return Typed(inner.type, inner.cast.replace("{x}", _UNSPACED)) if inner else None
    return None


def _in_english(values: Sequence[str], share: Share) -> bool:
    """Whether numbers have commas between thousands or none: 179,700.00 beside 40000, and no 0,125."""
    decimal = any(re.match(r"[-+]?0,", value) for value in values)
    return not decimal and share(values, lambda value: THOUSANDS.fullmatch(value) or PLAIN.fullmatch(value))


def _identifier(values: Sequence[str]) -> bool:
    """Numbers written with leading zeros are names of things: 00731 is not 731."""
    zeros = sum(1 for value in values if LEADING_ZERO.match(value))
    return zeros > 0.01 * len(values) or any(len(value) > 18 and value.isdigit() for value in values[:200])


def with_unit(values: Sequence[str], share: Share) -> Typed | None:
    """Numbers that all carry one unit, before or behind, or a sign of debt: "812 ms", "€12.50", "(1,200)"."""
    if special := _sized(values, share) or _bracketed(values, share):
        return special
    if special := _magnified(values, share) or _dear(values, share):
        return special
    found = [read for read in map(_read, values) if read]
    units = {unit for _, unit in found}
    if len(units) != 1:
        return None
    unit = units.pop()
    if not share(values, _read):
        found = _some_bare(values, unit, share)
    if not found:
        return None
    inner = number([re.sub(r"[^\d.,+-]", "", text) for text, _ in found], share)
    if inner is None:
        return None
    spaced = any(map(_GROUPED.search, values))
    bare = inner.cast.replace("{x}", _BARE_SPACED if spaced else _BARE)
    # A sign may stand before the currency: "-$5".
    cast = rf"(CASE WHEN regexp_matches({{x}}, '^\s*(?:-\D|\x{{2212}})') THEN -1 ELSE 1 END * {bare})"
    signed = any(re.match(r"-\D|\u2212", value) for value in values)
    return Typed(inner.type, cast if signed else bare, f"in {unit}", unit)


def _read(value: str) -> tuple[str, str] | None:
    """The digits of a number with a unit, and how the unit is called."""
    if match := BEHIND.fullmatch(value):
        return match.group(1), UNITS[match.group(2).lower()]
    if match := BEFORE.fullmatch(value):
        return match.group(3), UNITS[match.group(2).lower()]
    return None


def _some_bare(values: Sequence[str], unit: str, share: Share) -> list[tuple[str, str]]:
    """Rule "40000 is $40000": where most have the sign of a currency, bare numbers are of it."""
    signed = sum(_read(value) is not None for value in values)
    if unit not in _MONEY or signed < _MOSTLY * len(values):
        return []
    if not share(values, lambda value: _read(value) or PLAIN.fullmatch(value) or THOUSANDS.fullmatch(value)):
        return []
    return [_read(value) or (value, unit) for value in values]


def _sized(values: Sequence[str], share: Share) -> Typed | None:
    """Sizes of files, each in the unit that suits it: "103 KB", "1.2 GB", "512 bytes"."""
    found = [match for value in values if (match := _SIZE.fullmatch(value))]
    if len({(match[1] or "").upper() for match in found}) < 2 or not share(values, _SIZE.fullmatch):
        return None
    figure = "TRY_CAST(replace(regexp_extract(trim({x}), '^[0-9.,]+'), ',', '') AS DOUBLE)"
    power = "strpos('KMGTP', upper(regexp_extract(trim({x}), '([KMGTPkmgtp])i?[Bb](?:ytes?)?$', 1)))"
    example = next(match[0] for match in found if match[1])
    cast = f"{figure} * CASE WHEN regexp_matches({{x}}, '[KMGTPkmgtp]i?[Bb]') THEN 1024 ** {power} ELSE 1 END"
    return Typed("decimal", f"({cast})", f"in bytes, of which a KB has 1,024; written as {example}", "bytes")


def _bracketed(values: Sequence[str], share: Share) -> Typed | None:
    """Figures whose negatives stand in brackets, as books have them: "(1,200)", "($5.00)"."""
    bracketed = sum(BRACKETED.fullmatch(value) is not None for value in values)
    if not 0 < bracketed < len(values):
        return None  # where all stand in brackets, these say nothing of a sign
    bare = [value.strip("()") for value in values]
    inner = number(bare, share) or with_unit(bare, share)
    if inner is None:
        return None
    stripped = inner.cast.replace("{x}", "trim({x}, ' ()')")
    cast = f"(CASE WHEN trim({{x}})[1] = '(' THEN -1 ELSE 1 END * {stripped})"
    return Typed(inner.type, cast, inner.note, inner.unit)


def _magnified(values: Sequence[str], share: Share) -> Typed | None:
    """Thousands and millions by a letter, "1.2K" beside "3M" or beside plain numbers."""
    found = [match for match in map(_MAGNIFIED.fullmatch, values) if match]
    letters = {match.group(2).lower() for match in found}
    one_small = len(letters) < 2 and any(match.group(2) in "kB" for match in found)
    if not letters or one_small:
        return None  # 12 B are bytes
    if not share(values, lambda value: _MAGNIFIED.fullmatch(value) or PLAIN.fullmatch(value)):
        return None
    sizes = _sizes(_MAGNITUDES)
    shown = r"regexp_full_match(trim({x}), '[-+]?\d+(?:\.\d+)? ?(?:[kKMB]|bn)?')"
    size = rf"CASE lower(regexp_extract({{x}}, '[a-zA-Z]+')) {sizes} ELSE 1 END"
    cast = f"CASE WHEN {shown} THEN TRY_CAST({_BARE} AS DOUBLE) * {size} END"
    return Typed("decimal", cast)


def _sizes(magnitudes: Mapping[str, float]) -> str:
    return " ".join(f"WHEN '{letter}' THEN {size:.0f}" for letter, size in magnitudes.items())


def _dear(values: Sequence[str], share: Share) -> Typed | None:
    """Amounts of one currency of which some say how many noughts they lack."""
    found = [match for match in map(_DEAR.fullmatch, values) if match]
    units = {UNITS[match.group(1).lower()] for match in found}
    if len(units) != 1 or not any(match.group(3) for match in found) or not share(values, _DEAR.fullmatch):
        return None
    unit = units.pop()
    size = rf"CASE lower(regexp_extract({{x}}, '\d ?([a-zA-Z]+)$', 1)) {_sizes(_WORTH)} ELSE 1 END"
    sign = r"CASE WHEN regexp_matches({x}, '^\s*[-\x{2212}]') THEN -1 ELSE 1 END"
    digits = r"replace(regexp_extract({x}, '\d[\d,]*(?:\.\d+)?'), ',', '')"
    cast = f"({sign} * TRY_CAST({digits} AS DOUBLE) * {size})"
    return Typed("decimal", cast, f"in {unit}, as in {max(values[:200], key=len)}", unit)

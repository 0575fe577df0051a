"""Whether a reply has a number that its passage has not, in whatever way it is written there.

A passage says "twenty-one days", "14:30" and "$1,500,000", its reader "21 days", "2:30 pm", "$1.5 million".
"""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from rlm_desktop.rlm.question.amounts import NUMBER, value_of
from rlm_desktop.rlm.question.times.months import SAID, number_of

_LONGEST = 6  # words
_DIGITS = re.compile(r"\d[\d,]*")
_FIGURES = r"\d[\d.,]*(?<![.,])"
_SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}
_SCALES |= {"trillion": 1e12}
_SCALE = rf"(?:[\s-]?(?P<scale>{'|'.join(_SCALES)})s?(?![^\W_]))?"
_WRITTEN = re.compile(rf"(?P<number>{_FIGURES}){_SCALE}", re.IGNORECASE)
_SPELLED = re.compile(rf"(?<![^\W_])(?P<number>{NUMBER})(?![^\W_]){_SCALE}", re.IGNORECASE)
_IN_SCALE = re.compile(r"\bin (thousand|million|billion)s\b", re.IGNORECASE)
"""What stands over a table of figures."""
_ORDINALS = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
_ORDINAL = re.compile(
    rf"\b(?:(?P<tens>twenty|thirty)[ -])?(?P<one>{'|'.join(_ORDINALS.split())}|thirtieth)\b", re.IGNORECASE
)
_MONTH = re.compile(rf"\b(?:{SAID})\b", re.IGNORECASE)
_COUNTED_OTHERWISE = re.compile(
    r"\b(?:(?i:dozens?|scores?|half|halves|quarters?|twice|out of|doubled?|tripled?|couple|pair|decades?"
    r"|centur(?:y|ies)|fortnights?|(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet)ies"
    r"|(?:an?|one|two|three|four|five) (?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?)"
    r"|[MDCLXVI]{2,})\b"
)
"""Words that a reader may turn into other numbers."""
_OF_OTHER_LANGUAGES = re.compile(
    r"\b(?:zwei|drei|vier|f\u00fcnf|sechs|sieben|acht|neun|zehn|zw\u00f6lf|\w{2,20}(?:zehn|zig|\u00dfig|hundert|tausend)"
    r"|hundert|tausend|deux|trois|quatre|cinq|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente"
    r"|quarante|cinquante|soixante|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|veinte|treinta|cuarenta|cincuenta"
    r"|dois|tr\u00eas|quatro|sete|oito|nove|dez|vinte|trinta|quattro|cinque|sette|otto|dieci|venti|trenta)\b",
    re.IGNORECASE,
)
"""Numbers in letters that are not read here."""
_LISTED, _MOST_LISTED = re.compile(r"\bhow many (?!seconds|minutes|hours|days|weeks|months|years)", re.I), 12
"""So many things a reader may have counted itself."""
_CLOCK = re.compile(
    r"(?<![\d.,])(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d)(?!\d))?(?:[:.][0-5]\d)?\s?(?:(?P<half>[ap])\.?m\b\.?|(?P<clock>o['\u2019]?clock\b))?"
    r"|\b(?P<word>noon|midnight)\b",
    re.IGNORECASE,
)
_HALF_A_DAY = 720  # minutes
_DAYS_OF = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
_LASTING = re.compile(
    rf"(?<![^\W_])(?P<number>{NUMBER})[\s-](?P<unit>{'|'.join(_DAYS_OF)})s?(?![^\W_])", re.IGNORECASE
)
_CLOSE = 0.04
"""90 days and three months are the same to whoever asks."""
_ROUNDED = 0.05
"""By so much 1,487,000 and 1.5 million differ."""
_LONG = 6  # figures
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_MOST_YEARS = 40
_FIGURE, _FIGURE_SIGNS, _LONG_FIGURE = re.compile(r"\d[\d.,]*\d"), re.compile(r"[.,]"), 3


def invents_a_number(reply: str, passage: str) -> bool:
    """Whether a short reply has a number that its passage has neither in figures nor in letters.

    Not where the passage has words from which a reader may have made it.
    """
    if len(reply.split()) > _LONGEST or _COUNTED_OTHERWISE.search(passage):
        return False
    if _OF_OTHER_LANGUAGES.search(passage) or _is_one_number(reply, passage):
        return False
    passage = " ".join(passage.split())
    digits, values = _digits(passage), [*_values(passage), *_differences(passage)]
    for match in _WRITTEN.finditer(_without_times(reply, passage)):
        if not _is_there(match, digits, values) and not _is_counted(match["number"], passage):
            return True
    return False


def _is_there(match: re.Match[str], digits: set[str], values: list[float]) -> bool:
    if all(_has(digits, number) for number in _pieces(match["number"])):
        return True
    close = _ROUNDED if match["scale"] else 1e-6
    return any(math.isclose(one, value, rel_tol=close) for one in _of(match) for value in values)


def _has(digits: set[str], number: str) -> bool:
    """Whether a number stands there, or its end does: '23 is 2023, and 2023 is '23. Nothing has none."""
    return (
        not number
        or number in digits
        or any(len(found) > 1 and number.endswith(found) for found in digits)
        or (len(number) == 2 and any(len(found) == 4 and found.endswith(number) for found in digits))
    )


def _is_one_number(reply: str, passage: str) -> bool:
    """Whether all figures stand there in this order: 555-0123 is 5550123."""
    digits = re.sub(r"\D", "", reply)
    return len(digits) >= _LONG and digits in re.sub(r"(?<=\d)[\s()./-]{1,2}(?=\d)", "", passage)


def _is_counted(number: str, passage: str) -> bool:
    return (
        len(number) < 3
        and number.isdigit()
        and int(number) <= _MOST_LISTED
        and _LISTED.search(passage) is not None
    )


def _pieces(text: str) -> list[str]:
    return [found.replace(",", "").lstrip("0") for found in _DIGITS.findall(text)]


def _digits(passage: str) -> set[str]:
    """All figures, those of "1 250 000" and "1.250.000" together as well, and the numbers of months."""
    joined = re.sub(r"(?<=\d)[\s.'\u2019](?=\d{3}(?!\d))", "", passage)
    months = {str(number_of(match.group())) for match in _MONTH.finditer(passage)}
    return {*_pieces(passage), *_pieces(joined), *months}


def _values(passage: str) -> Iterator[float]:
    scales = [1.0, *(_SCALES[match[1].lower()] for match in _IN_SCALE.finditer(passage))]
    for match in _WRITTEN.finditer(passage):
        yield from (value * scale for value in _of(match) for scale in scales)
    for match in _SPELLED.finditer(passage):
        if not match["number"][0].isdigit():
            yield value_of(match["number"]) * _scale(match)
    known = [*_ORDINALS.split()]
    for match in _ORDINAL.finditer(passage):
        one = match["one"].lower()
        yield (value_of(match["tens"]) if match["tens"] else 0) + (
            known.index(one) + 1 if one in known else 30
        )


def _of(match: re.Match[str]) -> Iterator[float]:
    """What figures may stand for: 1.250 and 2,5 are written otherwise in other countries."""
    number, scale = match["number"], _scale(match)
    if number.replace(",", "").count(".") <= 1:
        yield float(number.replace(",", "")) * scale
    other = number.replace(".", "").replace(",", ".")
    if other.count(".") <= 1:
        yield float(other) * scale


def _scale(match: re.Match[str]) -> float:
    return _SCALES[match["scale"].lower()] if match["scale"] else 1.0


def _differences(passage: str) -> Iterator[float]:
    """The years between two: how old someone became, how long something went on."""
    years = sorted({int(year) for year in _YEAR.findall(passage)})[:_MOST_YEARS]
    yield from (float(later - earlier) for earlier, later in combinations(years, 2))


def _without_times(reply: str, passage: str) -> str:
    """Without the times of day and the lengths of time that the passage has in another way."""
    lasting = [_days(match) for match in _LASTING.finditer(passage)]
    clocks = {minute for match in _CLOCK.finditer(passage) for minute in _minutes(match)}

    def of_length(match: re.Match[str]) -> str:
        is_there = any(math.isclose(_days(match), days, rel_tol=_CLOSE) for days in lasting)
        return " " if is_there else match.group()

    def of_clock(match: re.Match[str]) -> str:
        return " " if _minutes(match) & clocks else match.group()

    return _CLOCK.sub(of_clock, _LASTING.sub(of_length, reply))


def _days(match: re.Match[str]) -> float:
    return value_of(match["number"]) * _DAYS_OF[match["unit"].lower()]


def _minutes(match: re.Match[str]) -> frozenset[int]:
    """The minutes of the day that a time may be; none for a number that is no time."""
    if match["word"]:
        return frozenset({0 if match["word"].lower() == "midnight" else _HALF_A_DAY})
    if not (match["minute"] or match["half"] or match["clock"]):
        return frozenset()
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        return frozenset({hour % 12 * 60 + minute + _HALF_A_DAY * (match["half"].lower() == "p")})
    early = hour % 12 * 60 + minute
    return frozenset({early, early + _HALF_A_DAY} if 1 <= hour <= 12 else {hour % 24 * 60 + minute})


def makes_up_a_figure(text: str, notes: Sequence[str]) -> bool:
    """Whether an answer out of notes has a figure of three digits or more that stands in none of them."""
    noted = {_FIGURE_SIGNS.sub("", figure) for note in notes for figure in _FIGURE.findall(note)}
    said = {_FIGURE_SIGNS.sub("", figure) for figure in _FIGURE.findall(text)}
    return any(len(figure) >= _LONG_FIGURE and figure not in noted for figure in said)

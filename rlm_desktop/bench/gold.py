"""What a right answer must contain: numbers, words, days and times, in any usual spelling."""

import math
import re
from datetime import date, datetime

import msgspec

_NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:e[-+]?\d+)?", re.IGNORECASE
)
_LOOKED_AT = 400
"""Letters of an answer that count: a long list that happens to hold the number is no answer."""


class Number(msgspec.Struct, frozen=True, tag=True):
    """A whole number must be there exactly; another one rounded to at least one decimal."""

    value: int | float

    def is_in(self, text: str) -> bool:
        return any(self._is(token) for token in _NUMBER.findall(text))

    def _is(self, token: str) -> bool:
        written = float(token.replace(",", ""))
        if isinstance(self.value, int):
            return written == self.value
        decimals = len(token.partition(".")[2])
        rounded = math.isclose(written, round(self.value, decimals), rel_tol=1e-9)
        return (decimals > 0 and rounded) or math.isclose(written, self.value, rel_tol=1e-6)


class Word(msgspec.Struct, frozen=True, tag=True):
    """A name as it stands in the text, whatever its case."""

    text: str

    def is_in(self, text: str) -> bool:
        return re.search(rf"(?<!\w){re.escape(self.text)}(?!\w)", text, re.IGNORECASE) is not None


class Day(msgspec.Struct, frozen=True, tag=True):
    """A day in any usual spelling; logs often leave the year out."""

    day: date

    def is_in(self, text: str) -> bool:
        return any(re.search(form, text, re.IGNORECASE) for form in _day_forms(self.day))


class Moment(msgspec.Struct, frozen=True, tag=True):
    """A time to the second, with or without colons, and its day where the log has more than one."""

    moment: datetime
    with_day: bool = True

    def is_in(self, text: str) -> bool:
        clock = self.moment.strftime("%H:?%M:?%S")
        day_is_there = not self.with_day or Day(self.moment.date()).is_in(text)
        return day_is_there and re.search(rf"(?<![\d:]){clock}(?!\d)", text.replace("T", " ")) is not None


class Hour(msgspec.Struct, frozen=True, tag=True):
    """An hour of the day: "4", "04", "04:00", "4 am"."""

    hour: int

    def is_in(self, text: str) -> bool:
        noon = self.hour % 12 or 12
        half = "am" if self.hour < 12 else "pm"
        forms = (
            rf"(?<![\d:]){self.hour:02d}:|(?<![\d:.])0?{self.hour}(?![\d:.]|\s*[ap]m)|(?<!\d){noon}\s*{half}"
        )
        return re.search(forms, text, re.IGNORECASE) is not None


Gold = Number | Word | Day | Moment | Hour


def is_right(gold: tuple[Gold, ...], value: object, answer: str) -> bool:
    """Whether every part stands in the value, or every part in the answer as a person reads it."""
    # With spaces after commas: [17,256] would read as a number with thousands.
    as_text = msgspec.json.format(msgspec.json.encode(value), indent=0).decode() if value is not None else ""
    return any(all(part.is_in(text[:_LOOKED_AT]) for part in gold) for text in (as_text, answer))


def shown(gold: tuple[Gold, ...]) -> str:
    return ", ".join(_shown(part) for part in gold)


def _shown(part: Gold) -> str:
    match part:
        case Number(value=value):
            return f"{value:g}" if isinstance(value, float) else str(value)
        case Word(text=text):
            return text
        case Day(day=day):
            return day.isoformat()
        case Moment(moment=moment):
            return moment.isoformat(sep=" ")
        case Hour(hour=hour):
            return f"{hour:02d}:00"


def _day_forms(day: date) -> tuple[str, ...]:
    number, month = day.day, day.month
    name = day.strftime("%b") + rf"(?:{day.strftime('%B')[3:]})?\.?"
    return (
        rf"(?<!\d)(?:\d{{4}}|{day:%y})[-/.]0?{month}[-/.]0?{number}(?!\d)",
        rf"(?<!\d){day:%y%m%d}(?!\d)",
        rf"(?<!\d){day:%Y%m%d}(?!\d)",
        rf"\b{name}\s+0?{number}(?:st|nd|rd|th)?(?!\d)",
        rf"(?<!\d)0?{number}(?:st|nd|rd|th)?[\s-]+{name}\b",
    )

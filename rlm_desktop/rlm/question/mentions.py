"""What a question names that a query has to use: values, quoted words, numbers, dates and times."""

import re
from collections.abc import Iterable, Iterator

from rlm_desktop.rlm.question.intent import large_numbers
from rlm_desktop.rlm.question.linking import Links, words
from rlm_desktop.rlm.question.times import decades
from rlm_desktop.rlm.question.times.moments import Moments, without_days
from rlm_desktop.rlm.question.times.months import MONTHS

_NUMBER = re.compile(r"(?<![\w.:-])\d[\d,]*(?:\.\d+)?(?![\w:-]|\.\d)")


def used(question: str, links: Links, sql: str) -> float:
    """The share of what the question names that stands in the query, 0 to 1; 1 where it names nothing."""
    checks = [bool(re.search(pattern, sql.lower())) for _, pattern in _patterns(question, links)]
    return sum(checks) / len(checks) if checks else 1.0


def unused(question: str, links: Links, sql: str) -> list[str]:
    """What the question names that stands nowhere in the query, in the question's words."""
    text = sql.lower()
    found = [name for name, pattern in _patterns(question, links) if not re.search(pattern, text)]
    return [name for name in dict.fromkeys(found) if name not in links.unsaid]


def _patterns(question: str, links: Links) -> Iterator[tuple[str, str]]:
    """Each thing that is named, and what of it stands in a query that uses it."""
    rest = question
    strongest = links.strongest()
    named = {link.phrase: link.value for link in strongest}
    columns = {link.phrase: link.column.lower() for link in strongest}
    for phrase, value in named.items():
        yield phrase, _as_value(phrase, value, columns[phrase], named.values())
        # The 1 of a value is not that of 31, or of 2021.
        rest = re.sub(rf"(?<!\d){re.escape(phrase)}(?!\d)", " ", rest)
    for phrase in {each.phrase for each in links.measured}:
        sizes = {re.escape(each.value) for each in links.measured if each.phrase == phrase}
        yield phrase, rf"(?<![\d.])(?:{'|'.join(sorted(sizes))})(?![\d.]*\d)"
        rest = rest.replace(phrase, " ")
    whole = [column for _, column in links.named_whole()]
    # Of "In-Reply-To" the reply_to is no other column.
    for column in [
        one for one in whole if not any(f"_{one}" in f"_{other}" for other in whole if other != one)
    ]:
        yield column.replace("_", " "), rf"\b{re.escape(column.lower())}\b"
    for quote in links.quoted:
        # Of "Invalid user ... from ..." each piece may be looked for.
        longest = max(re.split(r"\.\.\.|\u2026", quote.lower()), key=len).strip() or quote.lower()
        exact = re.escape(longest.replace("\u2019", "'").replace("'", "''"))
        exact = re.sub(r"(?:\\ )+", r"\\s+", exact).replace("''", "(?:''|\u2019)")
        # Where no row has it to the letter its words stand alone.
        apart = " ".join(re.findall(r"[^\W_]+", longest))
        yield quote, rf"{exact}|' {re.escape(apart)} '" if apart else exact
        rest = rest.replace(quote, " ")
    for word in links.unsaid:
        yield word, re.escape("".join(words(word)))
    for said, number in large_numbers(rest).items():
        yield said, rf"(?<![\d.]){number:.0f}(?!\d)"
        rest = re.sub(re.escape(said), " ", rest, flags=re.IGNORECASE)
    yield from _decades(rest)
    yield from _moments(Moments(rest))
    years = {str(year) for year in Moments(rest).years}
    for number in _NUMBER.findall(without_days(rest)):
        bare = number.replace(",", "")
        if bare not in years:
            yield number, rf"(?<!\d){re.escape(bare)}(?!\d)"


def _as_value(phrase: str, value: str, column: str, named: Iterable[str]) -> str:
    """What stands in a query that uses a value of a column; `named` are all that the question names."""
    ways = [re.escape(value.lower()), re.escape(re.escape(value.lower()))]
    ways.append(re.escape(value.lower().replace("'", "''")))
    if value.lower().startswith(f"{phrase.lower()}."):
        # A machine by the first part of its name, where such names stand.
        ways.append(rf"{re.escape(column)}\W+(?:like\W+)?{re.escape(phrase.lower())}")
    elif value.lower() != phrase.lower() and (digits := re.search(r"\d+", phrase)):
        # What is called PEP 8 may be looked for by its number.
        ways.append(rf"(?<!\d)0*{digits.group()}(?!\d)")
    # "macrolanguage" is no language.
    begins = r"(?:(?<![a-z0-9])|(?<=\\b))" if value[:1].isalnum() else ""
    return rf"{begins}{_of_no_longer(value, named)}(?:{'|'.join(ways)})"


def _of_no_longer(value: str, named: Iterable[str]) -> str:
    """What keeps a value from being found in a longer one that is named as well: York, in New York."""
    apart = ""
    for other in {one.lower() for one in named}:
        before, found, behind = other.partition(value.lower())
        if found and (before or behind):
            apart += rf"(?<!{re.escape(before)})" if before else ""
            apart += rf"(?!{re.escape(found + behind)})" if behind else ""
    return apart


def _decades(question: str) -> Iterator[tuple[str, str]]:
    for said, first, last in decades.named(question):
        yield said, rf"\b(?:{first - 1}|{first}|{first + 1}|{last}|{last + 1})\b|{first // 10}(?:%|\D)"


def _moments(named: Moments) -> Iterator[tuple[str, str]]:
    for year in named.years:
        yield str(year), str(year)
    for month in named.months:
        yield MONTHS[month - 1].capitalize(), rf"-{month:02}|\b0?{month}\b|{MONTHS[month - 1][:3]}"
    for day in named.days:
        yield f"{day}", rf"-0?{day}\b|(?<!\d)0?{day}(?!\d)"
    for time in named.times:
        yield time, rf"{time.removeprefix('0')}"

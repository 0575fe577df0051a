"""Which of several rows is the highest: "among operations, investing …", "the largest liability"."""

import re
from collections.abc import Sequence

import msgspec

from rlm_desktop.rlm.passages.statements import items
from rlm_desktop.rlm.passages.statements.items import Item
from rlm_desktop.rlm.passages.statements.layout import Row, Sheet

_MOST = re.compile(r"\b(?:most|highest|largest|biggest|greatest|main)\b", re.IGNORECASE)
_LEAST = re.compile(r"\b(?:lowest|smallest|least)\b", re.IGNORECASE)
_AMONG = re.compile(
    r"\b(?:among|of|between)\s+(?P<first>[\w&, -]+?),?\s+and\s+(?P<last>[\w& -]+?)(?:,|\s+which\b)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:largest|biggest|highest|greatest) (?:single )?(?P<what>liability|asset)\b", re.IGNORECASE
)
_BETWEEN = {"liability": ("total assets", "total liabilities"), "asset": ("", "total assets")}
"""Behind which row the parts begin, and with which they end."""
_COMPANIES = re.compile(
    r"^which (?:company |one )?(?:had|has|have|reported|made|earned|spent|showed|held) (?:the )?"
    r"(?P<how>higher|highest|larger|largest|greater|greatest|bigger|more|most|lower|lowest|smaller|smallest|less|least)"
    r" (?P<what>[^,:]+?)[,:] ?(?P<one>[A-Z\w&.' -]+?),? or (?P<two>[\w&.' -]+?)\W*$",
    re.IGNORECASE,
)
_SUM = re.compile(r"^total\b|\btotal$")


def asked_among(text: str) -> list[Item]:
    """The items that a question sets beside each other; empty where it sets none, or one is unknown."""
    match = _AMONG.search(text)
    if match is None or not (_MOST.search(text) or _LEAST.search(text)):
        return []
    names = [*re.split(r",\s*", match["first"]), match["last"]]
    found = [_item(name, match["last"]) for name in names if name.strip()]
    return [each for each in found if each] if all(found) and len(found) > 1 else []


def _item(name: str, last: str) -> Item | None:
    """Of "operations, investing and financing activities" the last word goes with all."""
    noun = last.split()[-1]
    whole = name.strip() if name.strip().endswith(noun) else f"{name.strip()} {noun}"
    for form in ("{0}", "{1}", "cash flow from {1}", "cash flow from {0}"):
        if item := items.named(form.format(name.strip(), whole)):
            return item
    return None


def wants_least(text: str) -> bool:
    """ "Lost the least" is the most that is left."""
    return _LEAST.search(text) is not None and _MOST.search(text) is None


def part_asked(text: str) -> str:
    match = _PART.search(text)
    return match["what"].lower() if match else ""


def parts(what: str, sheet: Sheet) -> Sequence[Row]:
    """The rows between the heading and the total, without sums."""
    begin, end = _BETWEEN[what]
    labels = [items.plain(row.label) for row in sheet.rows]
    last = next((n for n, label in enumerate(labels) if label == end), None)
    if last is None:
        return ()
    first = next((n + 1 for n in range(last) if labels[n] == begin), 0)
    some = zip(sheet.rows[first:last], labels[first:last], strict=True)
    return [row for row, label in some if not _SUM.search(label)]


class Among(msgspec.Struct, frozen=True):
    """Two companies, and what one of them has more of, or less."""

    what: str
    names: tuple[str, str]
    least: bool


def companies(text: str) -> Among | None:
    """ "Which had the higher revenue, Orchard or Vale?"; None for another question."""
    match = _COMPANIES.search(text)
    if match is None:
        return None
    least = re.match(r"l|small", match["how"], re.IGNORECASE) is not None and match["how"][:4] != "larg"
    return Among(match["what"], (match["one"].strip(), match["two"].strip()), least)

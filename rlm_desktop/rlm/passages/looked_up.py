"""The rows of figures that answer a question: one, that of several documents, or what it is of another."""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.rlm.passages import relations
from rlm_desktop.rlm.passages.figures import (
    Row,
    asked_for,
    first_part,
    meant,
    over_time,
    rows_of,
    short,
    telling,
)
from rlm_desktop.rlm.question.documents.scopes import Scope
from rlm_desktop.spans import DocumentId

_SHARE = re.compile(
    r"\b(?:percent(?:age)?|proportion|share|fraction|how much) of (?P<whole>.+?)"
    r"\s(?:did|does|do|is|are|was|were|has|have|came|comes?)\b(?P<part>.+)",
    re.IGNORECASE,
)
_MOST_DOCUMENTS = 12
_MOST_OTHERS = 2


class Told(msgspec.Struct, frozen=True):
    """Rows that answer a question, with the name of the document where it is one of several."""

    document: str
    rows: tuple[Row, ...]
    share: str = ""
    """What the first row is of the second, where that was asked."""

    def text(self) -> str:
        times = Counter(row.label.lower() for row in self.rows)
        said = "; ".join(row.told(grouped=times[row.label.lower()] > 1) for row in self.rows)
        if self.share:
            part, whole = self.rows
            said = f"{self.share} ({part.label} {part.value()} of {whole.label} {whole.value()}, {part.unit})"
        return f"{self.document}: {said}" if self.document else said


def look_up(question: str, scope: Scope, context: Context) -> list[Told]:
    """What the rows of the documents meant say; empty where no row is surely meant."""
    several, question = over_time(question), first_part(question)
    known = telling(" ".join(scope.names))
    if several and 1 < len(scope.documents) <= _MOST_DOCUMENTS:
        names = {document.id: short(document.name) for document in context.documents()}
        ordered = sorted(scope.documents, key=lambda identity: names[identity])
        of_each = [(names[each], _meant_in(question, (each,), context, known)) for each in ordered]
        told = [Told(name, tuple(found)) for name, found in of_each if found]
        return told if len(told) * 2 > len(of_each) else []
    if share := _share(question, scope.documents, context, known):
        return [share]
    if not asked_for(question):
        return []
    found = _meant_in(question, scope.documents, context, known)
    return [Told("", tuple(found))] if found else []


def _meant_in(
    question: str, documents: Sequence[DocumentId], context: Context, known: frozenset[str]
) -> list[Row]:
    found = rows_of(question, documents, context)
    asked = telling(question) - known
    return [each for row in meant(question, found, known) for each in _of_this_name(row, found, asked)]


def _of_this_name(row: Row, found: Sequence[Row], asked: frozenset[str]) -> list[Row]:
    """The row and others that are called so and have other figures: which is meant only a person knows.

    Unless the heading of some speaks of what is asked: "Services" under "Net sales", of revenue.
    """
    others = {
        other.figures: other
        for other in reversed(found)
        if other.label.lower() == row.label.lower()
        and other.span.document == row.span.document
        and not set(other.figures) & set(row.figures)
    }
    all_of_them = [row, *sorted(others.values(), key=lambda other: other.span)]
    named = [each for each in all_of_them if telling(each.group) & (asked - row.telling)]
    return (named or all_of_them)[: 1 + _MOST_OTHERS]


def _share(
    question: str, documents: Sequence[DocumentId], context: Context, known: frozenset[str]
) -> Told | None:
    """What percentage of one row another is: of those under a heading that names the whole, the nearest.

    So are two rows told that the question compares: expenses and revenue.
    """
    match, sides = _SHARE.search(question), relations.sides(question)
    if match:
        one, other = match["part"], match["whole"]
    elif sides and asked_for(question):
        one, other = sides.one, sides.other
    else:
        return None
    found = rows_of(question, documents, context)
    parts, wholes = (_called(side, found, known) for side in (one, other))
    asked = telling(other) - known
    pairs = [
        (not asked & telling(part.group), abs(part.span.start - whole.span.start), part, whole, share)
        for part in parts
        for whole in wholes
        if part.span.document == whole.span.document and part.unit == whole.unit
        if (share := _ratio(part, whole)) is not None
    ]
    if not pairs:
        return None
    *_, part, whole, share = min(pairs, key=lambda pair: (*pair[:2], pair[2].span))
    return Told("", (part, whole), f"{share:.1%}")


def _called(words_of: str, found: Sequence[Row], known: frozenset[str]) -> list[Row]:
    """All rows that have the name of the best one."""
    best = meant(words_of, found, known)
    return [row for row in found if row.label.lower() == best[0].label.lower()] if len(best) == 1 else []


def _ratio(part: Row, whole: Row) -> float | None:
    one, other = (re.sub(r"[^\d.]", "", row.value()) for row in (part, whole))
    if "%" in part.value() + whole.value() or not one or not other or len(part.figures) != len(whole.figures):
        return None
    return float(one) / float(other) if 0 < float(one) <= float(other) else None

"""The sentences of passages, with the rows and items among them, by what they share with a question."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.rlm.passages.figures import ROW, telling
from rlm_desktop.spans import DocumentId, Hit, Span

_END = re.compile(r"[.!?][\"')\]\u201d\u2019]*(?=\s)|\n\s*\n|\n(?=\s*(?:[-*\u2022\u25aa]|\(?\w{1,2}[.)]) )")
_CHAPTER = re.compile(r"(?:note|item|part|section|chapter|annex)\s\w{1,4}\b|\d{1,2}[.)]?\s", re.IGNORECASE)
_SHORTENED = re.compile(
    r"\b(?:[A-Z]|Co|Corp|Inc|Ltd|Bros|Mr|Mrs|Ms|Dr|Prof|St|Nr|No|Art|Sec|Fig|vs|approx|ca|z\.B|bzw|usw|e\.g|i\.e)\.$"
)
"""What ends with a point and no sentence; "Falk & Co. raised their prices"."""
_NUMBERED = (
    r"(?:(?i:note|item|part|section|chapter|annex)\s\w{1,4}\s?[-\u2013\u2014:.]?\s?|[\dA-Z]{1,3}[.)]?\s)"
)
_HEADING = re.compile(rf"\s*(?:#{{1,6}}\s.*|{_NUMBERED}?[A-Z][^.!?;:,\n]{{2,70}})\s*")
"""A line that begins with a capital and ends without a mark, as they stand over the paragraphs of reports."""
_OVER_COLUMNS = re.compile(
    r"(?:(?:months?|quarters?|years?|weeks?) ended|as of|in (?:millions|thousands|billions))\b"
    r"|\((?:un)?audited\)",
    re.IGNORECASE,
)
"""What stands over the columns of a table, not over a paragraph."""
_ITEM = re.compile(r"(?:[-*\u2022\u25aa]|\d{1,2}[.)]) ")
_LONGEST_OWNER = 160
_SUBJECT = re.compile(
    r"^Subject:[ \t]*(?:(?:re|aw|fwd?):[ \t]*)*(.+(?:\n[ \t]+.+)*)", re.IGNORECASE | re.MULTILINE
)
_HEAD, _MOST_MAILS = 2_000, 60
_ON_PAGES = 5
"""A line that stands so often in a text is printed at the head of its pages."""
_SHORTEST, _LONGEST = 8, 700  # bytes
_USUAL = 220  # letters
_NEAR, _UNDER = 0.5, 0.5
"""What a word of the sentence before, and of the heading above, counts beside one of the sentence itself."""


class Sentence(msgspec.Struct, frozen=True):
    """A sentence, an item of a list or a row of figures, and where it stands."""

    span: Span
    text: str
    before: frozenset[str] = frozenset()
    """What the sentence before it speaks of."""
    heading: str = ""
    """The heading above it."""
    chapter: str = ""
    """The last heading above it that has a number: Note 13, Item 1, Section 4."""
    owner: str = ""
    """The items of a list that it is set in below."""

    def told(self) -> str:
        """The sentence with its heading, without which "Grade A." says little."""
        return f"{self.heading.strip('#: ')}: {self.text}" if self.heading else self.text


def of(hits: Sequence[Hit]) -> list[Sentence]:
    """All sentences of passages, each once, in the order of the text."""
    found: dict[Span, Sentence] = {}
    for hit in sorted(hits, key=lambda hit: hit.span):
        before, heading, chapter = frozenset[str](), "", ""
        above: list[tuple[int, str]] = []
        lines = Counter(line.strip() for line in hit.text.split("\n"))
        # Of a text of megabytes, bytes are counted on from where the last sentence began.
        first, last = len(hit.text) - len(hit.text.lstrip()), len(hit.text.rstrip())
        seen, at = 0, hit.span.start
        for start, end in cut(hit.text):
            text = hit.text[start:end]
            at, seen = at + len(hit.text[seen:start].encode()), start
            if _is_heading(text):
                above.clear()
                if lines[text.strip()] < _ON_PAGES and not _OVER_COLUMNS.search(text):
                    before, heading = frozenset(), " ".join(text.split())
                    chapter = heading if _CHAPTER.match(heading) else chapter
                continue
            owner = _item_above(hit.text, start, text, above)
            size = len(text.encode())
            is_rest = (start <= first and text[0].islower()) or (end >= last and _breaks_off(text))
            if _SHORTEST <= size <= _LONGEST and not is_rest:
                span = Span(hit.span.document, at, at + size)
                told = " ".join(text.split())
                found.setdefault(span, Sentence(span, told, before, owner or heading, chapter, owner))
            before = telling(text)
    return list(found.values())


def without_titles(found: Sequence[Sentence]) -> list[Sentence]:
    """Without items that only others below them make something of: these are told with them."""
    owners = {sentence.owner for sentence in found if sentence.owner}
    return [each for each in found if not any(_ITEM.sub("", each.text) in owner for owner in owners)]


def under_subjects(found: Sequence[Sentence], context: Context) -> list[Sentence]:
    """What stands below no heading, below the subject of its mail: "I don't like this" alone says little."""
    subjects: dict[DocumentId, str] = {}
    told = []
    for each in found:
        document = each.span.document
        if not each.heading and document not in subjects and len(subjects) < _MOST_MAILS:
            match = _SUBJECT.search(context.read(Span(document, 0, _HEAD)).partition("\n\n")[0])
            subjects[document] = " ".join(match.group(1).split()) if match else ""
        subject = "" if each.heading else subjects.get(document, "")
        told.append(msgspec.structs.replace(each, heading=subject) if subject else each)
    return told


def _item_above(whole: str, start: int, text: str, above: list[tuple[int, str]]) -> str:
    """The item that an item set in farther belongs to; `above` are those that it may be, outermost first."""
    if not _ITEM.match(text):
        return _joined(above) if above and whole[start - 1 : start] in (" ", "\t") else ""
    farther = start - (whole.rfind("\n", 0, start) + 1)
    while above and above[-1][0] >= farther:
        above.pop()
    owner = _joined(above)
    above.append((farther, _ITEM.sub("", " ".join(text.split())).rstrip(":")[:_LONGEST_OWNER]))
    return owner


def _joined(above: Sequence[tuple[int, str]]) -> str:
    return ": ".join(text for _, text in above)


def _is_heading(text: str) -> bool:
    return _HEADING.fullmatch(text) is not None and not ROW.match(text.strip())


def _breaks_off(text: str) -> bool:
    """Whether a passage ends in the middle of this sentence."""
    return text[-1].isalpha() and "\n" in text


def cut(text: str) -> Iterator[tuple[int, int]]:
    """Where sentences, headings and rows of figures begin and end, in characters."""
    at, ended = 0, True
    for start, end in _lines(text):
        line = text[start:end].strip("\r ")
        # In the middle of a sentence a short line is the rest of it.
        if ROW.match(line) or (ended and _is_heading(line) and not _goes_on(text, end)):
            yield from _sentences(text, at, start)
            yield from _trimmed(text, start, end)
            at, ended = end, True
        else:
            ended = not line or line[-1] in '.!?:;"\u201d)'
    yield from _sentences(text, at, len(text))


def _goes_on(text: str, end: int) -> bool:
    """Whether the next line begins with a small letter: this one is the first of a paragraph, no heading."""
    return text[end + 1 : end + 2].islower()


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        yield at, at + len(line)
        at += len(line) + 1


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _END.finditer(text, start, end):
        if match.group().startswith(".") and _SHORTENED.search(text, at, match.start() + 1):
            continue
        yield from _trimmed(text, at, match.end())
        at = match.end()
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if part.strip():
        start += len(part) - len(part.lstrip())
        yield start, start + len(part.strip())


def ranked(
    question: str, found: Sequence[Sentence], known: frozenset[str] = frozenset()
) -> list[tuple[float, Sentence]]:
    """Sentences with the share of the question that they have, best first: rare words count more.

    `known` are words that say where to look and not what for.
    """
    asked = telling(question) - known
    of_each = [telling(sentence.text) for sentence in found]
    above = [telling(sentence.heading) for sentence in found]
    times = Counter(
        word for words, heading in zip(of_each, above, strict=True) for word in (words | heading) & asked
    )
    weights = {word: math.log(1 + len(found) / (1 + times[word])) for word in asked}
    whole = sum(weights.values()) or 1.0
    scored = []
    for sentence, words, heading in zip(found, of_each, above, strict=True):
        own = sum(weights[word] for word in words & asked)
        near = _NEAR * sum(weights[word] for word in (sentence.before & asked) - words)
        near += _UNDER * sum(weights[word] for word in (heading & asked) - words)
        length = math.sqrt(max(1.0, len(sentence.text) / _USUAL))
        scored.append(((own + near) / whole / length, sentence))
    return sorted(scored, key=lambda each: (-each[0], each[1].span))

"""Which kinds of messages a log has: its free text with the variable parts as <*>, found on a sample.

A place where words with digits stand is variable; so is one where several words come up while
everything around them stays the same. In SQL a row gets the first template that it is like.
"""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from rlm_desktop.context.records.shapes.shape import Field, quote
from rlm_desktop.context.records.values.time_forms import MONTH, WEEKDAY
from rlm_desktop.profile import KIND_OF_MESSAGE

WORD = r"""[^\s=:,;()\[\]"'<>]*\d[^\s=,;()\[\]"'<>]*(?: (?:[KMGT]i?)?B\b)?"""
"""A word with a digit in it, and its unit; a key and brackets around it stay."""
VARIABLE = rf"(?:\b{WEEKDAY} )?\b{MONTH} +\d{{1,2}} [\d:.]+(?: \d{{4}})?\b|{WORD}"
SLOT = "<*>"
_TRACE = re.compile(r" \tat | Traceback \(most recent call last\)")
"""Where the steps of a stack trace begin: they are no part of a message's kind."""
RUN = r"<\*>(?:[ \t:,/]*<\*>)+"
"""Variable parts one behind the other are one: there may be more or less of them."""
FEWEST, MOST = 2, 300
"""So many different templates make a column."""
SQL_TEMPLATES = 120
"""Only the most frequent are tried one by one; what is like none is made a template word by word."""
DIFFERENT = 3
"""So many words in one place, all else the same, make the place variable."""
COVERED = 0.8
LONGEST = 60
"""Words of a message beyond these are one variable part."""

Words = tuple[str, ...]


class Template(msgspec.Struct, frozen=True):
    """A message with its variable parts as <*>, and how many of the sample have it."""

    text: str
    count: int

    @property
    def pattern(self) -> str:
        """As SQL's LIKE has it."""
        parts = (re.sub(r"([\\%_])", r"\\\1", part) for part in self.text.split(SLOT))
        return "%".join(parts)

    def covers(self, other: str) -> bool:
        return re.fullmatch(".*".join(map(re.escape, self.text.split(SLOT))), other, re.DOTALL) is not None


def event_field(messages: Sequence[str], *, source: str) -> Field | None:
    """The column `event`, where the messages are of a few kinds; `source` is the SQL of the message."""
    present = [_TRACE.split(message, maxsplit=1)[0] for message in messages if message]
    found = templates(present)
    tried = [one for one in found if one.count > 1 and _tells(one.text)][:SQL_TEMPLATES]
    covered = sum(one.count for one in tried)
    if not FEWEST <= len(found) <= MOST or covered < COVERED * len(present):
        return None
    cases = " ".join(
        f"WHEN {source} LIKE {quote(one.pattern)} ESCAPE '\\' THEN {quote(one.text)}"
        for one in _in_order(tried)
    )
    plain = f"regexp_replace({source}, {quote(VARIABLE)}, '{SLOT}', 'g')"
    text = f"CASE {cases} ELSE regexp_replace({plain}, {quote(RUN)}, '{SLOT}', 'g') END"
    return Field(name="event", text=text, note=KIND_OF_MESSAGE, most=2 * MOST)


def templates(messages: Sequence[str]) -> list[Template]:
    """The templates of the messages, the most frequent first."""
    counts: Counter[Words] = Counter(tuple(masked(message).split(" ")) for message in messages)
    by_length: dict[int, Counter[Words]] = {}
    for words, count in counts.items():
        cut = words if len(words) <= LONGEST else (*words[:LONGEST], SLOT)
        by_length.setdefault(len(cut), Counter())[cut] += count
    merged: Counter[str] = Counter()
    for group in by_length.values():
        for words, count in _merged(group).items():
            merged[re.sub(RUN, SLOT, " ".join(words))] += count
    return [Template(text, count) for text, count in merged.most_common()]


def masked(message: str) -> str:
    """The message with all words that have digits as <*>."""
    return re.sub(RUN, SLOT, re.sub(VARIABLE, SLOT, message))


def _merged(group: Counter[Words]) -> Counter[Words]:
    """Messages of one length; places that vary while all others stay become variable, until none is left."""
    while True:
        places: dict[tuple[int, Words], set[Words]] = {}
        for words in group:
            for place, word in enumerate(words):
                if word != SLOT:
                    places.setdefault((place, (*words[:place], SLOT, *words[place + 1 :])), set()).add(words)
        ready = [(len(found), key, found) for key, found in places.items() if _varies(*key, found)]
        if not ready:
            return group
        before = len(group)
        for _, (place, template), found in sorted(ready, key=lambda one: one[0], reverse=True):
            left = [words for words in found if words in group]
            if len(left) > 1:
                count = sum(group.pop(words) for words in left)
                word = _key({words[place] for words in left}) + SLOT
                group[(*template[:place], word, *template[place + 1 :])] += count
        if len(group) == before:
            return group


def _key(words: set[str]) -> str:
    """What all the words begin with, up to a sign that parts a key from its value."""
    match = re.match(r".*[=:(\[]", min(words))
    key = match.group() if match else ""
    return key if all(word.startswith(key) for word in words) else ""


def _varies(place: int, template: Words, found: set[Words]) -> bool:
    constant = sum(1 for word in template if SLOT not in word and any(map(str.isalpha, word)))
    if constant < FEWEST:
        # One word alone says little: the other must then be a name, at the end.
        return constant == 1 and place == len(template) - 1 and len(found) > 2 * DIFFERENT
    # One that is sometimes a number is variable, even where there are only two of it.
    return len(found) >= DIFFERENT or (len(found) > 1 and any(SLOT in words[place] for words in found))


def _tells(text: str) -> bool:
    """Whether a template has enough that stays to tell its messages from others."""
    return sum(map(str.isalpha, text)) >= 3


def _in_order(found: Sequence[Template]) -> list[Template]:
    """The frequent first, but what a template covers before it: the special before the general."""
    ordered: list[Template] = []
    for one in found:
        ordered += [
            other for other in found if other is not one and other not in ordered and one.covers(other.text)
        ]
        if one not in ordered:
            ordered.append(one)
    return ordered

"""Settings that a text lists one to a line, as `log.retention.hours = 168`: the one that a question names.

Programs print theirs into their logs when they start, and configuration files are made of nothing else. The
line whose key the question says is found by code; no model is needed, and none would read all of them.
"""

import re
from collections.abc import Iterable, Iterator

import msgspec

from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.spans import Hit

LINES = r"^\s*(?:export\s+)?(?:\[[^\]=:]+\]\s*$|[A-Za-z][\w.\-]*\s*[=:]\s*\S)"
"""How the line of a setting begins, or the head of a section."""
_SETTING = re.compile(r"\s*(?:export\s+)?(?P<key>[A-Za-z][\w.\-]*)\s*[=:]\s*(?=\S)")
_SECTION = re.compile(r"\s*\[(?P<name>[^\]=:]+)\]\s*$")
SPOKEN_OF = re.compile(
    r"\b(?:settings?|config(?:ur(?:ed|ation)s?)?|parameters?|option|is set to|set at"
    r"|(?:system|server|java|broker) propert(?:y|ies))\b",
    re.IGNORECASE,
)
"""A question for a setting says so, or has the key as it stands."""
_KEY = re.compile(r"\b[A-Za-z]\w+(?:[._][A-Za-z]\w+)+\b")
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_UNSAID = frozenset(
    words("num number ms sec secs seconds minutes bytes mb kb size count enable enabled default value of")
)
"""Parts of a key that a question need not say."""
_SHORT = {"max": ("maximum", "largest", "most", "highest"), "min": ("minimum", "smallest", "least", "lowest")}
_EXTREMES = frozenset(word for group in _SHORT.values() for word in group)
_ROOT, _ALIKE = 4, 0.6
"""Letters, and a share of the shorter word, that two forms of a word have in common at the beginning."""
_OTHERWISE = (("retain", "retention"), ("receive", "reception"), ("expire", "expiry"), ("try", "retries"))
FEWEST = 3
_LONGEST = 300
MOST = 5_000
"""Lines of settings that are looked at."""


class Setting(msgspec.Struct, frozen=True):
    """One line: its key with the section it stands in, its value, and which of the lines found it is."""

    key: str
    section: str
    value: str
    number: int


def is_asked(question: str) -> bool:
    """Whether a question speaks of settings, or has a key as files write it."""
    return SPOKEN_OF.search(question) is not None or _KEY.search(question) is not None


def listed(hits: Iterable[Hit]) -> Iterator[Setting]:
    """The settings of lines that came one behind the other."""
    section, document = "", None
    for number, hit in enumerate(hits):
        if hit.span.document != document:
            section, document = "", hit.span.document
        if head := _SECTION.match(hit.text):
            section = head["name"]
        elif line := _SETTING.match(hit.text):
            value = hit.text[line.end() :].strip().strip("\"'")
            if len(value) <= _LONGEST:
                yield Setting(line["key"], section, value, number)


def named(question: str, settings: Iterable[Setting]) -> Setting | None:
    """The one setting whose key the question says; None where it is none, or several with other values.

    Of several it is the one of which most is said: `zookeeper.connection.timeout.ms` before `timeout`.
    """
    said = [word for word in words(question) if word not in COMMON or word in _EXTREMES]
    scored = [(score, one) for one in settings if (score := _score(one, said, question))]
    if len({one.key for _, one in scored}) == 0:
        return None
    most = max(score for score, _ in scored)
    best = [one for score, one in scored if score == most]
    return best[0] if len({one.value for one in best}) == 1 and len({one.key for one in best}) == 1 else None


def _score(one: Setting, said: list[str], question: str) -> float:
    """How many words of the question a key and its section have; 0 where the key has others."""
    if not one.key.isalpha() and re.search(rf"(?<![\w.]){re.escape(one.key)}(?![\w])", question):
        return float(len(question))
    parts = [word for part in _PART.findall(one.key) for word in words(part)]
    telling = [part for part in parts if part not in _UNSAID]
    score = sum(_is_said(part, said) for part in telling)
    if not telling or score < len(telling):
        return 0.0
    within = [word for word in words(one.section) if _is_said(word, said)]
    return score + len(within) + 0.1 * sum(_is_said(part, said) for part in parts if part in _UNSAID)


def _is_said(part: str, said: list[str]) -> bool:
    forms = (part, *_SHORT.get(part, ()))
    return any(word in forms or _of_one_root(part, word) for word in said)


def _of_one_root(one: str, other: str) -> bool:
    """Whether two words are forms of one: threads, threading; retained, retention."""
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    if same >= max(_ROOT, _ALIKE * min(len(one), len(other))):
        return True
    return any(
        (one.startswith(a) and other.startswith(b)) or (one.startswith(b) and other.startswith(a))
        for a, b in _OTHERWISE
    )


def program(one: Setting) -> str:
    """What tells it, in verbs."""
    return (
        f"found = scan({LINES!r}, regex=True, keep={MOST})\n"
        f"line = found.hits[{one.number}]\n"
        "value = line.replace(':', '=', 1) if '=' not in line else line\n"
        "answer(value.split('=', 1)[1].strip().strip('\\'\"'), evidence=[line])\n"
    )

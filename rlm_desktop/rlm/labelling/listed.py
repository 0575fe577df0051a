"""Which labels a text names: in quotes, behind a colon, between “either” and “or”, behind “classify as”."""

import re
from collections.abc import Iterator, Sequence

import msgspec

_NOUNS = (
    r"labels?|categor(?:y|ies)|class(?:es)?|kinds?|types?|topics?|themes?|subjects?|sentiments?|tones?|intents?"
    r"|languages?|moods?|emotions?|opinions?|genres?|positions?|sections?"
)
_ABOUT = rf"{_NOUNS}|classified|classify"
_QUOTED = r"(?:'[^'\n]{1,60}'|\"[^\"\n]{1,60}\"|\u201c[^\u201d\n]{1,60}\u201d)"
_QUOTED_LIST = re.compile(rf"{_QUOTED}(?:(?:,| and| or|, and|, or)\s*{_QUOTED})+")
_LIST = r"(?P<list>[^.?!:;()\n]{3,400})"
_SORTED = r"(?:classif(?:y|ied)|categori[sz]ed?|label(?:l?ed)?|sort(?:ed)?|tag(?:ged)?|assign(?:ed)?)"
_SHORT = r"[^.?!:;()\n]"
_NAMED = re.compile(
    rf"(?:labels|categories|classes|kinds|types|topics|sentiments|tones|intents|languages|moods|genres)"
    rf"(?: are| is)?\s*:\s*{_LIST}",
    re.IGNORECASE,
)
_BARE = (
    # "Which topic comes up most: billing, login or shipping?"
    re.compile(
        rf"\b(?:which|what) (?:of (?:the|these|those) )?(?:{_NOUNS})\b{_SHORT}{{0,70}}:\s*{_LIST}", re.I
    ),
    # "(the topics are billing, login and shipping)"
    re.compile(
        rf"\b(?:the|its|possible|following) (?:labels|categories|classes|topics|themes|sentiments|intents)"
        rf" are (?=[^.?!:;()\n]*,){_LIST}",
        re.IGNORECASE,
    ),
    # "Classify each article as news, sport or weather.", "Sort the mails into spam and ham: …"
    re.compile(rf"\b{_SORTED}\b{_SHORT}{{0,60}}?\b(?:as|into)\b(?: either)? {_LIST}", re.IGNORECASE),
    # "Each note is either praise or criticism."
    re.compile(
        rf"\b(?:each|every)\b{_SHORT}{{1,50}}?\b(?:is|are|was|can be|has|expresses)(?: either| one of)?"
        r" (?P<list>(?!more|less)(?:[\w/&' -]{2,40}, ?)*[\w/&' -]{2,40},? or [\w/&' -]{2,40})"
        r"(?=[.?!:;()\n]|$)",
        re.IGNORECASE,
    ),
)
_RATHER = re.compile(
    rf"\b(?P<one>[a-z][\w/-]+)(?: (?:{_NOUNS}))?,? ?\(?,?(?:rather than|as opposed to|instead of) {_LIST}",
    re.I,
)
_EITHER = re.compile(
    r"\b(?:classified|labelled|labeled|as|is|are|either|whether)\s+(?:as |either |an? )*"
    r"([a-z][\w-]{2,30})\s+or\s+(?:as |an? )?([a-z][\w-]{2,30})\b",
    re.IGNORECASE,
)
_BEFORE = 160
"""Letters before a list in which it must be said that these are labels."""
_MOST_LABELS = 40
_LONGEST = 6  # words of a label
_LONGEST_OF_BARE = 4
_OPINIONS = """
positive negative neutral mixed praise criticism complaint complaints spam ham good bad
"""
_OF_TEXTS = frozenset(_OPINIONS.split())
"""What texts are told apart by without a list; other things may be one "rather than" another as well."""
_COMPARING_AND_TIMES = """
more less not same other earlier later before after most least equally day days week weeks month months
year years quarter quarters hour hours date dates
"""
_NO_LABELS = frozenset(_COMPARING_AND_TIMES.split())
_IN_QUOTES = re.compile(r"(?<!\w)['\"\u2018\u201c]")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_LEADING = re.compile(r"^(?:(?:about|an?|the|either|being|as)\s+)+", re.IGNORECASE)


class LabelSet(msgspec.Struct, frozen=True):
    """The labels in the order in which they are named, and the sentence that names them."""

    labels: tuple[str, ...]
    said: str
    supposed: bool = False
    """Whether nobody says that these are labels: then only texts that people wrote are read for them."""
    kind: str = "label"
    """What the column of them is called."""
    of_one: bool = False
    """Whether the question names one topic, and the other label is all else."""
    listed: str = ""
    """The list itself, as the text has it, where it stands in a sentence that asks as well."""


def named_in(text: str) -> LabelSet | None:
    """The first set of labels that a text names."""
    flat = " ".join(text.split())
    for match, parts in _lists(flat):
        before = flat[max(0, match.start() - _BEFORE) : match.end()]
        labels = _cleaned(parts)
        if labels and re.search(rf"\b(?:{_ABOUT})\b", before, re.IGNORECASE):
            return LabelSet(labels, _sentence(flat, match.start(), match.end()))
    for listed, parts, at in _bare_lists(flat):
        labels = _cleaned([_LEADING.sub("", part.strip()) for part in parts], longest=_LONGEST_OF_BARE)
        if labels:
            kind = "sentiment" if {"positive", "negative"} <= set(labels) else _kind(flat)
            return LabelSet(labels, _sentence(flat, *at), supposed=True, kind=kind, listed=listed)
    return None


def _kind(text: str) -> str:
    """What the labels are called: topics, where the question says so."""
    match = re.search(r"\b(topic|theme|sentiment|tone|intent|language|mood|emotion|genre)s?\b", text, re.I)
    return match.group(1).lower() if match else "label"


def _lists(text: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    for match in _QUOTED_LIST.finditer(text):
        yield match, [part[1:-1] for part in re.findall(_QUOTED, match.group())]
    for match in _NAMED.finditer(text):
        yield match, _parts(match["list"])
    for match in _EITHER.finditer(text):
        yield match, [match.group(1), match.group(2)]


def _bare_lists(text: str) -> Iterator[tuple[str, list[str], tuple[int, int]]]:
    """The list as it stands, its parts, and from where to where it stands."""
    for form in _BARE:
        for match in form.finditer(text):
            if _IN_QUOTES.search(match["list"]):
                continue  # "classified as the label 'salt and pepper'" names one label, not two.
            yield match["list"], _parts(match["list"]), match.span()
    for match in _RATHER.finditer(text):
        if not {match["one"].lower(), *(part.strip() for part in _parts(match["list"].lower()))} <= _OF_TEXTS:
            continue
        yield text[match.end("one") : match.end()], [match["one"], *_parts(match["list"])], match.span()


def _parts(listed: str) -> list[str]:
    """What stands between commas; "and" and "or" part only the last two ("ham, spam or other").

    So "description and abstract concept" in the middle of a list stays one label.
    """
    *parts, last = re.split(r",\s*", listed)
    bare = re.sub(r"^(?:and|or)\s+", "", last)
    return [*parts, *([bare] if bare != last else re.split(r"\s+(?:and|or)\s+", last))]


def _cleaned(parts: Sequence[str], *, longest: int = _LONGEST) -> tuple[str, ...]:
    labels = tuple(dict.fromkeys(part.strip(" '\".") for part in parts))
    usable = all(label and len(label.split()) <= longest and not _is_no_label(label) for label in labels)
    return labels if usable and 2 <= len(labels) <= _MOST_LABELS else ()


def _is_no_label(label: str) -> bool:
    """Whether it is a word of comparing, a time, or a relation as answers have it: “less common than”."""
    text = label.lower()
    return text in _NO_LABELS or re.match(r"(?:more|less|same) [a-z]+ (?:than|as)\b", text) is not None


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a list, without what follows it."""
    begin = max(text.rfind(mark, 0, start) for mark in (". ", "? ", "! ", "\n")) + 1
    stop = next((at for at in (text.find(mark, end) for mark in (".", "?", "!")) if at >= 0), len(text))
    return text[begin : stop + 1].strip()


def meaning(labels: LabelSet) -> str:
    """The sentence without what stands in brackets behind the list: that labels are not told, say."""
    last = labels.labels[-1]
    kept, found, rest = labels.said.rpartition(last)
    return f"{kept}{found}{_IN_BRACKETS.sub('', rest)}" if found else labels.said

"""Labels that a question speaks of without listing them: “How many of these reviews are negative?”."""

import re

import msgspec

from rlm_desktop.rlm.labelling.listed import LabelSet

_TEXTS = """
article comment complaint email feedback headline letter mail message note opinion post posting question
remark reply response review sentence sms statement story testimonial text ticket tweet
"""
_TEXT = rf"(?:e-?mail|{'|'.join(_TEXTS.split())})"
_FOLLOWS = rf"(?:{_TEXT})s?|(?:stor|repl|entr)ies|sentiments?|tones?|ones?"
_OPINIONS = re.compile(r"\b(?:review|feedback|testimonial|opinion|rating|verdict)s?\b", re.IGNORECASE)
"""Texts that are for something or against it; of others many are neither."""
_SMALL_WORDS = """
a about and are as at be been but by come did do does each ever for from had has have if in instead is it
not of on only or out overall per positive negative neutral rather sent since than that the there those
to was were when which who with written wrote
"""
_MAY_FOLLOW = frozenset(_SMALL_WORDS.split())
"""Words before which a label is no word about another thing: "negative balance" is none of a text."""


class _Family(msgspec.Struct, frozen=True):
    """Labels that go together; `more` are those that a text is told by only where they are named as well."""

    labels: tuple[str, ...]
    more: tuple[str, ...] = ()
    kind: str = "label"


_FAMILIES = (
    _Family(("positive", "negative"), ("neutral", "mixed"), kind="sentiment"),
    _Family(("praise", "criticism")),
    _Family(("spam", "ham")),
    _Family(("spam", "not spam")),
    _Family(("complaint", "no complaint")),
    *(
        _Family((word, f"not {word}"))
        for word in ("toxic", "rude", "offensive", "abusive", "insulting", "hateful", "sarcastic", "angry")
    ),
)


def in_question(question: str) -> LabelSet | None:
    """The labels of which a question names one, of texts; None where it speaks of no texts."""
    text = " ".join(question.split())
    noun = re.search(rf"\b(?:{_FOLLOWS})\b", text, re.IGNORECASE)
    if noun is None or not (_OF_MANY.search(text) or _COMPARED.search(text)):
        return None
    for family in _FAMILIES:
        own = [label for label in family.labels if " " not in label]
        named = [label for label in own if _says(text, label)]
        if named and (len(own) == 1 or family.kind != "label" or len(named) > 1):
            labels = (*family.labels, *(more for more in family.more if _says(text, more)))
            if family.kind == "sentiment" and not _OPINIONS.search(text) and "neutral" not in labels:
                labels = (*labels, "neutral")
            return LabelSet(labels, _said(noun.group().lower(), labels), supposed=True, kind=family.kind)
    return None


_ABOUT = re.compile(
    r"(?:\b(?:is|are|was|were|being|all|mainly|mostly|only|complain(?:s|ed|ing|ts?)?|ask(?:s|ed|ing)?"
    r"|wrote|written|(?:talk|speak|write|tweet|post)(?:s|ed|ing)?)|(?<=s))"
    r" about (?P<what>(?:the |an? |their |any )?[a-z][\w /&'-]{2,60}?)"
    r"(?=\s+(?:by|in|on|from|since|before|after|during|until|between|sent|written|posted|are|were|is|was|did|do)\b"
    r"|\s*[?.!,;:(]|\s*$)"
)
_OF_MANY = re.compile(
    r"\b(?:how (?:many|often)|number of|count|share|percent(?:age)?|proportion|most"
    r"|(?:which|what) [a-z]+(?<!s)s)\b",
    re.I,
)
"""Of one text that is looked for, its words tell."""
_COMPARED = re.compile(
    r"\b(?:more|fewer|least|fewest|only|never|mainly|mostly|each|list all)\b", re.IGNORECASE
)
_LONGEST = 5
_NO_TOPIC = re.compile(
    r"^(?:\d|the same|it\b|this\b|that\b|to\b|(?:some|any|every|no)thing|what\b|how\b|which\b|who\b)"
)


def topic_in(question: str) -> LabelSet | None:
    """What some of the texts are about, and everything else: "How many messages are about top-ups?"."""
    text = " ".join(question.split())
    match = _ABOUT.search(text)
    noun = re.search(rf"\b(?:{_FOLLOWS}|customers|users|people|visitors|guests)\b", text, re.IGNORECASE)
    if match is None or noun is None or not _OF_MANY.search(text):
        return None
    what = match["what"].strip()
    if len(what.split()) > _LONGEST or _NO_TOPIC.match(what):
        return None
    kind = noun.group().lower().removesuffix("s") if re.fullmatch(_FOLLOWS, noun.group(), re.I) else "text"
    said = f"Each {kind} is about {what} or not."
    # "Something else" as the other label was said of hardly any text (docs/measurements.md).
    return LabelSet((f"about {what}", f"not about {what}"), said, supposed=True, kind="topic", of_one=True)


def _says(text: str, label: str) -> bool:
    """Whether the label is said of texts: of another thing where the next word names that."""
    for match in re.finditer(rf"(?<![\w-]){label}s?(?![\w-])(?:\s+([\w-]+))?", text, re.IGNORECASE):
        after = (match.group(1) or "").lower()
        if not after or after in _MAY_FOLLOW or re.fullmatch(_FOLLOWS, after):
            return True
    return False


def _said(noun: str, labels: tuple[str, ...]) -> str:
    """What the sub-model is told the labels mean."""
    return f"Each {noun.removesuffix('s')} is one of: {', '.join(labels)}."

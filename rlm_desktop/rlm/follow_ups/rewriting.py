"""The root completes a question where no rule could, in words that it was given."""

import re
from collections.abc import Callable

from rlm_desktop.ports import Engine, Job, Message, Sampling
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.follow_ups.kinds import Earlier
from rlm_desktop.rlm.question.linking import words

_GRAMMAR = 'root ::= [^\\n?"]{8,240} "?"\n'
_LONGEST = 80  # tokens
_SMALL = """
a all am an and are as at be been by did do does each for from had has have he her his how in is it its list
many me much of on or out she show so that the their them then there these they this those to was were what
when where which who whose why will with one ones other same not no any name called
"""
_FREE = frozenset(words(_SMALL))
"""Words a completion may add: they say nothing of the matter."""
_EXAMPLES = (
    ("Who was the captain of the ship?", "Brandt", "and his dog?", "What was the name of Brandt's dog?"),
    (
        "Which town has the most visitors?",
        "Oslo, 412",
        "how old is its church?",
        "How old is the church of Oslo?",
    ),
    ("When was the bridge built?", "1874", "who paid for it?", "Who paid for the bridge?"),
    (
        "What does the report say about prices?",
        "They rose.",
        "why?",
        "Why did prices rise according to the report?",
    ),
)


def completed(root: Engine, question: str, earlier: Earlier, should_stop: Callable[[], bool]) -> str | None:
    """The question as the root completes it; None where it brings in what nobody said."""
    messages = [Message("system", prompts.words("follow_up"))]
    for before, answer, asked, whole in _EXAMPLES:
        messages += [Message("user", _asked(before, answer, asked)), Message("assistant", whole)]
    messages.append(Message("user", _asked(earlier.question, earlier.answer, question)))
    job = Job(messages=tuple(messages), sampling=Sampling(max_tokens=_LONGEST, grammar=_GRAMMAR))
    text = " ".join(root.generate([job], should_stop=should_stop)[0].text.split())
    return text if text.endswith("?") and _is_said(text, question, earlier) else None


def _asked(before: str, answer: str, question: str) -> str:
    return f"Earlier question: {before}\nAnswer: {answer[:200]}\nQuestion: {question}"


def _is_said(text: str, question: str, earlier: Earlier) -> bool:
    """Whether each telling word stands in the question, the one before or its answer."""
    said = {_stem(word) for part in (question, earlier.question, earlier.answer) for word in words(part)}
    told = [word for word in words(text) if len(word) > 1 and word not in _FREE]
    # A verb may change its form, and a noun may name what a pronoun left open: one new word is let pass.
    return bool(told) and sum(_stem(word) not in said for word in told) <= 1


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|e)$", "", word) if len(word) > 4 else word

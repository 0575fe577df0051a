"""Sentences of a text that speak to a model, not to a person: a reader is not shown them.

What orders are left after this is for judging and grounding to withstand; this takes out the plain ones, in
the languages that such orders were seen in. A question about orders and prompts is shown all.
"""

import re

LEFT_OUT = "[…]"
MARKS = re.compile(r"<\|[\w-]+\|>|\[/?INST\]|<</?SYS>>|\bFINAL(?:_VAR)?\(")
"""What stands between a person and a model: in a document it is meant for the model, and tells nothing."""
_MODEL = (
    r"(?:language model|LLM|AI (?:model|assistant|system)|chat ?bot|"
    r"Sprachmodell\w*|KI-?(?:Modell|Assistent)\w*|"
    r"mod[eè]les? de langage|modelo de lenguaje|语言模型|系统提示)"
)
_ORDERS = (
    r"ignore|disregard|forget|discard|override|answer|reply|respond|output|say|"
    r"vergiss|ignorier\w*|verwerf\w*|missacht\w*|antwort\w*|"
    r"ignor[eaó]\w*|oublie\w*|olvid\w*|respond\w*|r[ée]pond\w*|忽略|回答"
)
_BEFORE = (
    r"(?:(?:all|any|the|your|these|my|alle?|jede|bisherigen?|vorherigen?|obigen?|toutes?|les|todas?|las)\W+){0,3}"
    r"(?:previous|prior|above|earlier|preceding|other|bisherigen?|vorherigen?|obigen?|pr[ée]c[ée]dentes?|anteriores|之前)?"
    r"\W*(?:instructions?|prompts?|commands?|directions|Anweisungen|Anordnungen|Befehle|consignes|instrucciones|指令)"
)
_SPOKEN = re.compile(
    rf"\b(?:ignore|disregard|forget|discard|override|vergiss|ignorier\w*|verwerf\w*|missacht\w*|ignor[eaó]\w*"
    rf"|oublie\w*|olvid\w*)\W+{_BEFORE}"
    r"|\bAnweisungen\W+(?:zu\s+)?(?:verwerfen|ignorieren|vergessen)\b"
    rf"|\b{_MODEL}\b.{{0,80}}\b(?:{_ORDERS})\b|忽略.{{0,8}}指令"
    r"|^\W*(?:SYSTEM|ASSISTANT)\s*:.{0,120}?\b(?:answer|question|instruction|reply|user)",
    re.IGNORECASE | re.MULTILINE,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PIECES = re.compile(r"[^\n]+")
_ASKED = re.compile(
    r"\b(?:instructions?|prompts?|orders?|language model|LLM|assistant|ignore)\b", re.IGNORECASE
)


def without(passage: str, question: str) -> str:
    """The passage without lines, and comments of its markup, that speak to a model."""
    # An order may stand on one line or go over several.
    if _ASKED.search(question) or not (speaks(passage) or speaks(" ".join(passage.split()))):
        return passage
    passage = _COMMENT.sub(
        lambda found: LEFT_OUT if speaks(" ".join(found.group().split())) else found.group(), passage
    )
    return _PIECES.sub(lambda line: _silenced(line.group()), passage)


def speaks(text: str) -> bool:
    """Whether a piece of text is meant for a model."""
    return _SPOKEN.search(text) is not None or MARKS.search(text) is not None


def _silenced(line: str) -> str:
    """A line without its sentences that speak to a model."""
    if not speaks(line):
        return line
    sentences = re.split(r"(?<=[.!?])\s+", line)
    # What an order wants said stands in the sentence behind it.
    first = next((number for number, one in enumerate(sentences) if speaks(one)), 0)
    kept = sentences[:first] + [one for one in sentences[first + 2 :] if not speaks(one)]
    return " ".join([*kept[:first], LEFT_OUT, *kept[first:]])

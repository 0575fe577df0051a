"""What fresh readers do with many passages: extract typed fields, compare, summarise, read all of it."""

import json
import math
import re
from collections.abc import Mapping, Sequence

from rlm_desktop.errors import VerbMisused
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.passages import judging
from rlm_desktop.rlm.passages.refusals import says_nothing
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.verbs import grammars
from rlm_desktop.rlm.verbs.given import shown

TYPES = ("text", "number", "date", "yes or no")
Fields = Mapping[str, str | Sequence[str]]

_AT_ONCE = 8  # summaries that one call puts together
_LONGEST_SUMMARY = 160  # tokens
_NOTHING = "NONE"


def fields_of(given: object) -> Fields:
    """The fields a program asks for, with their types. Raises `VerbMisused`."""
    example = 'extract(passage, {"date": "date", "amount": "number", "kind": ["bill", "letter"]})'
    if isinstance(given, list | tuple) and given:
        given = dict.fromkeys(map(str, given), "text")
    if not isinstance(given, Mapping) or not given:
        raise VerbMisused(f"extract wants the names of fields, e.g. {example}, not {shown(given)}.")
    for name, kind in given.items():
        choices = isinstance(kind, list | tuple) and len(kind) > 1 and all(isinstance(c, str) for c in kind)
        if kind not in TYPES and not choices:
            raise VerbMisused(
                f"extract knows {', '.join(TYPES)} and lists of values, not {shown(kind)} for {name};"
                f" e.g. {example}."
            )
    return {str(name): kind for name, kind in given.items()}


def extract(subcalls: SubCalls, texts: Sequence[str], fields: Fields) -> list[dict[str, object]]:
    """The fields of each text, held to their types by a grammar; None where it does not tell."""
    asked = [prompts.for_extraction(text, fields) for text in texts]
    grammar = grammars.object_of(fields)
    replies = subcalls.complete(asked, what=", ".join(fields), max_tokens=300, grammar=grammar)
    return [_fields(reply, fields) for reply in replies]


def _fields(reply: str, fields: Fields) -> dict[str, object]:
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        return dict.fromkeys(fields)  # cut off at the limit, say: nothing can be relied on
    named = grammars.keys(fields)
    return {name: _typed(found.get(named[name]), kind) for name, kind in fields.items()}


def _typed(value: object, kind: str | Sequence[str]) -> object:
    """A value that says nothing is None; a number that was written as text is a number."""
    if isinstance(value, str) and (says_nothing(value) or value.strip().lower() in ("null", "n/a")):
        return None
    if kind == "number" and isinstance(value, str):
        match = re.search(r"-?\d[\d,]*(?:\.\d+)?", value)
        value = float(match.group().replace(",", "")) if match else None
    # A model behind a server is held to no grammar: it may give lists, or numbers without end.
    right = isinstance(value, int | float) and math.isfinite(value) if kind == "number" else True
    return value if right and isinstance(value, str | int | float) else None


def ask_all(subcalls: SubCalls, question: str, texts: Sequence[str]) -> tuple[str, list[str]]:
    """What all passages together answer, and what each said."""
    replies = subcalls.complete(
        [prompts.for_reader(question, text) for text in texts], what=question, max_tokens=judging.READ_TOKENS
    )
    told = list(dict.fromkeys(reply for reply in replies if not says_nothing(reply)))
    return (combined(subcalls, question, told) if told else _NOTHING), replies


def combined(subcalls: SubCalls, question: str, notes: Sequence[str]) -> str:
    """Notes put together, a few at a time where they are many, until one is left."""
    while len(notes) > 1:
        parts = _parts(notes, subcalls.window)
        asked = [prompts.for_combiner(question, part) for part in parts]
        notes = subcalls.complete(asked, what="putting the notes together", max_tokens=200)
    return notes[0]


def summarise(subcalls: SubCalls, texts: Sequence[str], about: str) -> str:
    """Each passage in a few sentences, then those together, level by level, until one summary is left."""
    summaries = subcalls.complete(
        [prompts.for_summary([text], about) for text in texts],
        what="summarising passages",
        max_tokens=_LONGEST_SUMMARY,
    )
    told = [summary for summary in summaries if not says_nothing(summary)]
    if not told:
        return _NOTHING
    while len(told) > 1:
        asked = [prompts.for_summary(part, about) for part in _parts(told, subcalls.window)]
        told = subcalls.complete(asked, what="putting summaries together", max_tokens=_LONGEST_SUMMARY)
    return told[0]


def compare(subcalls: SubCalls, one: str, other: str, what: str) -> str:
    """One sentence on how two texts differ in `what`."""
    return subcalls.complete(
        [prompts.for_comparison(one, other, what)], what=f"comparing {what}", max_tokens=120
    )[0]


def _parts(notes: Sequence[str], window: int) -> list[Sequence[str]]:
    """Notes in groups that fit a prompt; each group has at least two, so that every level has fewer."""
    most = max(2, min(_AT_ONCE, window // (_LONGEST_SUMMARY * 2)))
    return [notes[first : first + most] for first in range(0, len(notes), most)]

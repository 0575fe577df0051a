"""What the root may fill into a fixed plan, held to a grammar: the field to be read from each document."""

import json
from typing import Literal

import msgspec

from rlm_desktop.ports import Engine, Job, Message, Sampling
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.question import intent
from rlm_desktop.rlm.question.intent import Intent

_GRAMMAR = (
    'root ::= "{\\"field\\": \\"" name "\\", \\"type\\": \\"" type "\\"}"\n'
    "name ::= [a-z] [a-z ]{1,38} [a-z]\n"
    'type ::= "number" | "date" | "text"\n'
)
_EXAMPLES = (
    ("What is the total of the amounts on the invoices?", "amount", "number"),
    ("What is the average age of the applicants?", "age of the applicant", "number"),
    ("Which contract ends first?", "end of the contract", "date"),
    ("Which report names the highest temperature?", "highest temperature", "number"),
)


class _Named(msgspec.Struct, frozen=True):
    field: str
    type: Literal["number", "date", "text"]


class Extraction(msgspec.Struct, frozen=True, kw_only=True):
    """One field of each document, and what is computed of its values."""

    field: str
    type: str
    figure: str
    """One of "total", "mean", "most" and "least"."""


def figure(wanted: Intent) -> str:
    """What a question wants of many values; empty where it is none of these."""
    if wanted.average:
        return "mean"
    if wanted.most or wanted.latest:
        return "most"
    if wanted.least or wanted.earliest:
        return "least"
    return "total" if wanted.total else ""


def extraction(root: Engine, question: str) -> Extraction | None:
    """The field a question is about, as the root names it; None where there is nothing to compute."""
    of_all = figure(intent.of(question))
    if not of_all:
        return None
    messages = [Message("system", prompts.words("field"))]
    for asked, field, kind in _EXAMPLES:
        messages += [
            Message("user", asked),
            Message("assistant", json.dumps({"field": field, "type": kind})),
        ]
    messages.append(Message("user", question))
    job = Job(messages=tuple(messages), sampling=Sampling(max_tokens=40, grammar=_GRAMMAR))
    try:
        found = msgspec.json.decode(root.generate([job])[0].text, type=_Named)
    except (msgspec.MsgspecError, ValueError):
        return None  # cut off at the limit, say
    field = found.field.strip()
    return Extraction(field=field, type=found.type, figure=of_all) if field else None

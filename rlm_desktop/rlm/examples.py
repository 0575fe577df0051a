"""Worked examples that the root copies from: data in `resources/examples`, one file a language.

The first of them are shown with every question: the engine evaluates what all prompts begin with once. After
them come those most like this question and this text, at most two.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from typing import Literal

import msgspec

from rlm_desktop.paths import resources
from rlm_desktop.profile import ColumnType, Profile
from rlm_desktop.rlm.question.linking import COMMON, words

_MOST_CHOSEN = 2


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: str
    program: str
    signs: str = ""
    """A pattern that a question like this one fits."""
    types: tuple[ColumnType, ...] = ()
    """Types of which the text must have a column for it, where it needs any."""


class Examples(msgspec.Struct, frozen=True, kw_only=True):
    """Examples in the order in which they are shown, all over one made-up profile."""

    language: Literal["sql", "python"]
    profile: str
    chosen: Sequence[Example]
    more: Sequence[Example] = ()
    """Those that are shown for some questions only."""


@cache
def load(name: Literal["sql", "text"]) -> Examples:
    """All examples of `resources/examples/<name>.toml`."""
    content = tomllib.loads((resources() / "examples" / f"{name}.toml").read_text("utf-8"))
    return Examples(
        language="sql" if name == "sql" else "python",
        profile=content["profile"],
        chosen=tuple(msgspec.convert(content["example"], list[Example])),
        more=tuple(msgspec.convert(content.get("more", []), list[Example])),
    )


def for_question(name: Literal["sql", "text"], question: str, profile: Profile) -> Examples:
    """The examples for one question: the usual ones, then the likest of the others, the likest last."""
    known = load(name)
    types = {column.type for table in profile.tables for column in table.columns}
    fitting = [
        example
        for example in known.more
        if re.search(example.signs, question, re.IGNORECASE)
        and (not example.types or types & {*example.types})
    ]
    likest = sorted(fitting, key=lambda example: -_likeness(example.question, question))[:_MOST_CHOSEN]
    return msgspec.structs.replace(known, chosen=(*known.chosen, *reversed(likest)))


def rotated(examples: Examples, by: int) -> Examples:
    """The same examples in another order: a second opinion that costs no new words."""
    turn = by % len(examples.chosen)
    return msgspec.structs.replace(examples, chosen=(*examples.chosen[turn:], *examples.chosen[:turn]))


def _likeness(one: str, other: str) -> float:
    """How many of the words that ask two questions share; what they ask about does not count."""
    asking = (
        {word for word in words(one) if word in COMMON},
        {word for word in words(other) if word in COMMON},
    )
    both, all_of = asking[0] & asking[1], asking[0] | asking[1]
    return len(both) / len(all_of) if all_of else 0.0

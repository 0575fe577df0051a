"""Worked examples that the root copies from: data in `resources/examples`, one file a language."""

import tomllib
from collections.abc import Sequence
from functools import cache
from typing import Literal

import msgspec

from rlm_desktop.paths import resources


class Example(msgspec.Struct, frozen=True):
    question: str
    program: str


class Examples(msgspec.Struct, frozen=True, kw_only=True):
    """Examples in the order in which they are shown, all over one made-up profile."""

    language: Literal["sql", "python"]
    profile: str
    chosen: Sequence[Example]


@cache
def load(name: Literal["sql", "text"]) -> Examples:
    """All examples of `resources/examples/<name>.toml`."""
    content = tomllib.loads((resources() / "examples" / f"{name}.toml").read_text("utf-8"))
    chosen = tuple(msgspec.convert(content["example"], list[Example]))
    return Examples(language="sql" if name == "sql" else "python", profile=content["profile"], chosen=chosen)


def rotated(examples: Examples, by: int) -> Examples:
    """The same examples in another order: a second opinion that costs no new words."""
    turn = by % len(examples.chosen)
    return msgspec.structs.replace(examples, chosen=(*examples.chosen[turn:], *examples.chosen[:turn]))

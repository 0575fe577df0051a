"""What every match of a pattern holds, letter for letter: text without it need not be looked through."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

from rlm_desktop.context.ripgrep import Pattern

SHORTEST = 4
"""Bytes that a piece must have to tell one stretch of text from another."""
_parser = cast(Any, re)._parser
_KNOWN_ESCAPE = re.compile(r"\\(?:[^\w\s<>]|[dDwWsSbBtrnfav](?!\{)|x[0-9a-fA-F]{2})")
_UNLIKE = re.compile(r"\[\[|\[\^\[|\[:|&&|--|~~|\(\?[a-zA-Z]*x")
"""Where ripgrep's expressions and Python's mean different things by the same letters."""
_IGNORES_CASE = re.compile(r"\(\?[a-zA-Z]*i")
_ONE_AFTER_ANOTHER = frozenset(("SUBPATTERN", "ATOMIC_GROUP"))
_AT_LEAST = frozenset(("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"))


def required(pattern: Pattern) -> tuple[bytes, ...]:
    """Pieces that stand in the line of every match, A to Z in lower case; none where it cannot be told."""
    if "\n" in pattern.text:
        return ()
    anyhow = pattern.ignore_case or bool(pattern.regex and _IGNORES_CASE.search(pattern.text))
    runs = _runs(pattern.text) if pattern.regex else [pattern.text]
    pieces = [piece for run in runs for piece in _certain(run, anyhow)]
    return tuple(dict.fromkeys(piece for piece in pieces if len(piece) >= SHORTEST))


def _certain(run: str, ignore_case: bool) -> Iterable[bytes]:
    """The parts of a run whose bytes are certain: the cases of letters beyond ASCII have different ones."""
    parts = re.split(r"[^\x00-\x7f]+", run) if ignore_case else [run]
    return [part.encode("utf-8", "replace").lower() for part in parts]


def _runs(expression: str) -> list[str]:
    """Letters that follow one another in every match of an expression."""
    plain = _KNOWN_ESCAPE.sub("", expression)
    if "\\" in plain or _UNLIKE.search(expression):
        return []
    try:
        parsed = _parser.parse(re.sub(r"\(\?<(?![=!])", "(?P<", expression))
    except (re.error, OverflowError, RecursionError):
        return []
    return "".join("\n" if letter is None else letter for letter in _letters(parsed)).split("\n")


def _letters(parsed: Iterable[tuple[object, Any]]) -> Iterator[str | None]:
    """The letters of an expression in order, and None wherever something else may stand between them."""
    for operation, argument in parsed:
        name = str(operation)
        if name == "LITERAL":
            yield chr(argument)
        elif name in _ONE_AFTER_ANOTHER:
            yield from _letters(argument[-1] if name == "SUBPATTERN" else argument)
        elif name in _AT_LEAST and argument[0] > 0:
            yield None
            yield from _letters(argument[2])
            yield None
        elif name != "AT":
            yield None

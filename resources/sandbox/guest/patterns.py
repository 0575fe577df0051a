"""Lets `re.findall(pattern, context)` and its kin work on a text that stays on disk."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from text import Text

Pattern = str | re.Pattern[str]

_real = {
    name: getattr(re, name) for name in ("search", "match", "findall", "finditer", "sub", "subn", "split")
}


def _search(pattern: Pattern, string: str | Text, flags: int = 0) -> re.Match[str] | None:
    if type(string) is not Text:
        return _real["search"](pattern, string, flags)
    return next(_finditer(pattern, string, flags), None)


def _match(pattern: Pattern, string: str | Text, flags: int = 0) -> re.Match[str] | None:
    if type(string) is not Text:
        return _real["match"](pattern, string, flags)
    return _real["match"](pattern, next(string.pieces(), ""), flags)


def _findall(pattern: Pattern, string: str | Text, flags: int = 0) -> list[Any]:
    if type(string) is not Text:
        return _real["findall"](pattern, string, flags)
    return [found for piece in string.pieces() for found in _real["findall"](pattern, piece, flags)]


def _finditer(pattern: Pattern, string: str | Text, flags: int = 0) -> Iterator[re.Match[str]]:
    if type(string) is not Text:
        return _real["finditer"](pattern, string, flags)
    return (found for piece in string.pieces() for found in _real["finditer"](pattern, piece, flags))


def _whole(name: str) -> Callable[..., Any]:
    """The function `name`, which needs the text as one string: a large one says so."""

    def on_whole(pattern: Pattern, *args: object, **kwargs: object) -> object:
        strings = [str(value) if type(value) is Text else value for value in args]
        return _real[name](pattern, *strings, **kwargs)

    return on_whole


def install() -> None:
    """Put our functions in place of the module's own."""
    re.search, re.match, re.findall, re.finditer = _search, _match, _findall, _finditer
    re.sub, re.subn, re.split = _whole("sub"), _whole("subn"), _whole("split")

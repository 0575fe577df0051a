"""Lets `re.findall(pattern, context)` and its kin work on a text that stays on disk."""

import re

from text import Text

_real = {name: getattr(re, name) for name in ("search", "match", "findall", "finditer", "sub", "subn", "split")}


def _search(pattern, string, flags=0):
    if not type(string) is Text:
        return _real["search"](pattern, string, flags)
    return next(_finditer(pattern, string, flags), None)


def _match(pattern, string, flags=0):
    if not type(string) is Text:
        return _real["match"](pattern, string, flags)
    return _real["match"](pattern, next(string.pieces(), ""), flags)


def _findall(pattern, string, flags=0):
    if not type(string) is Text:
        return _real["findall"](pattern, string, flags)
    return [found for piece in string.pieces() for found in _real["findall"](pattern, piece, flags)]


def _finditer(pattern, string, flags=0):
    if not type(string) is Text:
        return _real["finditer"](pattern, string, flags)
    return (found for piece in string.pieces() for found in _real["finditer"](pattern, piece, flags))


def _whole(name):
    """The function `name`, which needs the text as one string: a large one says so."""

    def on_whole(pattern, *args, **kwargs):
        args = [str(value) if type(value) is Text else value for value in args]
        return _real[name](pattern, *args, **kwargs)

    return on_whole


def install():
    """Put our functions in place of the module's own."""
    re.search, re.match, re.findall, re.finditer = _search, _match, _findall, _finditer
    re.sub, re.subn, re.split = _whole("sub"), _whole("subn"), _whole("split")

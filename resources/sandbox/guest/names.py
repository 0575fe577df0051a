"""The names a cell finds, and what earlier cells left there."""

import builtins
import collections
import datetime
import itertools
import json
import math
import re
import statistics
import sys
import types
from collections.abc import Sized
from typing import Any

from text import Text

PAPER = (
    "context",
    "llm_query",
    "llm_query_batched",
    "rlm_query",
    "rlm_query_batched",
    "FINAL",
    "FINAL_VAR",
    "SHOW_VARS",
    "answer",
)
"""Names of the published method. A cell may use them for something else; the next cell finds them again."""

_modules = {
    "re": re,
    "json": json,
    "math": math,
    "statistics": statistics,
    "collections": collections,
    "Counter": collections.Counter,
    "defaultdict": collections.defaultdict,
    "datetime": datetime.datetime,
    "date": datetime.date,
    "timedelta": datetime.timedelta,
    "itertools": itertools,
}
_given: dict[str, Any] = {}
_namespace: dict[str, Any] = {}


def prepare(context: Text) -> None:
    """Collect what every namespace holds."""
    import verbs

    _given.update(_modules)
    _given.update({name: getattr(verbs, name) for name in verbs.__all__})
    _given.update(context=context, lines=context.lines)
    if context.size > sys.maxsize:
        _given["len"] = _length
    renew()


def _length(of: Text | Sized) -> int:
    """`len`, for a text of more than 2 GiB too: Python's own can't say more on a machine of 32 bits."""
    return of.size if type(of) is Text else len(of)


def renew() -> None:
    """Begin a new namespace that holds only what is given."""
    global _namespace
    import answering

    _given["answer"] = answering.Answer()
    _namespace = {"__name__": "__main__", "__builtins__": builtins, **_given}


def current() -> dict[str, Any]:
    """The namespace of the cell that runs, with the paper's names put right."""
    _given["answer"].take(_namespace.get("answer"))
    _namespace.update({name: _given[name] for name in PAPER if name in _given})
    return _namespace


def deliver() -> None:
    """Give the answer that the program has put into `answer`, where it is ready."""
    _given["answer"].take(_namespace.get("answer"))
    _given["answer"].deliver()


def variables() -> dict[str, Any]:
    """What the program itself has defined, by name."""
    return {
        name: value
        for name, value in _namespace.items()
        if not (name.startswith("_") or isinstance(value, types.ModuleType))
        and (name not in _given or _given[name] is not value)
    }

"""Runs one cell and says how it went: the last value, or what failed on which line."""

import ast
import linecache
import sys
from typing import Any

import channel
import names

_LONGEST_VALUE = 20_000
_LONGEST_MESSAGE = 4_000
_FILE = "<cell>"


class Ended(BaseException):
    """The program has given its answer: the cell is over, and that is no failure."""


def run(code: str, *, fresh: bool, seconds: float) -> dict[str, Any]:
    """Run the code: {"ok", "value", "error"} as plain data."""
    if fresh:
        names.renew()
    linecache.cache[_FILE] = (len(code), None, code.splitlines(True), _FILE)
    try:
        value = _execute(code, names.current())
        return {"ok": True, "value": None if value is None else repr(value)[:_LONGEST_VALUE]}
    except (Ended, SystemExit):
        channel.quiet()
        return {"ok": True, "value": None}
    except BaseException as error:  # noqa: BLE001  whatever a program raises is its result
        channel.quiet()
        return {"ok": False, "error": _describe(error, code, seconds)}
    finally:
        sys.last_exc = None


def _execute(code: str, namespace: dict[str, Any]) -> object:
    """Run all statements; the value of the last one if it is an expression."""
    tree = ast.parse(code, _FILE)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, _FILE, "exec"), namespace)
    if last is None:
        names.deliver()
        return None
    value = eval(compile(ast.Expression(last.value), _FILE, "eval"), namespace)
    if value is not None:
        namespace["_"] = value
    names.deliver()
    return value


def _describe(error: BaseException, code: str, seconds: float) -> dict[str, Any]:
    """The class, the message and the line of the cell it came from."""
    kind, message = type(error).__name__, _message(error)
    if isinstance(error, KeyboardInterrupt):
        kind, message = "TimeLimit", f"the program computed for longer than {seconds:g} seconds"
    line = _line(error)
    source = code.splitlines()
    if isinstance(error, TypeError) and "'Text'" in message:
        message += "; context stays on disk: take a slice, str(context), or loop over lines"
    if line is not None and 0 < line <= len(source):
        message = f"{message} (line {line}: {source[line - 1].strip()[:200]})"
    return {"kind": kind, "message": message[:_LONGEST_MESSAGE], "line": line}


def _message(error: BaseException) -> str:
    try:
        if isinstance(error, SyntaxError):
            return str(error.msg)
        if isinstance(error, KeyError) and error.args:
            return f"there is no key {error.args[0]!r}"
        return str(error)[:_LONGEST_MESSAGE]
    except BaseException:  # noqa: BLE001  a program's own exception may fail at telling
        return "the exception could not be shown"


def _line(error: BaseException) -> int | None:
    if isinstance(error, SyntaxError) and error.filename == _FILE:
        return error.lineno
    line, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == _FILE:
            line = step.tb_lineno
        step = step.tb_next
    return line

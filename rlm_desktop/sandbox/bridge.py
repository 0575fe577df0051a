"""Runs one cell in a process: answers what the guest asks, collects what it prints, says how it ended."""

import inspect
import json
import logging
import secrets
import struct
import traceback
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from rlm_desktop import awake
from rlm_desktop.errors import ENDING, RlmError
from rlm_desktop.ports import Tool
from rlm_desktop.sandbox import frames
from rlm_desktop.sandbox.child import Child
from rlm_desktop.sandbox.frames import BrokenFrame, Call, Done, Kind
from rlm_desktop.sandbox.mounts import MountTable
from rlm_desktop.settings import SandboxLimits

_log = logging.getLogger(__name__)
_UNUSABLE: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a tool raises that was given values of another kind than it expects."""
_SLACK_BYTES: Final = 64 << 10
_SLACK_CALLS: Final = 100
"""The guest keeps its limits itself, with an exception; a process that goes this far beyond is ended."""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A program, and how it is to be run."""

    code: str
    seconds: float
    fresh: bool = False
    tools: Mapping[str, Tool] = {}
    on_output: Callable[[str], None] | None = None


class Exchange:
    """One cell from its first message to its last."""

    def __init__(self, child: Child, table: MountTable, limits: SandboxLimits, cell: Cell) -> None:
        self._child = child
        self._table = table
        self._limits = limits
        self._cell = cell
        self._token = secrets.token_hex(8)
        self._printed: list[str] = []
        self._printed_bytes = 0
        self._started = awake.now()
        self.calls = 0
        self.seconds_in_tools = 0.0

    @property
    def output(self) -> str:
        return "".join(self._printed)

    @property
    def seconds(self) -> float:
        """Time the guest itself took."""
        return max(0.0, awake.now() - self._started - self.seconds_in_tools)

    def run(self) -> Done:
        """Raises `Closed`, `BrokenFrame`, and what a tool raises that is not for the guest."""
        self._child.allow(self._cell.seconds + self._limits.grace)
        try:
            self._child.send(Kind.CELL, self._request())
            while True:
                kind, payload = self._child.receive()
                if kind is Kind.DONE:
                    return self._done(payload)
                self._serve(kind, payload)
        finally:
            self._child.pause()

    def _request(self) -> bytes:
        code = self._cell.code.encode("utf-8", "replace").decode()
        request = {
            "code": code,
            "fresh": self._cell.fresh,
            "seconds": self._cell.seconds,
            "token": self._token,
        }
        return struct.pack("<I", max(1, int(self._cell.seconds * 1000))) + json.dumps(request).encode()

    def _serve(self, kind: Kind, payload: bytes) -> None:
        match kind:
            case Kind.OUTPUT:
                self._print(frames.decode_text(payload))
            case Kind.CALL:
                self._answer(frames.decode(payload, Call))
            case Kind.READ:
                self._child.send(Kind.BYTES, self._table.read(frames.decode_read(payload)))
            case _:
                raise BrokenFrame(f"{kind.name} in the middle of a cell")

    def _done(self, payload: bytes) -> Done:
        done = frames.decode(payload, Done)
        # A program could send this message itself; for the next cell it can't know the token.
        if not secrets.compare_digest(done.token.encode(), self._token.encode()):
            raise BrokenFrame("a report of another cell")
        return done

    def _print(self, text: str) -> None:
        if not text:
            return
        self._printed.append(text)
        self._printed_bytes += len(text.encode())
        if self._printed_bytes > self._limits.output_bytes + _SLACK_BYTES:
            raise BrokenFrame("more output than allowed")
        if self._cell.on_output is not None:
            self._cell.on_output(text)

    def _answer(self, call: Call) -> None:
        self.calls += 1
        if self.calls > self._limits.calls + _SLACK_CALLS:
            raise BrokenFrame("more calls than allowed")
        left, before = self._child.pause(), awake.now()
        try:
            answer = self._ask(call)
        finally:
            self.seconds_in_tools += awake.now() - before
        self._child.resume(left)
        self._child.send(Kind.ANSWER, answer)

    def _ask(self, call: Call) -> bytes:
        """What the tool says, or why it can't, for the guest."""
        if self.calls > self._limits.calls:
            return _refusal("host_error", f"this program made more than {self._limits.calls:,} calls")
        tool = self._cell.tools.get(call.name)
        if tool is None:
            return _refusal("name_error", f"{call.name}() cannot be used here")
        if (mistake := _mismatch(tool, call)) is not None:
            return _refusal("type_error", f"{call.name}(): {mistake}")
        try:
            value = tool(*call.args, **call.kwargs)
        except ENDING:
            raise
        except RlmError as error:
            return _refusal(error.kind, error.message)
        except _UNUSABLE as error:  # a program may send anything: it fails, and the run goes on
            place = traceback.extract_tb(error.__traceback__)[-1].name
            # Without its words: they may hold what the program gave.
            _log.warning("%s() could not be served: %s in %s", call.name, type(error).__name__, place)
            return _refusal("type_error", f"{call.name}() cannot use what it was given: {str(error)[:200]}")
        answer = _encode({"value": value})
        if len(answer) > frames.MOST_BYTES:
            return _refusal("host_error", f"the answer of {call.name}() is too large; ask for less at once")
        return answer


def _mismatch(tool: Tool, call: Call) -> str | None:
    """Why the tool can't be called like this, if so."""
    try:
        signature = inspect.signature(tool)
    except (TypeError, ValueError):  # some built-in functions do not tell
        return None
    try:
        signature.bind(*call.args, **call.kwargs)
    except TypeError as error:
        return str(error)
    return None


def _refusal(kind: str, message: str) -> bytes:
    return _encode({"error": {"kind": kind, "message": message}})


def _encode(answer: dict[str, object]) -> bytes:
    try:
        return msgspec.json.encode(answer)
    except UnicodeEncodeError:  # half a character, as in a file name that is not UTF-8
        return json.dumps(msgspec.to_builtins(answer)).encode()

"""A command typed at a terminal that is not one: what came out, and the exit status."""

import io
from collections.abc import Callable
from pathlib import Path

import msgspec

from rlm_desktop.cli.main import main
from rlm_desktop.cli.terminal import Terminal
from tests.cli.fakes import FakeRuntime, opener


class Typed(msgspec.Struct, frozen=True):
    status: int
    out: str
    err: str
    runtimes: list[FakeRuntime]

    @property
    def json(self) -> dict[str, object]:
        return msgspec.json.decode(self.out, type=dict[str, object])


def typed(
    data: Path,
    *words: str,
    change: Callable[[FakeRuntime], None] | None = None,
    terminal: type[io.StringIO] = io.StringIO,
) -> Typed:
    out, err = terminal(), terminal()
    open_runtime, runtimes = opener(change)
    status = main(["--data-dir", str(data), *words], terminal=Terminal(out, err), open_runtime=open_runtime)
    return Typed(status, out.getvalue(), err.getvalue(), runtimes)


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True

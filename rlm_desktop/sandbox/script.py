"""Runs one guest script over mounted text and tells how it went: `rlm-desktop sandbox run`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from rlm_desktop.errors import RlmError
from rlm_desktop.ports import CellError, Mount, Tool
from rlm_desktop.sandbox.bundle import Bundle
from rlm_desktop.sandbox.process import Sandbox
from rlm_desktop.sandbox.wasi import WasiBundle
from rlm_desktop.settings import SandboxLimits

_NEEDS_MODEL: Final = ("llm_query", "llm_query_batched", "rlm_query", "rlm_query_batched")


class ScriptResult(msgspec.Struct, frozen=True, kw_only=True):
    """What `sandbox run --json` prints."""

    ok: bool
    output: str
    answer: object = None
    """What the script gave with `answer`, `FINAL` or `FINAL_VAR`."""
    error: CellError | None = None
    seconds: float = 0.0
    calls: int = 0
    killed: bool = False


class NoModel(RlmError):
    """A script asked a model where none was named."""


def run_script(
    code: str,
    *,
    mounts: Sequence[Mount],
    limits: SandboxLimits,
    tools: Mapping[str, Tool] | None = None,
    on_output: Callable[[str], None] | None = None,
    bundle: Bundle | WasiBundle | None = None,
) -> ScriptResult:
    """Run a script as a root's program would run. Without a tool for it, a sub-call fails in the script."""
    given: list[object] = []

    def answer(value: object, evidence: object = None) -> None:
        given[:] = [value]

    usable: dict[str, Tool] = {**dict.fromkeys(_NEEDS_MODEL, _no_model), **(tools or {}), "answer": answer}
    with Sandbox(mounts=mounts, limits=limits, bundle=bundle) as sandbox:
        result = sandbox.run(code, tools=usable, seconds=limits.seconds, on_output=on_output)
    return ScriptResult(
        ok=result.ok,
        output=result.output,
        answer=given[0] if given else None,
        error=result.error,
        seconds=round(result.seconds, 3),
        calls=result.calls,
        killed=result.killed,
    )


def _no_model(*_: object, **__: object) -> None:
    raise NoModel("no sub-model was named for this script; name one with --sub MODEL")

"""Asks the package `rlms` one question, in an interpreter where it is installed: JSON in, a line of JSON out.

Nothing of this program is imported here, and this file by nothing of it.
"""

import contextlib
import io
import json
import signal
import sys
from pathlib import Path
from typing import Any

_LONGEST_REPLY = 1_024
"""Tokens of one reply: without a limit a small model may never end one."""


def main() -> None:
    asked = json.loads(sys.argv[1])
    signal.signal(signal.SIGTERM, _end)
    printed = sys.stdout
    with contextlib.redirect_stdout(io.StringIO()):
        told = _answered(asked)
    printed.write(json.dumps(told) + "\n")
    printed.flush()


class _TimeIsUp(BaseException):
    """Not an error that the package could take for one of a program."""


def _end(*_: object) -> None:
    raise _TimeIsUp


def _answered(asked: dict[str, Any]) -> dict[str, Any]:
    from rlm import RLM  # type: ignore[import-not-found]

    calls: list[tuple[int, int]] = []
    _count_calls(calls)
    model = RLM(
        backend="openai",
        backend_kwargs={"model_name": "local", "api_key": "none", "base_url": asked["address"]},
        environment="local",
        sampling_args={"max_tokens": _LONGEST_REPLY},
    )
    error = ""
    try:
        answer = model.completion(_text(asked["paths"]), root_prompt=asked["question"]).response
    except _TimeIsUp:
        answer = model._best_partial_answer or ""
        error = "" if answer else "No answer in time."
    except Exception as failed:  # noqa: BLE001 - whatever the package raises is its answer
        answer, error = "", f"{type(failed).__name__}: {failed}"[:300]
    return {
        "answer": str(answer),
        "error": error,
        "calls": len(calls),
        "prompt_tokens": sum(prompt for prompt, _ in calls),
        "generated_tokens": sum(written for _, written in calls),
    }


def _count_calls(calls: list[tuple[int, int]]) -> None:
    """Note the tokens of each reply, also of a question that is broken off."""
    from rlm.clients.openai import OpenAIClient  # type: ignore[import-not-found]

    tracked = OpenAIClient._track_cost

    def track(self: Any, response: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401
        usage = response.usage
        calls.append((usage.prompt_tokens, usage.completion_tokens))
        return tracked(self, response, *rest, **named)

    OpenAIClient._track_cost = track


def _text(paths: list[str]) -> Any:  # noqa: ANN401 - one text, or each by its name
    files = [file for path in paths for file in _files(Path(path))]
    texts = {str(file): file.read_text(encoding="utf-8", errors="replace") for file in files}
    return next(iter(texts.values())) if len(texts) == 1 else texts


def _files(path: Path) -> list[Path]:
    return sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]


if __name__ == "__main__":
    main()

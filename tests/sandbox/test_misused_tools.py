"""A program sends its tools what no verb would send: it is told so, and nothing ends for that."""

import pytest

from rlm_desktop.errors import Stopped
from rlm_desktop.sandbox.process import Sandbox
from tests.rlm.test_verbs import Host
from tests.sandbox.conftest import run

ODD = [
    'call("find", "q", 5)',
    'call("label", 1, 2, 3)',
    'call("label", ["a"], "12", "x")',
    'call("read", 0, [], {})',
    'call("passages", 9000, None, -2)',
    'call("passages", 9, None, "x")',
    'call("compare", {"document": 0, "start": 9, "end": 3}, "x", "y")',
    'call("neighbours", {"document": "x", "start": "y", "end": 0})',
    'call("rlm_query", [1], 2)',
    'call("rlm_query_batched", "x" * 100_000)',
    'call("llm_query_batched", 7)',
    'call("records", "records", "x", "y")',
    'call("compute", "nothing", "quantity", "", "records", 1)',
    'call("answer", 1, 2)',
    'call("sql", {"a": 1})',
]


@pytest.mark.parametrize("asked", ODD)
def test_what_a_tool_cannot_use_is_told_to_the_program(sandbox: Sandbox, asked: str) -> None:
    code = (
        f"from channel import call\ntry:\n    {asked}\nexcept (TypeError, RuntimeError) as e:\n    print(e)"
    )

    result = sandbox.run(code, tools=Host().tools.by_name(), fresh=True)

    assert result.ok and not result.killed, result
    assert 0 < len(result.output) < 400 and "Traceback" not in result.output


def test_a_stop_in_a_tool_still_ends_the_run(sandbox: Sandbox) -> None:
    def stops() -> None:
        raise Stopped("Stopped.")

    with pytest.raises(Stopped):
        run(sandbox, "from channel import call\ncall('up')", up=stops)

"""What a cell can do, and what it tells when it fails."""

import datetime

import pytest

from rlm_desktop.errors import BudgetSpent, EngineLost, QueryFailed, Stopped, VerbMisused
from rlm_desktop.sandbox.process import Sandbox
from tests.sandbox.conftest import run, value


def test_a_cell_gives_its_last_value_and_what_it_printed(sandbox: Sandbox) -> None:
    result = run(sandbox, "print('größe')\nsum(range(5))")

    assert (result.ok, result.output, result.value) == (True, "größe\n", "10")


def test_a_new_namespace_has_only_what_is_given(sandbox: Sandbox) -> None:
    run(sandbox, "kept = 5")

    assert sandbox.run("kept", tools={}).value == "5"
    failed = sandbox.run("kept", tools={}, fresh=True)
    assert failed.error is not None and failed.error.kind == "NameError"


@pytest.mark.parametrize(
    ("code", "kind", "line"),
    [
        ("x = 1\n\n1 / 0", "ZeroDivisionError", 3),
        ("x = 1\ndef f(:\n    pass", "SyntaxError", 2),
        ("def f():\n    return {}['gone']\n\nf()", "KeyError", 2),
        ("raise ValueError('no')", "ValueError", 1),
        ("x = 1\nsorted([1, 'a'])", "TypeError", 2),
        ("def f(n):\n    return f(n + 1)\nf(0)", "RecursionError", 2),
    ],
)
def test_a_failure_tells_its_class_and_the_line_of_the_cell(
    sandbox: Sandbox, code: str, kind: str, line: int
) -> None:
    result = run(sandbox, code)

    assert not result.ok and not result.killed and result.error is not None
    assert (result.error.kind, result.error.line) == (kind, line)
    assert f"line {line}" in result.error.message


def test_output_streams_while_the_cell_runs(sandbox: Sandbox) -> None:
    seen: list[str] = []

    sandbox.run(
        "import time\nfor n in range(3):\n    print(n)\n    time.sleep(0.1)", tools={}, on_output=seen.append
    )

    assert "".join(seen) == "0\n1\n2\n" and len(seen) > 1


def test_what_was_printed_before_a_call_arrives_before_it(sandbox: Sandbox) -> None:
    order: list[str] = []

    sandbox.run(
        "print('first'); llm_query('x'); print('last')",
        tools={"llm_query": lambda prompt: order.append("call")},
        on_output=order.append,
    )

    assert order[:2] == ["first\n", "call"]
    assert "".join(order[2:]) == "last\n"  # in one piece or in several


def test_a_tool_answers_with_plain_values_and_calls_are_counted(sandbox: Sandbox) -> None:
    result = run(
        sandbox,
        "[llm_query('a'), llm_query_batched(['b', 'c'])]",
        llm_query=lambda prompt: {"prompt": prompt, "none": None},
        llm_query_batched=lambda prompts: [prompt.upper() for prompt in prompts],
    )

    assert result.value == "[{'prompt': 'a', 'none': None}, ['B', 'C']]"
    assert result.calls == 2


@pytest.mark.usefixtures("only_pyodide")
def test_tools_can_be_called_from_anywhere_in_a_program(sandbox: Sandbox) -> None:
    code = """
import asyncio
from channel import call
class Row:
    def __getattr__(self, name): return call("up", name)
async def both(): return await asyncio.gather(*[one(x) for x in "ab"])
async def one(x):
    await asyncio.sleep(0.01)
    return call("up", x)
[sorted("ba", key=lambda x: call("up", x)), re.sub("b", lambda m: call("up", m[0]), "abc"), Row().field,
 list(call("up", x) for x in "x"), asyncio.run(both())]
"""
    assert (
        value(sandbox, code, up=lambda text: text.upper())
        == "[['a', 'b'], 'aBc', 'FIELD', ['X'], ['A', 'B']]"
    )


@pytest.mark.parametrize(
    ("error", "caught"),
    [(VerbMisused("a plain reason"), "ValueError"), (QueryFailed("a plain reason"), "RuntimeError")],
)
def test_a_refusal_of_a_tool_is_an_exception_that_a_program_can_catch(
    sandbox: Sandbox, error: Exception, caught: str
) -> None:
    def refuse(prompt: str) -> str:
        raise error

    code = f"try:\n    llm_query('x')\nexcept {caught} as error:\n    print(type(error).__name__, error)"

    assert run(sandbox, code, llm_query=refuse).output == f"{type(error).__name__} a plain reason\n"


@pytest.mark.parametrize("error", [Stopped("stopped"), BudgetSpent("spent"), EngineLost("lost")])
def test_a_stop_and_a_spent_budget_end_the_run_and_not_only_the_call(
    sandbox: Sandbox, error: Exception
) -> None:
    def end(prompt: str) -> str:
        raise error

    with pytest.raises(type(error)):
        run(sandbox, "try:\n    llm_query('x')\nexcept BaseException:\n    pass", llm_query=end)

    assert value(sandbox, "1 + 1") == "2"


def test_a_tool_that_is_not_there_or_misused_is_told_to_the_program(sandbox: Sandbox) -> None:
    missing = run(sandbox, "llm_query('x')")
    misused = run(sandbox, "from channel import call\ncall('llm_query')", llm_query=lambda prompt: prompt)

    assert missing.error is not None and missing.error.kind == "NameError"
    assert misused.error is not None and misused.error.kind == "TypeError"


def test_a_bug_in_a_tool_that_no_program_can_bring_about_is_left_to_raise(sandbox: Sandbox) -> None:
    def bug(prompt: str) -> str:
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        run(sandbox, "llm_query('x')", llm_query=bug)


def test_every_usual_value_can_be_sent_to_a_tool(sandbox: Sandbox) -> None:
    got: list[object] = []
    code = """
import decimal, fractions
from channel import call
call("keep", [Counter("aab"), (1, 2), {3, 1}, date(2026, 3, 1), datetime(2026, 3, 1, 4, 5),
     timedelta(minutes=2), decimal.Decimal("1.5"), fractions.Fraction(4, 2), float("nan"), b"raw",
     {1: "one", (2, 3): "pair"}, (n for n in range(2)), None, True, "ü"])
"""

    assert run(sandbox, code, keep=got.append).ok
    assert got == [
        [
            {"a": 2, "b": 1}, [1, 2], [1, 3], "2026-03-01", datetime.datetime(2026, 3, 1, 4, 5).isoformat(),
            120.0, 1.5, 2, None, "raw", [[1, "one"], [[2, 3], "pair"]], [0, 1], None, True, "ü",
        ]
    ]  # fmt: skip


def test_the_papers_names_come_back_in_the_next_cell(sandbox: Sandbox) -> None:
    run(sandbox, "context = 'mine'; llm_query = None; other = 3")

    assert sandbox.run("len(context) > 100, callable(llm_query), other", tools={}).value == "(True, True, 3)"


def test_an_exit_is_no_failure_and_a_repr_that_fails_is_one(sandbox: Sandbox) -> None:
    broken = "class Broken:\n    def __repr__(self): return 1 / 0\nBroken()"

    assert run(sandbox, "raise SystemExit").ok
    result = run(sandbox, broken)
    assert result.error is not None and result.error.kind == "ZeroDivisionError"


@pytest.mark.usefixtures("only_pyodide")
def test_what_is_usually_imported_is_there(sandbox: Sandbox) -> None:
    code = """
import csv, decimal, hashlib, io, pickle, random, sqlite3, tempfile, zlib, lzma, heapq, textwrap, dataclasses
made = sqlite3.connect(":memory:").execute("select 1 + 1").fetchone()
[re.findall("a", "aa"), json.dumps({}), math.pi > 3, statistics.mean([1, 3]), Counter("a"),
 defaultdict(int)["x"], datetime(2026, 1, 2).year, date(2026, 1, 2) + timedelta(days=1),
 list(itertools.islice("abc", 2)), made]
"""
    result = run(sandbox, code)

    assert result.ok, result.error

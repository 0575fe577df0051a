"""What happens to programs that take too much, and to those who run them."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from rlm_desktop.errors import Stopped
from rlm_desktop.ports import CellResult
from rlm_desktop.sandbox.process import Sandbox
from rlm_desktop.settings import SandboxLimits
from tests.sandbox.conftest import AnyBundle, Start, run, value

SMALL = SandboxLimits(memory_mb=256, files_mb=8, output_bytes=100_000, seconds=1.0, grace=0.5, calls=50)


@pytest.fixture(scope="module")
def small(bundle: AnyBundle) -> Iterator[Sandbox]:
    """One for all tests here: it has to go on after each of them."""
    with Sandbox(mounts=[], limits=SMALL, bundle=bundle) as made:
        yield made


def kind_of(result: CellResult) -> str:
    assert result.error is not None
    return result.error.kind


@pytest.mark.usefixtures("only_pyodide")
def test_an_endless_loop_in_python_is_interrupted_and_its_variables_stay(small: Sandbox) -> None:
    value(small, "1")
    began = time.monotonic()
    result = run(small, "kept = 7\nwhile True:\n    pass", seconds=0.5)

    assert time.monotonic() - began < 15
    assert (kind_of(result), result.killed) == ("TimeLimit", False)
    assert small.run("kept", tools={}).value == "7"


def test_a_loop_that_swallows_every_exception_is_interrupted_again(start: Start) -> None:
    patient = start(limits=SandboxLimits(grace=5.0))
    code = """
for n in range(2):
    try:
        while True: pass
    except BaseException: pass
while True: pass
"""

    assert kind_of(run(patient, code, seconds=0.3)) == "TimeLimit"


@pytest.mark.parametrize(
    "code",
    [
        "sum(range(10**12))",
        pytest.param(
            "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_loop_that_cannot_be_interrupted_is_ended_from_outside(start: Start, code: str) -> None:
    lost: list[str] = []
    small = start(limits=SMALL, on_lost=lost.append)
    value(small, "1")
    began = time.monotonic()
    result = run(small, code, seconds=0.5)

    assert time.monotonic() - began < 15
    assert (kind_of(result), result.killed) == ("TimeLimit", True)
    assert len(lost) == 1
    assert value(small, "1 + 1") == "2"


def test_waiting_for_the_host_is_free(small: Sandbox) -> None:
    result = run(
        small, "llm_query('slow'), sum(range(1000))", seconds=0.3, llm_query=lambda prompt: time.sleep(1.2)
    )

    assert result.ok
    assert result.seconds < 1.0


def test_too_much_memory_is_a_memory_error(small: Sandbox) -> None:
    result = run(small, "taken = []\nwhile True:\n    taken.append(bytearray(20_000_000))", seconds=10)

    assert (kind_of(result), result.killed) == ("MemoryError", False)
    assert value(small, "1 + 1") == "2"


@pytest.mark.usefixtures("only_pyodide")
@pytest.mark.parametrize(
    "code",
    [
        "open('/tmp/flood', 'wb').write(b'x' * 20_000_000)",
        "open('/tmp/flood', 'wb').truncate(10**10)",
        "for n in range(100):\n    open(f'/tmp/{n}', 'wb').write(b'x' * 1_000_000)",
    ],
)
def test_the_guests_own_files_have_a_quota(small: Sandbox, code: str) -> None:
    result = run(small, code, seconds=10)

    assert kind_of(result) == "OSError" and not result.killed
    again = """
import os
for name in os.listdir("/tmp"): os.remove("/tmp/" + name)
open("/tmp/a", "wb").write(b"x" * 1_000_000)
"""
    assert run(small, again).ok


def test_too_much_output_ends_the_cell_and_what_fitted_is_kept(small: Sandbox) -> None:
    result = run(small, "while True:\n    print('x' * 999)", seconds=10)

    assert (kind_of(result), result.killed) == ("OutputLimit", False)
    assert len(result.output) == SMALL.output_bytes


def test_a_flood_that_goes_around_print_is_ended(small: Sandbox) -> None:
    result = run(
        small, "import channel\nwhile True: channel.write(channel.OUTPUT, b'x' * 10_000)", seconds=10
    )

    assert result.killed and len(result.output) < 300_000


def test_too_many_calls_are_refused(small: Sandbox) -> None:
    asked: list[str] = []
    result = run(small, "while True: llm_query('x')", seconds=10, llm_query=asked.append)

    assert kind_of(result) == "HostError" and len(asked) == SMALL.calls


def test_calls_that_go_around_the_limit_are_ended(small: Sandbox) -> None:
    asked: list[str] = []
    code = """
import channel
while True:
    channel._calls_left = 9
    try: llm_query('x')
    except Exception: pass
"""
    assert run(small, code, seconds=10, llm_query=asked.append).killed
    assert len(asked) == SMALL.calls


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos._exit(3)",
        pytest.param("import os\nos.abort()", marks=pytest.mark.slow),
        pytest.param(
            "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1)\nf(0)",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_crash_is_told_and_the_next_cell_runs_in_a_fresh_process(start: Start, code: str) -> None:
    lost: list[str] = []
    sandbox = start(limits=SMALL, on_lost=lost.append)
    run(sandbox, "kept = 1")

    result = run(sandbox, code, seconds=5)

    assert (result.ok, result.killed) == (False, True)
    assert kind_of(result) in ("SandboxLost", "TimeLimit")  # a slow interpreter is still on its way down
    assert len(lost) == 1 and "gone" in lost[0]
    assert sandbox.run("'kept' in globals()", tools={}).value == "False"


@pytest.mark.parametrize(
    "code", [pytest.param("while True: pass", marks=pytest.mark.slow), "sum(range(10**12))"]
)
def test_a_stop_from_another_thread_ends_the_cell_within_half_a_second(small: Sandbox, code: str) -> None:
    value(small, "1")
    pressed: list[float] = []

    def press() -> None:
        pressed.append(time.monotonic())
        small.stop()

    timer = threading.Timer(0.3, press)
    timer.start()
    with pytest.raises(Stopped):
        run(small, code, seconds=20)

    assert time.monotonic() - pressed[0] < 5  # half a second, on a machine that is not crowded
    timer.join()
    assert value(small, "1 + 1") == "2"


def test_a_stop_where_nothing_runs_does_nothing(small: Sandbox) -> None:
    value(small, "1")
    small.stop()

    assert value(small, "2") == "2"


def test_a_process_that_was_warmed_is_the_one_that_runs(start: Start) -> None:
    sandbox = start()
    sandbox.warm()
    while sandbox._child is None:
        time.sleep(0.01)
    warmed = sandbox._child

    assert value(sandbox, "1") == "1"
    assert sandbox._child is warmed


def test_closing_leaves_no_process_behind(start: Start) -> None:
    sandbox = start()
    value(sandbox, "1")
    assert sandbox._child is not None
    process = sandbox._child.process

    sandbox.close()

    assert process.poll() is not None
    sandbox.close()
    with pytest.raises(Stopped):
        value(sandbox, "1")


def test_closing_while_it_starts_leaves_no_process_behind(start: Start) -> None:
    sandbox = start()
    sandbox.warm()
    sandbox.close()

    assert sandbox._child is None


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's limit on computing time is set on Linux")
def test_a_process_whose_host_was_killed_in_the_middle_of_a_cell_ends() -> None:
    code = """
from rlm_desktop.sandbox.process import Sandbox
from rlm_desktop.settings import SandboxLimits
sandbox = Sandbox(mounts=[], limits=SandboxLimits())
sandbox.run("1", tools={})
print(sandbox._child.process.pid, flush=True)
sandbox.run("sum(range(10**14))", tools={}, seconds=1)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        orphan = psutil.Process(int(host.stdout.readline()))
        time.sleep(0.5)
        host.kill()

    # The limit is one of computing time, of which a busy machine gives little: no clock is looked at.
    while (computed := _computed(orphan)) is not None:
        assert computed < 60
        time.sleep(0.2)


def _computed(process: psutil.Process) -> float | None:
    """Seconds of processor time it has taken; None when it has ended, whether or not anybody took note."""
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return None
    return float(times.user + times.system)

"""The model's process dies when it should, and when it shouldn't that is told and mended."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import psutil
import pytest

from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.errors import EngineLost
from rlm_desktop.paths import PROGRAM
from tests.engine.test_generate import STORY, job


def gone_within(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def test_a_killed_process_is_told_to_who_waits_and_the_next_call_works(own_engine: LlamaEngine) -> None:
    pid = own_engine.pid
    assert pid
    killer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
    killer.start()

    with pytest.raises(EngineLost, match="signal 9") as lost:
        own_engine.generate([job(STORY, max_tokens=2000)])

    assert lost.value.hint
    assert own_engine.generate([job("Say yes.")])[0].text
    assert own_engine.pid != pid


def test_closing_ends_the_process(own_engine: LlamaEngine) -> None:
    pid = own_engine.pid
    assert pid

    own_engine.close()

    assert gone_within(pid, 2.0)
    with pytest.raises(EngineLost):
        own_engine.generate([job("Say yes.")])


def test_no_process_is_left_when_the_application_is_killed(small_model: Path) -> None:
    program = f"""
        from pathlib import Path
        from rlm_desktop.engine.process import LlamaEngine
        from rlm_desktop.settings import EngineSettings
        from tests.engine.test_generate import STORY, job

        engine = LlamaEngine(Path({str(small_model)!r}), EngineSettings(threads=1), name="small", sha256="")
        print(engine.pid, flush=True)
        engine.generate([job(STORY * 300, max_tokens=5000)])
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, cwd=PROGRAM.parent
    )
    assert parent.stdout
    with parent, parent.stdout as output:
        pid = int(output.readline())
        parent.kill()

    assert gone_within(pid, 2.0)


def test_the_process_outlives_the_thread_that_loaded_it(small_model: Path) -> None:
    from rlm_desktop.settings import EngineSettings

    made: list[LlamaEngine] = []
    maker = threading.Thread(
        target=lambda: made.append(
            LlamaEngine(small_model, EngineSettings(threads=1), name="small", sha256="")
        )
    )
    maker.start()
    maker.join()
    pid = made[0].pid

    made[0].generate([job("Say yes.")])

    assert made[0].pid == pid
    made[0].close()

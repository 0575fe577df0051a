"""The model's process dies when it should, and when it shouldn't that is told and mended."""

import os
import platform
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import psutil
import pytest

from rlm_desktop.engine import child
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.errors import EngineLost, ResourceShort
from rlm_desktop.paths import PROGRAM
from rlm_desktop.settings import EngineSettings
from rlm_desktop.walls import is_filtered, walls
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
    # What llama.cpp said of the model's file while it was loaded is not why it was killed.
    assert "said last" not in lost.value.message
    assert own_engine.generate([job("Say yes.")])[0].text
    assert own_engine.pid != pid


@pytest.mark.skipif(not hasattr(signal, "SIGBUS"), reason="this system has no such signal")
def test_a_process_that_breaks_off_in_the_middle_is_told_in_our_words_and_the_next_call_works(
    own_engine: LlamaEngine,
) -> None:
    """As where a model's file is cut short while it is in use."""
    own_engine.generate([job("Say yes.")])
    pid = own_engine.pid
    assert pid
    killer = threading.Timer(0.3, os.kill, (pid, signal.SIGBUS))
    killer.start()

    with pytest.raises(EngineLost) as lost:
        own_engine.generate([job(STORY, max_tokens=2000)])

    assert re.fullmatch(r"llama\.cpp broke off while it computed with \S+\.gguf\.", lost.value.message)
    assert lost.value.hint.startswith("It is started again")
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


@pytest.mark.skipif(not walls().seccomp, reason="this system has no filter of system calls")
def test_a_models_process_is_behind_walls_unless_they_are_set_aside(
    own_engine: LlamaEngine, small_model: Path
) -> None:
    settings = EngineSettings(threads=1, context_tokens=256, walls=False)
    free = LlamaEngine(small_model, settings, name="small", sha256="")
    assert own_engine.pid and free.pid

    assert is_filtered(own_engine.pid)
    assert is_filtered(free.pid) is False
    free.close()


def in_big_pages(pid: int) -> int:
    """Bytes of a process's memory."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return 1024 * int(re.findall(r"AnonHugePages:\s+(\d+)", rollup)[0])


def has_big_pages() -> bool:
    kinds = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    major, minor = (int(part) for part in platform.release().split(".")[:2]) if kinds.exists() else (0, 0)
    return (major, minor) >= (6, 1) and "[never]" not in kinds.read_text(encoding="ascii")


@pytest.mark.skipif(not has_big_pages(), reason="this system does not move memory into big pages")
def test_a_model_is_loaded_where_nothing_can_be_kept(small_model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = EngineSettings(context_tokens=256, threads=1)

    engine = LlamaEngine(
        small_model, settings, name="small", sha256="a hash", prefixes=tmp_path / "file" / "prefixes"
    )

    assert engine.generate([job("tea", max_tokens=1)])[0].generated_tokens == 1
    engine.close()


def test_what_is_loaded_moves_into_big_pages_while_nobody_asks_and_answers_stay_the_same(
    own_engine: LlamaEngine,
) -> None:
    asked = job("Name three colours.", max_tokens=12)
    before = own_engine.generate([asked])[0].text
    assert own_engine.pid

    end = time.monotonic() + 20
    while in_big_pages(own_engine.pid) < 60_000_000 and time.monotonic() < end:
        time.sleep(0.05)

    assert in_big_pages(own_engine.pid) >= 60_000_000
    assert own_engine.generate([asked])[0].text == before


def test_what_llama_cpp_warns_of_is_kept_for_itself_and_its_errors_are_passed_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from rlm_desktop.engine.llama import model

    model._say(3, b"load: control-looking token: 151660 was not control-type\n", None)
    model._say(4, b"failed to allocate buffer\n", None)

    assert capsys.readouterr().err == "failed to allocate buffer\n"
    assert list(model._last)[-2:] == [
        "load: control-looking token: 151660 was not control-type\n",
        "failed to allocate buffer\n",
    ]


def test_a_process_that_gets_no_more_memory_at_work_says_so_and_ends_in_order(
    small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = """
        from rlm_desktop.engine import serve

        def grow(server: object, request: object) -> None:
            raise MemoryError

        serve.Server._generate = grow
        serve.main()
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    monkeypatch.setattr(child, "child_command", lambda: command)
    engine = LlamaEngine(small_model, EngineSettings(threads=1, context_tokens=256), name="small", sha256="")

    with pytest.raises(ResourceShort, match=r"exit status 1") as short:
        engine.generate([job("Say yes.")])

    assert "MemoryError" in str(short.value.__cause__) and "MemoryError" not in short.value.message
    assert "engine.context_tokens" in short.value.hint
    engine.close()

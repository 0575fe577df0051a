"""Children do not hear Ctrl-C: the program ends them; and where that is gone they end without a word."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rlm_desktop.context.children import deaf_to_interrupts
from rlm_desktop.paths import PROGRAM

WAIT = "import sys; print('here', flush=True); sys.stdin.read()"


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals are held back on POSIX alone")
def test_an_interrupt_does_not_end_a_child_and_is_heard_here_as_before() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())

    with deaf_to_interrupts():
        child = subprocess.Popen([sys.executable, "-c", WAIT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with child:
        assert child.stdin and child.stdout
        child.stdout.readline()
        child.send_signal(signal.SIGINT)
        child.stdin.close()

    assert child.returncode == 0
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


def test_a_script_that_says_nothing_of_main_is_not_run_again_in_a_child(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import multiprocessing, os, sys\n"
        "from rlm_desktop.context.children import apart\n"
        "print('run', flush=True)\n"
        "child = multiprocessing.get_context('spawn').Process(target=os._exit, args=(7,))\n"
        "main = sys.modules['__main__']\n"
        "with apart():\n"
        "    child.start()\n"
        "child.join()\n"
        "print(child.exitcode, sys.modules['__main__'] is main)\n"
    )

    ran = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(PROGRAM.parent)},
        check=False,
    )

    assert (ran.stdout.split(), ran.stderr) == ([b"run", b"7", b"True"], b"")


@pytest.mark.parametrize("when", ["before its order", "while it works"])
def test_a_child_whose_program_is_gone_ends_without_a_traceback(tmp_path: Path, when: str) -> None:
    program = r"""
import sys
from multiprocessing import Pipe
import msgspec
import rlm_desktop.context.records.build
build = sys.modules["rlm_desktop.context.records.build"]
ours, theirs = Pipe()
if sys.argv[1] == "while it works":
    text = sys.argv[2] + "/a.csv"
    open(text, "w").write("a,b\n" + "1,2\n" * 50)
    order = build._Order(sys.argv[2] + "/records.db", ((1, "a.csv", "csv", text, 0, 204),))
    ours.send_bytes(msgspec.msgpack.encode(order))
ours.close()
build._work(theirs)
"""
    ended = subprocess.run(
        [sys.executable, "-c", program, when, str(tmp_path)],
        capture_output=True,
        cwd=PROGRAM.parent,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, b"")

"""Children do not hear Ctrl-C: the program ends them."""

import signal
import subprocess
import sys

import pytest

from rlm_desktop.context.children import deaf_to_interrupts

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

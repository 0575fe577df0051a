"""What a process says that is asked one thing and ends: no more of it, and no longer, than is good for us."""

import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress


def heard(
    command: Sequence[str], said: bytes, *, most: int, patience: float, environment: Mapping[str, str]
) -> bytes:
    """The bytes that a process writes after it was told something.

    What it was given may have taken it over, so it is ended where it goes on for too long or says too much.
    Raises `OSError`, of which `TimeoutError` is one.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(environment),
    )
    assert process.stdin is not None and process.stdout is not None
    late = threading.Event()

    def give_up() -> None:
        late.set()
        process.kill()

    watch = threading.Timer(patience, give_up)
    watch.start()
    try:
        with suppress(BrokenPipeError):  # it ended before it was told
            process.stdin.write(said)
            process.stdin.close()
        answer = process.stdout.read(most + 1)
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        with suppress(OSError):
            process.stdin.close()
        process.stdout.close()
    if late.is_set():
        raise TimeoutError(f"it did not end within {patience:.0f} seconds")
    if len(answer) > most:
        raise OSError(f"it said more than {most:,} bytes")
    return answer

"""How fast each model reads and writes on this machine, as it was last measured."""

import contextlib
import os
import threading
import time
from pathlib import Path

import msgspec

from rlm_desktop.paths import private
from rlm_desktop.plain import note
from rlm_desktop.ports import Engine, Job, Message, Sampling

_GIGABYTE = 1e9
_READS, _WRITES = 48.0, 15.0  # as measured with models of 0.5 and 1.1 GB, reading with two processors
_LEAST_GIGABYTES = 0.3
"""Below that the work around a model takes the most."""
_WORDS = 260
_LEAST_SECONDS = 0.05


class Speed(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens a second."""

    reads: float
    writes: float


def usual(model_bytes: int, processors: int | None = None) -> Speed:
    """How fast a model of this size should be without a graphics card, while nobody has measured it.

    Reading is computing and grows with the processors; writing waits for the memory, which has no more of it.
    """
    gigabytes = max(model_bytes / _GIGABYTE, _LEAST_GIGABYTES)
    return Speed(reads=_READS * (processors or os.cpu_count() or 1) / gigabytes, writes=_WRITES / gigabytes)


class Speeds:
    """Kept in a small file beside what else can be made again. Any thread may call."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: dict[str, Speed] = {}
        with contextlib.suppress(OSError, RecursionError, msgspec.MsgspecError):
            self._known = msgspec.json.decode(note(path), type=dict[str, Speed])

    def get(self, sha256: str) -> Speed | None:
        return self._known.get(sha256)

    def put(self, sha256: str, speed: Speed) -> None:
        with self._lock:
            self._known[sha256] = speed
            # A measurement that cannot be kept is made again.
            with contextlib.suppress(OSError):
                private(self._path).write_bytes(msgspec.json.encode(self._known))


def measure(engine: Engine) -> Speed:
    """Have a model read a page it has not seen, and write a few lines."""
    unseen = " ".join(f"{time.time_ns() + number:x}" for number in range(_WORDS // 4))
    started = time.monotonic()
    read = engine.generate([_job(f"Notes: {unseen}", most=1)])[0]
    between = time.monotonic()
    written = engine.generate([_job("Count from one to fifty, in words.", most=48)])[0]
    ended = time.monotonic()
    return Speed(
        reads=(read.prompt_tokens - read.cached_tokens) / max(_LEAST_SECONDS, between - started),
        writes=written.generated_tokens / max(_LEAST_SECONDS, ended - between),
    )


def _job(text: str, *, most: int) -> Job:
    return Job(messages=(Message("user", text),), sampling=Sampling(max_tokens=most))

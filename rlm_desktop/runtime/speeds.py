"""How fast each model reads and writes on this machine, as it was last measured."""

import contextlib
import threading
import time
from pathlib import Path

import msgspec

from rlm_desktop.ports import Engine, Job, Message, Sampling

_WORDS = 260
_LEAST_SECONDS = 0.05


class Speed(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens a second."""

    reads: float
    writes: float


class Speeds:
    """Kept in a small file beside what else can be made again. Any thread may call."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: dict[str, Speed] = {}
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            self._known = msgspec.json.decode(path.read_bytes(), type=dict[str, Speed])

    def get(self, sha256: str) -> Speed | None:
        return self._known.get(sha256)

    def put(self, sha256: str, speed: Speed) -> None:
        with self._lock:
            self._known[sha256] = speed
            # A measurement that cannot be kept is made again.
            with contextlib.suppress(OSError):
                self._path.write_bytes(msgspec.json.encode(self._known))


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

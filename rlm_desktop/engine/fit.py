"""How much memory a model takes, told from its header alone, and whether this machine has it now."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
import psutil

from rlm_desktop.engine.gguf import Header
from rlm_desktop.errors import ResourceShort

Cache = Literal["f16", "q8_0"]
"""What evaluated tokens are kept in."""

BATCH = 512
"""Most tokens of one evaluation."""
OUTPUTS = 64
"""Most tokens of one evaluation whose logits are wanted."""

_BYTES: dict[Cache, float] = {"f16": 2, "q8_0": 34 / 32}  # of a number; a block of 32 has its scale
_HALF = 2
_FLOAT = 4
_PROCESS = 75_000_000
"""The process itself: Python, numpy, the library's code."""
_TOKEN = 380
"""One token of the vocabulary, as text and in the tables that find it."""
_ROUGH_WORKING_ROOM = 450_000_000  # bytes: the cache of a window of 8192 tokens, and buffers
_SMALLEST_WINDOW = 1024


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes a loaded model takes, by what for."""

    weights: int
    cache: int
    """The evaluated tokens of the window."""
    work: int
    """What one evaluation computes with, and the logits it hands over."""
    process: int
    """The process with the model's vocabulary, before any weight is in it."""

    @property
    def total(self) -> int:
        return self.weights + self.cache + self.work + self.process


def need(header: Header, *, cells: int, cache: Cache = "f16") -> Need:
    """What a model with a cache of so many tokens will take."""
    wide, hidden = header.number("embedding_length"), header.number("feed_forward_length")
    activations = BATCH * (2 * hidden + 4 * wide) * _FLOAT
    # The logits are computed in one place and handed over in another.
    logits = 2 * OUTPUTS * header.tokens * _FLOAT
    return Need(
        weights=header.weight_bytes,
        cache=cells * cell_bytes(header, cache),
        work=activations + logits + BATCH * cells * _HALF,
        process=_PROCESS + header.tokens * _TOKEN,
    )


def cell_bytes(header: Header, cache: Cache = "f16") -> int:
    """What one evaluated token takes: its keys and values in every layer."""
    heads = max(header.number("attention.head_count", 1), 1)
    each = header.number("embedding_length") // heads
    keys = header.number("attention.key_length", each)
    values = header.number("attention.value_length", each)
    groups = header.number("attention.head_count_kv", heads)
    return int(header.number("block_count") * groups * (keys + values) * _BYTES[cache])


def available() -> int:
    """Bytes that may be taken now without pushing anything else out, also inside a container."""
    free = psutil.virtual_memory().available
    group = Path("/sys/fs/cgroup")
    try:
        most, used = ((group / name).read_text("ascii").strip() for name in ("memory.max", "memory.current"))
        return min(free, int(most) - int(used)) if most != "max" else free
    except (OSError, ValueError):
        return free


def killed_for_memory() -> int:
    """How many processes of this container the system has killed to get memory back; 0 where it can't say."""
    try:
        events = Path("/sys/fs/cgroup/memory.events").read_text("ascii").split()
        return int(events[events.index("oom_kill") + 1])
    except (OSError, ValueError, IndexError):
        return 0


def installed() -> int:
    """Bytes of memory there are in all, also inside a container."""
    whole = psutil.virtual_memory().total
    try:
        most = Path("/sys/fs/cgroup/memory.max").read_text("ascii").strip()
        return min(whole, int(most)) if most != "max" else whole
    except (OSError, ValueError):
        return whole


def rough(file_bytes: int) -> int:
    """About how much memory a model takes at work, known by the size of its file alone."""
    return file_bytes + file_bytes // 20 + _ROUGH_WORKING_ROOM


def check(
    wanted: Need, header: Header, *, name: str, cells: int, cache: Cache = "f16", free: int | None = None
) -> None:
    """Raises `ResourceShort` where what a model takes does not fit into memory now.

    `free`: bytes that may be taken, where these are not just those of `available`.
    """
    room = available() if free is None else free
    if wanted.total > room:
        raise ResourceShort(
            f"{name} needs {_gb(wanted.total)} of memory with a window of {cells} tokens, "
            f"and {_gb(room)} are free.",
            hint=_way_out(header, cells=cells, cache=cache, room=room),
        )


def check_together(
    models: Sequence[tuple[str, Header]], *, cells: int, cache: Cache = "f16", free: int | None = None
) -> None:
    """Raises `ResourceShort` where models that are to be loaded beside each other do not fit now."""
    room = available() if free is None else free
    wanted = sum(need(header, cells=cells, cache=cache).total for _, header in models)
    if len(models) < 2 or wanted <= room:
        return
    smaller = _smaller_window([header for _, header in models], cells=cells, cache=cache, room=room)
    window = f"set engine.context_tokens to {smaller}, " if smaller else ""
    raise ResourceShort(
        f"{' and '.join(name for name, _ in models)} together need {_gb(wanted)} of memory with windows of"
        f" {cells} tokens, and {_gb(room)} are free.",
        hint=f"Use one model for both, {window}choose smaller models, or close other programs.",
    )


def _way_out(header: Header, *, cells: int, cache: Cache, room: int) -> str:
    smaller = _smaller_window([header], cells=cells, cache=cache, room=room)
    if smaller:
        return f"Set engine.context_tokens to {smaller}, close other programs, or choose a smaller model."
    return "Close other programs, or choose a smaller model."


def _smaller_window(headers: Sequence[Header], *, cells: int, cache: Cache, room: int) -> int | None:
    """The largest usual window with which all of them would fit."""
    for size in (16_384, 8192, 4096, 2048, _SMALLEST_WINDOW):
        if size < cells and sum(need(each, cells=size, cache=cache).total for each in headers) <= room:
            return size
    return None


def _gb(size: int) -> str:
    return f"{size / 1e9:.1f} GB"

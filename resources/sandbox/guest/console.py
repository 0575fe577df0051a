"""What a cell prints: gathered a little, sent while the cell runs, and ended when it is too much."""

import io
import sys
import time

import channel

_CHARACTERS = 16_384
_SECONDS = 0.05


class OutputLimit(RuntimeError):
    """The cell printed more than it may."""


class Console(io.TextIOBase):
    """Standard output and standard error of a cell."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._characters = 0
        self._sent = 0.0
        self._allowed = self._left = 0

    def allow(self, size: int) -> None:
        """Let the cell that begins now print `size` bytes."""
        self._parts, self._characters = [], 0
        self._sent = time.monotonic()
        self._allowed = self._left = size

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self._parts.append(text)
            self._characters += len(text)
            now = time.monotonic()
            if self._characters > _CHARACTERS or now - self._sent > _SECONDS:
                self.flush()
                self._sent = now
        return len(text)

    def flush(self) -> None:
        if not self._parts:
            return
        data = "".join(self._parts).encode("utf-8", "backslashreplace")
        self._parts, self._characters = [], 0
        kept = data[: self._left] if len(data) > self._left else data
        self._left -= len(kept)
        # A cut in the middle of a character would be a broken frame.
        channel.write(channel.OUTPUT, kept.decode("utf-8", "ignore").encode())
        if len(kept) < len(data):
            raise OutputLimit(f"printed more than {self._allowed:,} bytes; print only what is needed")


console = Console()


def take_over() -> None:
    """From now on `print` goes to the host."""
    sys.stdout = sys.stderr = console
    channel.before_call[:] = [console.flush]

"""The first lines of a file that nothing is known of yet, as they will be shown once it is read in."""

from pathlib import Path

from rlm_desktop.context import encodings
from rlm_desktop.context.encodings import Encoding
from rlm_desktop.context.ingest.formats import format_of
from rlm_desktop.context.ingest.streams import MOST_ZEROS
from rlm_desktop.context.plainly import Plainly

_HEAD = 256 * 1024


def first_lines(path: Path, count: int, *, widest: int = 4096) -> list[str]:
    """Up to `count` lines, each cut after `widest` characters; none of a file that only a reader can open.

    Reads a quarter of a megabyte, whatever the file's size. Raises `OSError`.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if format_of(path.name, head[: encodings.HEAD]).reader != "plain":
        return []
    encoding = encodings.told(head)
    if encoding is None and head.count(0) > len(head) * MOST_ZEROS:
        return []
    text = _decoded(head, encoding, whole=len(head) < _HEAD)
    text = Plainly().add(text.encode("utf-8", "replace")).decode("utf-8", "replace")
    lines = text.split("\n")
    # The last may be cut where the head ends.
    shown = lines if len(lines) == 1 or (len(head) < _HEAD and lines[-1]) else lines[:-1]
    return [line.removesuffix("\r")[:widest] for line in shown[:count]]


def _decoded(head: bytes, encoding: Encoding | None, *, whole: bool) -> str:
    if encoding is not None:
        return head[encoding.mark :].decode(encoding.name, "replace")
    try:
        # A character may be cut where the head ends.
        return head.decode("utf-8") if whole else head[: _last_whole(head)].decode("utf-8")
    except UnicodeDecodeError:
        return head.decode(encodings.legacy(encodings.telling(head), head).name, "replace")


def _last_whole(head: bytes) -> int:
    """Where the last line of the head begins; its end, if that is nowhere near."""
    found = head.rfind(b"\n") + 1
    return found or len(head)

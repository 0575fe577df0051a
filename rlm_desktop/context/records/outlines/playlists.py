"""Playlists (M3U): a row for each piece, with its length, who plays it and where it lies."""

import re
from collections.abc import Iterator

from rlm_desktop.context.records.outlines.objects import Found, Line, lines_of, shape_read
from rlm_desktop.context.records.shapes.shape import Shape

_FEWEST = 3
_TOLD = "#EXTINF:"
_PIECE = re.compile(r"#EXTINF:\s*(-?\d+(?:\.\d+)?)((?:\s+[\w-]+=\"[^\"]*\")*)\s*,(.*)$")
_MARK = re.compile(r"([\w-]+)=\"([^\"]*)\"")


def playlist_shapes(head: str, *, whole: bool) -> tuple[Shape, ...]:
    """The shape of the pieces of a playlist; none where the text is no such."""
    if not head.lstrip().startswith("#EXTM3U") or head.count(f"\n{_TOLD}") < _FEWEST:
        return ()
    entries = [found.value for found in read_playlist(lines_of(head), "") if found.value]
    return (shape_read(entries, "m3u"),) if len(entries) >= _FEWEST else ()


def read_playlist(lines: Iterator[Line], _which: str) -> Iterator[Found]:
    """The pieces of a text: what is told of one, and the line that says where it lies."""
    told: Line | None = None
    for line in lines:
        text = line.text.strip()
        if text.startswith(_TOLD):
            told = line
        elif told and text and not text.startswith("#"):
            yield Found(told.start, line.end, _piece(told.text, text))
            told = None


def _piece(told: str, path: str) -> dict[str, object] | None:
    match = _PIECE.match(told.strip())
    if match is None:
        return None
    marks = dict[str, object](_MARK.findall(match[2]))
    artist, dash, title = match[3].strip().partition(" - ")
    named = {"artist": artist, "title": title} if dash and not marks else {"title": match[3].strip()}
    seconds = None if match[1].startswith("-") else match[1]
    return {**named, "seconds": seconds, **marks, "path": path}

"""Subtitles (SRT, WebVTT): a row for each, with when it is shown, for how long, and what it says."""

import re
from collections.abc import Iterator, Sequence

from rlm_desktop.context.records.outlines.objects import Found, Line, goes_on, lines_of, shape_read
from rlm_desktop.context.records.shapes.shape import Shape

_FEWEST = 3
_MOSTLY = 0.9
"""Nearly all blocks of such a text are subtitles."""
_CLOCK = r"(?:(\d{1,3}):)?(\d{2}):(\d{2})[.,](\d{3})"
_SHOWN = re.compile(rf"[ \t]*{_CLOCK}[ \t]+-->[ \t]+{_CLOCK}(?:[ \t].*)?$")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?[ \t]+([^>]+)>")
_MARKS = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")


def subtitle_shapes(head: str, *, whole: bool) -> tuple[Shape, ...]:
    """The shape of the subtitles of a film; none where the text has others than these."""
    if head.count(" --> ") < _FEWEST:
        return ()
    found = list(read_subtitles(lines_of(head), ""))
    blocks = [block for block in re.split(r"\r?\n[ \t]*\r?\n", head) if block.strip()]
    rows = [each.value for each in found if each.value]
    if len(rows) < max(_FEWEST, _MOSTLY * sum("-->" in block for block in blocks)):
        return ()
    return (shape_read(rows, "subtitles"),) if len(rows) >= _MOSTLY * (len(blocks) - 2) else ()


def read_subtitles(lines: Iterator[Line], _which: str) -> Iterator[Found]:
    """The subtitles of a text: each a block with a line that says from when to when it is shown."""
    block: list[Line] = []
    for line in lines:
        if line.text.strip() and goes_on(block, line):
            block.append(line)
        else:
            yield from _subtitle(block)
            block = []
    yield from _subtitle(block)


def _subtitle(block: Sequence[Line]) -> Iterator[Found]:
    times = next(((at, match) for at, row in enumerate(block[:2]) if (match := _SHOWN.match(row.text))), None)
    if times is None:
        return
    at, shown = times
    begins, ends = _seconds(shown.groups()[:4]), _seconds(shown.groups()[4:])
    text = "\n".join(row.text.strip() for row in block[at + 1 :])
    speaker = _VOICE.search(text)
    value: dict[str, object] = {
        "start": _clock(begins),
        "end": _clock(ends),
        "seconds": f"{max(ends - begins, 0):.3f}",
        "speaker": speaker[1].strip() if speaker else None,
        "text": _MARKS.sub("", text).strip(),
    }
    yield Found(block[0].start, block[-1].end, value)


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole % 3600 // 60:02}:{whole % 60:02}"

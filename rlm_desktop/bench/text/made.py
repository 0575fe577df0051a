"""Made-up texts of any size, the same from the same seed: a web log, a system log, JSON lines, HTML.

A few megabytes of lines are drawn, and repeated with the time going on; what each line says is known, so
that counts can be held against the truth. What is repeated is more alike than real text is.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

LINES = 100_000
"""Lines that are drawn; what follows are these again, at a later time."""
STEP = 60
"""Seconds between the first line of a round and that of the next."""
_BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
_PARTS = ("products", "orders", "images", "search", "help", "static", "account", "basket", "api")
_AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0",
    "Mozilla/5.0 (Macintosh) Version/17.4 Safari/605.1",
    "curl/8.5.0",
    "Mozilla/5.0 (compatible; bingbot/2.0)",
)
_STATUS = (200,) * 85 + (304,) * 6 + (404,) * 5 + (301,) * 2 + (500,) * 2


class Kind(msgspec.Struct, frozen=True):
    """How a line is drawn, and how its time is written; the time stands at the same place of each line."""

    name: str
    draw: Callable[[random.Random, str], str]
    time: Callable[[datetime], str]


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A text that was made, and how often each of its lines stands in it."""

    path: Path
    bytes: int
    lines: int
    drawn: tuple[str, ...] = ()
    rounds: int = 0
    rest: int = 0
    """Lines of the last, unfinished round."""

    def count(self, told: Callable[[str], str | None]) -> Counter[str]:
        """How many lines have each value; None for those that have none. Times are not to be asked for."""
        counts: Counter[str] = Counter()
        for number, line in enumerate(self.drawn):
            if (value := told(line)) is not None:
                counts[value] += self.rounds + (number < self.rest)
        return counts


def _web(chance: random.Random, time: str) -> str:
    address = f"203.0.{min(int(chance.expovariate(1 / 6)), 80)}.{chance.randint(1, 254)}"
    path = f"/{chance.choice(_PARTS)}/{chance.randint(1, 40_000)}"
    if chance.random() < 0.3:
        path += f"?page={chance.randint(1, 90)}"
    method = chance.choice(("GET",) * 9 + ("POST",))
    return (
        f'{address} - - [{time}] "{method} {path} HTTP/1.1" {chance.choice(_STATUS)} '
        f'{chance.randint(120, 90_000)} "-" "{chance.choice(_AGENTS)}"'
    )


def _system(chance: random.Random, time: str) -> str:
    level, part, text = chance.choice(
        (
            ("INFO", "dfs.DataNode$PacketResponder", "PacketResponder {small} for block {block} terminating"),
            (
                "INFO",
                "dfs.FSNamesystem",
                "BLOCK* NameSystem.addStored: {address} has {block} size {size}",
            ),
            ("INFO", "dfs.DataNode$PacketResponder", "Received block {block} of size {size} from /{address}"),
            ("INFO", "dfs.DataNode$DataXceiver", "Receiving block {block} src: /{address} dest: /{address}"),
            ("WARN", "dfs.DataNode$DataXceiver", "Got exception while serving {block} to /{address}"),
        )
    )
    values = {
        "small": str(chance.randint(0, 2)),
        "block": f"blk_{chance.randint(10**17, 10**18)}",
        "address": f"10.250.{chance.randint(0, 19)}.{chance.randint(1, 254)}:50010",
        "size": str(chance.choice((67_108_864, 3_549_917, 28_347, 911_178))),
    }
    return f"{time} {chance.randint(1, 4000)} {level} {part}: {text.format(**values)}"


def _object(chance: random.Random, time: str) -> str:
    status = chance.choice(("open", "paid", "paid", "paid", "shipped", "cancelled", "refunded"))
    return (
        f'{{"time": "{time}", "order": {chance.randint(1, 10**7)}, "customer": "C{chance.randint(1, 5000)}", '
        f'"amount": {chance.randint(100, 90_000) / 100:.2f}, "status": "{status}", "express": '
        f"{chance.choice(('true', 'false'))}}}"
    )


KINDS = {
    kind.name: kind
    for kind in (
        Kind("web", _web, lambda time: time.strftime("%d/%b/%Y:%H:%M:%S +0000")),
        Kind("system", _system, lambda time: time.strftime("%y%m%d %H%M%S")),
        Kind("json", _object, lambda time: time.strftime("%Y-%m-%dT%H:%M:%SZ")),
    )
}


def make(kind: str, path: Path, size: int, *, seed: int = 1, lines: int = LINES) -> Made:
    """Write a text of at least `size` bytes that ends with a whole line."""
    form = KINDS[kind]
    chance = random.Random(f"{kind} {seed}")
    begin = form.time(_BEGIN)
    drawn = tuple(form.draw(chance, begin) for _ in range(lines))
    block = np.frombuffer(("\n".join(drawn) + "\n").encode(), np.uint8).copy()
    ends = np.flatnonzero(block == ord("\n")) + 1
    places = _places(block, ends, begin)
    rounds, left = divmod(size, len(block))
    rest = int(np.searchsorted(ends, left)) + 1 if left else 0
    with path.open("wb") as file:
        for number in range(rounds + (rest > 0)):
            _set_time(block, places, form, _BEGIN + timedelta(seconds=number * STEP))
            file.write(block if number < rounds else block[: ends[rest - 1]])
    return Made(
        path=path,
        bytes=path.stat().st_size,
        lines=rounds * lines + rest,
        drawn=drawn,
        rounds=rounds,
        rest=rest,
    )


def _places(block: npt.NDArray[np.uint8], ends: npt.NDArray[np.int64], time: str) -> npt.NDArray[np.int64]:
    """Where the time of each line begins."""
    found = []
    text, start = block.tobytes(), 0
    for end in ends.tolist():
        found.append(text.index(time.encode(), start, end))
        start = end
    return np.array(found, np.int64)


def _set_time(
    block: npt.NDArray[np.uint8], places: npt.NDArray[np.int64], form: Kind, begin: datetime
) -> None:
    """Every line its own second: those of a round lie within one `STEP`."""
    edges = np.linspace(0, len(places), STEP + 1).astype(np.int64)
    for second in range(STEP):
        time = np.frombuffer(form.time(begin + timedelta(seconds=second)).encode(), np.uint8)
        here = places[edges[second] : edges[second + 1]]
        block[here[:, None] + np.arange(len(time))] = time


_WORDS = 3000
_TITLES = ("Inserting", "Formatting", "Printing", "Editing", "Sorting", "Linking", "Opening", "Exporting")
_THINGS = ("tables", "pictures", "footnotes", "fields", "pages", "headers", "styles", "indexes")


def make_pages(folder: Path, files: int, *, seed: int = 1, size: int = 11_000) -> int:
    """A tree of help pages in HTML, 500 in a folder; their bytes together."""
    chance = random.Random(f"pages {seed}")
    words = [
        "".join(chance.choices("abcdefghijklmnoprstuvw", k=chance.randint(2, 11))) for _ in range(_WORDS)
    ]
    total = 0
    for number in range(files):
        path = folder / f"part{number // 500:03}" / f"page{number:06}.html"
        if number % 500 == 0:
            path.parent.mkdir(parents=True)
        total += path.write_bytes("".join(_page(chance, words, size)).encode())
    return total


def _page(chance: random.Random, words: list[str], size: int) -> Iterator[str]:
    title = f"{chance.choice(_TITLES)} {chance.choice(_THINGS)} {chance.randint(1, 999)}"
    yield f'<!DOCTYPE html>\n<html lang="en"><head><title>{title}</title></head><body>\n<h1>{title}</h1>\n'
    written = 0
    while written < size:
        paragraph = " ".join(chance.choices(words, k=60))
        written += len(paragraph)
        yield f"<p>{paragraph}.</p>\n"
    yield "</body></html>\n"


def make_sparse(path: Path, size: int, lines: Made, *, every: int) -> int:
    """A file that takes little of the disk: a text again and again, and holes; how often it is there."""
    text = lines.path.read_bytes()
    times = 0
    with path.open("wb") as file:
        for start in range(0, size - len(text), every):
            file.seek(start)
            file.write(text)
            times += 1
        file.truncate(size)
    return times

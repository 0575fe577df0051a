"""Texts too large to ship, made for the pictures of the user guide: letters, a log, a very large file."""

import random
from collections.abc import Iterator
from pathlib import Path

SHOP = Path(__file__).parents[1] / "resources" / "sample" / "kettle-and-fern"
COMPONENTS = ("checkout", "catalogue", "payment", "search", "mail")
LEVELS = ("INFO",) * 17 + ("WARN",) * 2 + ("ERROR",)
BLOCK = 20_000


def folder_with_a_broken_file(folder: Path) -> Path:
    """The sample's letters, and one file that is no PDF whatever its name says."""
    folder.mkdir(parents=True, exist_ok=True)
    for letter in sorted((SHOP / "letters").iterdir()):
        (folder / letter.name).write_bytes(letter.read_bytes())
    (folder / "scan-of-the-lease.pdf").write_bytes(random.Random(1).randbytes(4096))
    return folder


def log_of_a_million_lines(file: Path) -> Path:
    drawn = random.Random(2)
    with file.open("w", encoding="utf-8") as out:
        for start in range(0, 1_000_000, BLOCK):
            out.writelines(_lines(drawn, start))
    return file


def _lines(drawn: random.Random, start: int) -> Iterator[str]:
    for number in range(start, start + BLOCK):
        day, second = divmod(number * 2, 86_400)
        moment = f"2026-03-{day % 28 + 1:02} {second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        level, component = drawn.choice(LEVELS), drawn.choice(COMPONENTS)
        order, took = 20_000 + number % 90_000, drawn.randrange(4, 900)
        yield f"{moment} {level} {component}: order {order} took {took} ms\n"


def ten_thousand_notes(folder: Path) -> Path:
    """Short notes in folders by month, every fortieth of which is about a delivery that came late."""
    drawn = random.Random(3)
    sentences = [
        line.strip()
        for letter in sorted((SHOP / "letters").glob("*minutes.md"))
        for line in letter.read_text(encoding="utf-8").splitlines()
        if len(line) > 60
    ]
    for number in range(10_000):
        month = folder / f"2025-{number % 12 + 1:02}"
        month.mkdir(parents=True, exist_ok=True)
        body = [*drawn.sample(sentences, 6), *(["The Kelani delivery came late."] * (number % 40 == 0))]
        (month / f"note-{number + 1:05}.txt").write_text("\n\n".join(body) + "\n", encoding="utf-8")
    return folder


def file_of_three_gigabytes(file: Path) -> Path:
    """The sample's letters, over and over, with a last line of its own."""
    letters = b"\n\n".join(letter.read_bytes() for letter in sorted((SHOP / "letters").iterdir())) + b"\n\n"
    block = letters * max(1, 8_000_000 // len(letters))
    with file.open("wb") as out:
        while out.tell() < 3_000_000_000:
            out.write(block)
        out.write(b"This is the last line of three gigabytes.\n")
    return file

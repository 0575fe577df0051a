"""Questions about Python's enhancement proposals, read as files; a table of their headers has the answers."""

import csv
import re
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from rlm_desktop.bench.gold import Day, Gold, Number, Word
from rlm_desktop.bench.suite import Question, Workplace

Row = dict[str, str]
Asked = tuple[str, str, tuple[Gold, ...]]


def build(place: Workplace, seed: int) -> Sequence[Question]:
    """The same questions for every seed: there is one set of documents.

    With the variant "hidden" the headers are cut off: of most of these questions the text then does not tell,
    and others are asked of whose answers it does.
    """
    rows = _rows(place)
    if seed > 1:
        return ()
    asked = [each for questions in (_counts, _tops, _dates, _single_documents) for each in questions(rows)]
    if place.choices.variant == "hidden":
        return _hidden(place, rows, asked)
    path = str(folder(place))
    return [
        Question(id=text, topic="peps", kind=kind, text=text, gold=gold, paths=(path,))
        for kind, text, gold in asked
    ]


def _hidden(place: Workplace, rows: Sequence[Row], asked: Sequence[Asked]) -> list[Question]:
    """What the bodies tell of the headers, and what they do not: then saying so is right as well."""
    stripped = without_headers(folder(place), place.folder / "peps-stripped")
    bodies = {row["file"]: (stripped / row["file"]).read_text("utf-8", "replace") for row in rows}
    told = [each for questions in (_titles, _fates, _versions) for each in questions(rows, bodies)]
    there = {text for _, text, _ in told}
    untold = [each for each in asked if each[1] not in there]
    topics = (("told by the text", told, False), ("told by headers alone", untold, True))
    return [
        Question(id=text, topic=topic, kind=kind, text=text, gold=gold, paths=(str(stripped),), absent=absent)
        for topic, group, absent in topics
        for kind, text, gold in group
    ]


def folder(place: Workplace) -> Path:
    """The proposals as files, unpacked."""
    archive = place.find("peps.tar.gz", "documents", suite="documents")
    return _unpacked(archive, place.folder / "peps", {row["file"] for row in _rows(place)})


def without_headers(whole: Path, stripped: Path) -> Path:
    """The same files without the lines up to the first empty one."""
    if not stripped.exists():
        part = stripped.with_name(stripped.name + ".part")
        part.mkdir(parents=True, exist_ok=True)
        for file in sorted(whole.iterdir()):
            _, _, text = file.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
            (part / file.name).write_bytes(text.lstrip(b"\n"))
        part.replace(stripped)
    return stripped


def _rows(place: Workplace) -> list[Row]:
    table = place.find("peps.csv", "documents", suite="documents")
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _counts(rows: Sequence[Row]) -> Iterator[Asked]:
    def count(where: Callable[[Row], bool]) -> tuple[Gold, ...]:
        return (Number(sum(map(where, rows))),)

    yield "value", "How many PEPs have the status Rejected?", count(lambda row: row["status"] == "Rejected")
    yield "value", "How many PEPs have been withdrawn?", count(lambda row: row["status"] == "Withdrawn")
    yield "value", "How many PEPs are of the type Process?", count(lambda row: row["type"] == "Process")
    yield (
        "two fields",
        "How many PEPs of the type Standards Track were rejected?",
        count(lambda row: row["type"] == "Standards Track" and row["status"] == "Rejected"),
    )
    yield (
        "two fields",
        "How many Informational PEPs have the status Active?",
        count(lambda row: row["type"] == "Informational" and row["status"] == "Active"),
    )
    yield (
        "value",
        "How many PEPs name 3.12 as their Python version?",
        count(lambda row: row["python_version"] == "3.12"),
    )
    yield (
        "author",
        "How many PEPs name Guido van Rossum among their authors?",
        count(lambda row: "Guido van Rossum" in row["author"]),
    )
    yield (
        "present",
        "How many PEPs have been superseded by another PEP, according to their Superseded-By header?",
        count(lambda row: bool(row["superseded_by"])),
    )
    yield (
        "distinct",
        "How many different values of Status are there?",
        (Number(len(_values(rows, "status"))),),
    )


def _tops(rows: Sequence[Row]) -> Iterator[Asked]:
    yield "top", "What is the most common status of a PEP, and how many PEPs have it?", _top(rows, "status")
    yield "top", "Which type is the most frequent, and how many PEPs are of it?", _top(rows, "type")
    rejected = [row for row in rows if row["status"] == "Rejected"]
    years = Counter(_created(row).year for row in rejected).most_common(1)
    yield "year", "In which year were most of the rejected PEPs created?", (Number(years[0][0]),)
    everything = Counter(_created(row).year for row in rows).most_common(1)[0]
    text = "In which year were the most PEPs created, and how many?"
    yield "year", text, (Number(everything[0]), Number(everything[1]))


def _dates(rows: Sequence[Row]) -> Iterator[Asked]:
    def since(day: date, until: date = date.max, **fields: str) -> tuple[Gold, ...]:
        has = (row for row in rows if all(row[name] == value for name, value in fields.items()))
        return (Number(sum(day <= _created(row) < until for row in has)),)

    yield "dates", "How many PEPs were created in 2003?", since(date(2003, 1, 1), date(2004, 1, 1))
    text = "How many PEPs were created after 2020 and have the status Final?"
    yield "dates", text, since(date(2021, 1, 1), status="Final")
    text = "How many Standards Track PEPs were created in 2001?"
    yield "dates", text, since(date(2001, 1, 1), date(2002, 1, 1), type="Standards Track")
    text = "How many PEPs were created in May 2007?"
    yield "dates", text, since(date(2007, 5, 1), date(2007, 6, 1))
    oldest, newest = min(rows, key=_created), max(rows, key=_created)
    yield "first", "What is the earliest date on which a PEP was created?", (Day(_created(oldest)),)
    yield "last", "Which PEP was created last? Give its number.", (Number(int(newest["pep"])),)


def _single_documents(rows: Sequence[Row]) -> Iterator[Asked]:
    by_number = {int(row["pep"]): row for row in rows}
    yield "lookup", "When was PEP 8 created?", (Day(_created(by_number[8])),)
    yield "lookup", "What is the title of PEP 484?", (Word(by_number[484]["title"]),)
    yield "lookup", "What is the status of PEP 3107?", (Word(by_number[3107]["status"]),)
    zen = next(row for row in rows if row["title"] == "The Zen of Python")
    yield (
        "lookup",
        'What is the number of the PEP with the title "The Zen of Python"?',
        (Number(int(zen["pep"])),),
    )


# -- what the bodies tell

_TOLD = 10
"""Questions of a kind, of documents from all over the list."""
_FATE = re.compile(
    r"\bthis pep (?:has been|is|was|is now) (?:hereby |formally |now |therefore )?"
    r"(rejected|withdrawn|deferred)\b",
    re.IGNORECASE,
)


def _flat(text: str) -> str:
    """Words in lower case, without marks and line ends between them."""
    return " ".join(re.sub(r"[\W_]+", " ", text).lower().split())


def _some(rows: Sequence[Row]) -> Sequence[Row]:
    """So many of them, the same distance apart."""
    step = max(1, len(rows) // _TOLD)
    return rows[::step][:_TOLD]


def _titles(rows: Sequence[Row], bodies: dict[str, str]) -> Iterator[Asked]:
    """Titles of three words and more that stand in the body they belong to, and in no other."""
    flat = {name: f" {_flat(body)} " for name, body in bodies.items()}

    def is_told(row: Row) -> bool:
        title = f" {_flat(row['title'])} "
        having = [name for name, body in flat.items() if title in body]
        return len(title.split()) > 2 and having == [row["file"]]

    zen = next((row for row in rows if row["title"] == "The Zen of Python"), None)
    some = _some([row for row in rows if is_told(row) and row is not zen])
    for row in (*([zen] if zen else []), *some):
        text = f'What is the number of the PEP with the title "{row["title"]}"?'
        yield "number by title", text, (Number(int(row["pep"])),)


def _fates(rows: Sequence[Row], bodies: dict[str, str]) -> Iterator[Asked]:
    """What became of a proposal, where its body says so of itself."""

    def is_told(row: Row) -> bool:
        match = _FATE.search(" ".join(bodies[row["file"]].split()))
        return match is not None and match[1].capitalize() == row["status"]

    for row in _some([row for row in rows if is_told(row)]):
        yield "status", f"What is the status of PEP {int(row['pep'])}?", (Word(row["status"]),)


def _versions(rows: Sequence[Row], bodies: dict[str, str]) -> Iterator[Asked]:
    """The version that a proposal is for, where its body names no other."""
    for row in _some([row for row in rows if _version(bodies[row["file"]]) == row["python_version"]]):
        yield (
            "version",
            f"Which Python version is PEP {int(row['pep'])} for?",
            (Word(row["python_version"]),),
        )


def _version(body: str) -> str | None:
    named = set(re.findall(r"\bPython (\d\.\d+)", body))
    return named.pop() if len(named) == 1 else None


def _top(rows: Sequence[Row], field: str) -> tuple[Gold, ...]:
    value, times = Counter(row[field] for row in rows).most_common(1)[0]
    return (Word(value), Number(times))


def _values(rows: Sequence[Row], field: str) -> set[str]:
    return {row[field] for row in rows if row[field]}


def _created(row: Row) -> date:
    return datetime.strptime(row["created"], "%d-%b-%Y").date()


def _unpacked(archive: Path, folder: Path, names: set[str]) -> Path:
    """The files that the table knows, flat in one folder. Other members are left where they are."""
    if not folder.exists():
        part = folder.with_name(folder.name + ".part")
        part.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as tar:
            for member in tar:
                name = PurePosixPath(member.name).name
                content = tar.extractfile(member) if name in names and member.isfile() else None
                if content:
                    (part / name).write_bytes(content.read())
        part.replace(folder)
    return folder

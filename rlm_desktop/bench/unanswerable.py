"""Questions whose answer is not in the text, though something like it is: the right reply says so.

What is asked after is named beside each question, and is looked for in the text when the suite is built:
a text that holds it makes the question answerable, and a mistake of ours.
"""

import random
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from rlm_desktop.bench import documents, orders
from rlm_desktop.bench.gold import Gold, Number
from rlm_desktop.bench.loghub import SYSTEMS
from rlm_desktop.bench.suite import Question, Workplace, in_turn
from rlm_desktop.paths import resources

Case = tuple[str, str, str]
"""Kind, question, and an expression for what would have to stand in the text (empty: by inspection)."""

_LOGS: dict[str, tuple[Case, ...]] = {
    "Apache": (
        ("value", "How many lines have the level fatal?", r"\[fatal\]"),
        ("count", "How many times was the database restarted?", r"database"),
        ("which", "Which user logged in most often?", r"log(?:ged)?[ -]?in\b"),
    ),
    "HDFS": (
        ("value", "How many lines have the level ERROR?", r" ERROR "),
        ("count", "How many disk failures were there?", r"disk"),
        ("which", "Which file was encrypted last?", r"encrypt"),
    ),
    "Hadoop": (
        ("count", "How many disk failures were there?", r"disk"),
        ("value", "How many lines of the log mention mirrormaker?", r"mirrormaker"),
        ("which", "Which password was used for the cluster?", r"password"),
    ),
    "Linux": (
        ("count", "How many times was the printer out of paper?", r"paper"),
        ("which", "Which host did user margaret log in from?", r"margaret"),
        ("value", "How many lines come from the program postfix?", r"postfix"),
    ),
    "OpenSSH": (
        ("count", "How many passwords were changed?", r"chang"),
        ("which", "From which address did user wilhelmina log in?", r"wilhelmina"),
        ("count", "How many files were uploaded by sftp?", r"sftp|upload"),
    ),
    "Spark": (
        ("value", "How many lines have the level FATAL?", r"FATAL"),
        ("count", "How many executors were killed by the kernel?", r"kernel|kill"),
        ("which", "Which table was dropped first?", r"\bdrop"),
    ),
    "Windows": (
        ("count", "How many viruses were found?", r"virus"),
        ("value", "How many lines have the component DHCP?", r"dhcp"),
        ("which", "Which user installed a printer?", r"printer"),
    ),
    "Zookeeper": (
        ("count", "How many certificates have expired?", r"certificate"),
        ("which", "Which snapshot was restored from the backup?", r"restore|backup"),
        ("value", "How many lines have the level FATAL?", r"FATAL"),
    ),
}

_ORDERS: tuple[Case, ...] = (
    ("value", "How many orders have the status refunded?", r"refunded"),
    ("value", "How many orders are from Trondheim?", r"trondheim"),
    ("column", "What is the average weight of an order in kilograms?", r"weight|kilogram"),
    ("column", "Which customer has the highest discount?", r"discount"),
    ("value", "What is the total quantity of turbines ordered in 2023?", r"turbine"),
)

_PEPS: tuple[Case, ...] = (
    ("entity", "What is the title of PEP 4711?", r"PEP:? 4711\b"),
    ("value", "How many PEPs name Grace Hopper among their authors?", r"grace hopper"),
    ("column", "Which PEP has the most downloads?", ""),
    ("entity", "In which PEP is the operator <=> proposed by Donald Knuth?", r"<=> .*Knuth"),
)

_NOVEL: tuple[Case, ...] = (
    ("entity", "What is the name of Captain Ahab's ship?", r"\bAhab\b"),
    ("entity", "What does Sherlock Holmes find in the library?", r"sherlock"),
    ("attribute", "What is Natasha's telephone number?", r"telephone"),
    ("attribute", "Which motor car does Pierre drive?", r"motor[ -]?car|automobile"),
    ("premise", "When did Napoleon land in Australia?", r"australia"),
    ("count", "How many times is the submarine mentioned?", r"submarine"),
)

_SAMPLE: tuple[Case, ...] = (
    ("entity", "Which town of Spain is in the minutes?", ""),
    ("attribute", "What is Marta Oliveira's telephone number?", r"(?i:telephone|phone)"),
    ("attribute", "What is the name of Jonas Brandt's wife?", r"wife|husband|married"),
    ("entity", "What does Gudrun say about the teapots?", r"Gudrun"),
    ("premise", "Why was the trip to Iceland cancelled?", r"Iceland"),
    ("attribute", "How much does the caretaker earn a month?", r"earn|salary|wage"),
    ("column", "What is the average weight of a parcel?", r"\bweigh"),
    ("value", "How many orders were paid with bitcoin?", r"bitcoin"),
)


def build(place: Workplace, seed: int) -> Sequence[Question]:
    """The same questions for every seed: what is not there is not drawn."""
    if seed > 1:
        return ()
    made = orders.make_orders(random.Random("unanswerable"))
    table = place.write_once("orders.csv", partial(dict(orders.SHAPES)["orders.csv"], made))
    sample = resources() / "sample" / "kettle-and-fern"
    novel = place.find("war_and_peace_pg2600.txt", "needle", suite="unanswerable")
    logs = [
        list(_asked(system, place.find(f"{system}_2k.log", "logs", suite="unanswerable"), _LOGS[system]))
        for system in SYSTEMS
    ]
    return list(
        in_turn(
            [
                list(in_turn(logs)),
                list(_asked("orders", Path(table), _ORDERS)),
                list(_asked("peps", documents.folder(place), _PEPS)),
                list(_asked("novel", novel, _NOVEL)),
                list(_asked("sample", sample, _SAMPLE)),
            ]
        )
    )


def _asked(topic: str, path: Path, cases: Sequence[Case]) -> Iterator[Question]:
    text = _whole(path)
    for kind, question, absent in cases:
        if absent and re.search(absent, text, re.IGNORECASE if absent.islower() else 0):
            raise ValueError(f"{topic} can answer: {question}")
        yield Question(
            id=f"{topic}: {question}",
            topic=topic,
            kind=kind,
            text=question,
            gold=_none(question),
            paths=(str(path),),
            absent=True,
            baselines={"always answering": 0.0, "never answering": 1.0},
        )


def _none(question: str) -> tuple[Gold, ...]:
    """Counting what is not there gives 0, which is as honest as saying that it is not there."""
    return (Number(0),) if question.startswith(("How many", "What is the total")) else ()


def _whole(path: Path) -> str:
    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    return "\n".join(
        file.read_text(encoding="utf-8", errors="replace") for file in files if file.suffix != ".pdf"
    )

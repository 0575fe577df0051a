"""The suites' answers are computed from the very texts that are asked about."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from rlm_desktop.bench import documents, guided, loghub, logs, orders
from rlm_desktop.bench.gold import shown
from rlm_desktop.bench.loghub import SYSTEMS, Log
from rlm_desktop.bench.logs_worded import WORDED
from rlm_desktop.bench.suite import Question, Workplace
from rlm_desktop.errors import BadRequest


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    return Workplace(tmp_path / "made", tmp_path / "data")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guided, "LINES", 2000)
    monkeypatch.setattr(guided, "ROWS", 3000)
    monkeypatch.setattr(orders, "ROWS", 800)


def by_kind(questions: "list[Question]") -> dict[str, Question]:
    return {question.kind: question for question in questions}


@pytest.mark.usefixtures("small")
def test_the_guided_answers_stand_in_the_made_texts(place: Workplace) -> None:
    asked = by_kind(list(guided.build(place, 1)))
    lines = Path(asked["top"].paths[0]).read_text(encoding="utf-8").splitlines()
    needle = Path(asked["needle"].paths[0]).read_text(encoding="utf-8")

    errors = Counter(line.split()[1] for line in lines if " ERROR " in line).most_common(1)[0]
    assert shown(asked["top"].gold) == f"{errors[0]}, {errors[1]}"
    assert f"is: {shown(asked['needle'].gold)}." in needle
    assert len(asked) == 5


@pytest.mark.usefixtures("small")
def test_the_same_seed_makes_the_same_questions_and_another_makes_others(tmp_path: Path) -> None:
    first, again, other = (
        guided.build(Workplace(tmp_path / name), seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )

    assert [question.gold for question in first] == [question.gold for question in again]
    assert [question.gold for question in first] != [question.gold for question in other]
    assert Path(first[0].paths[0]).read_bytes() == Path(again[0].paths[0]).read_bytes()


@pytest.mark.usefixtures("small")
def test_orders_are_thirty_three_questions_over_seven_shapes(place: Workplace) -> None:
    asked = orders.build(place, 1)

    assert len(asked) == 33
    assert len({question.topic for question in asked}) == 7
    assert len({question.id for question in asked}) == 33


@pytest.mark.usefixtures("small")
def test_the_shapes_hold_the_same_orders(tmp_path: Path) -> None:
    import random

    made = orders.make_orders(random.Random(1))
    shapes = {name: "".join(shape(made)) for name, shape in orders.SHAPES}

    assert [int(row["order"]) for row in csv.DictReader(shapes["orders.csv"].splitlines())] == [
        order.number for order in made
    ]
    assert [json.loads(line)["line"]["qty"] for line in shapes["orders.jsonl"].splitlines()] == [
        order.quantity for order in made
    ]
    assert shapes["blocks.txt"].count("Order: ") == len(made)
    assert all(line.count(";") == 7 for line in shapes["semicolons.txt"].splitlines())


def test_a_made_text_is_left_alone_once_it_is_there(place: Workplace) -> None:
    path = Path(place.write_once("a/text.txt", lambda: ["one\n"]))
    place.write_once("a/text.txt", lambda: ["two\n"])

    assert path.read_text(encoding="utf-8") == "one\n"


def test_real_data_that_is_not_there_is_told_with_a_way_out(tmp_path: Path, place: Workplace) -> None:
    with pytest.raises(BadRequest, match="needs real data"):
        logs.build(Workplace(tmp_path), 1)
    with pytest.raises(BadRequest, match=r"Apache_2k\.log is neither in"):
        logs.build(place, 1)
    with pytest.raises(BadRequest, match="documents"):
        documents.build(place, 1)


def test_every_system_has_its_worded_questions_and_there_are_forty() -> None:
    assert set(WORDED) == set(SYSTEMS)
    assert sum(map(len, WORDED.values())) >= 40


@pytest.fixture
def apache(place: Workplace) -> Log:
    """A log of the same shape, made here."""
    assert place.data is not None
    place.data.mkdir()
    times = [f"Sun Dec 04 {hour:02d}:00:0{second} 2005" for hour in (4, 5, 5) for second in range(4)]
    levels = ["error" if number % 3 == 0 else "notice" for number in range(len(times))]
    raw = "".join(f"[{when}] [{level}] child found\n" for when, level in zip(times, levels, strict=True))
    (place.data / "Apache_2k.log").write_text(raw, encoding="utf-8")
    rows = "".join(f"{when},{level},child found\n" for when, level in zip(times, levels, strict=True))
    parsed = place.data / "Apache_2k.log_structured.csv"
    parsed.write_text("Time,Level,Content\n" + rows, encoding="utf-8")
    return loghub.Log(place, "Apache")


def test_a_log_answers_from_its_rows(apache: Log) -> None:
    assert shown(apache.top("Level")) == "notice, 8"
    assert shown(apache.busiest_hour()) == "05:00"
    assert shown(apache.busiest_day()) == "2005-12-04, 12"
    assert shown(apache.first(lambda row: row["Level"] == "error")) == "2005-12-04 04:00:00"
    assert shown(apache.containing("child")) == "12"
    assert shown(apache.distinct("Level")) == "2"


def test_a_question_with_two_answers_is_not_asked(apache: Log) -> None:
    with pytest.raises(ValueError, match="as frequent"):
        apache.top("Time")


def test_documents_lose_their_headers_and_nothing_else(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    (whole / "pep-0008.rst").write_bytes(
        b"PEP: 8\r\nTitle: Style\r\n\r\n\r\nIntroduction\n\nPEP: no header\n"
    )

    stripped = documents.without_headers(whole, tmp_path / "stripped")

    assert (stripped / "pep-0008.rst").read_bytes() == b"Introduction\n\nPEP: no header\n"
    assert documents.without_headers(whole, stripped) == stripped


def test_without_headers_only_what_a_body_tells_of_itself_is_asked() -> None:
    rows = [
        {
            "file": "p-1",
            "pep": "1",
            "title": "Slow Cups of Tea",
            "status": "Rejected",
            "python_version": "3.1",
        },
        {"file": "p-2", "pep": "2", "title": "Fast Cups of Tea", "status": "Final", "python_version": "3.2"},
    ]
    bodies = {
        "p-1": "Slow Cups\nof Tea are slow. This PEP has been\nrejected, for Python 3.1.\n",
        "p-2": "See Slow Kettles. This PEP was rejected at first; Python 3.2 and Python 3.3 have it.\n",
    }

    assert [each[1] for each in documents._titles(rows, bodies)] == [
        'What is the number of the PEP with the title "Slow Cups of Tea"?'
    ]
    assert [each[1] for each in documents._fates(rows, bodies)] == ["What is the status of PEP 1?"]
    assert [each[1] for each in documents._versions(rows, bodies)] == ["Which Python version is PEP 1 for?"]

"""The suite of records in many shapes: its answers are those of the files that it writes."""

import csv
import json
import random
from pathlib import Path

import pytest

from rlm_desktop.bench import records, records_sources
from rlm_desktop.bench.gold import shown
from rlm_desktop.bench.records_sources import SHAPES
from rlm_desktop.bench.suite import Question, Workplace


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Question]:
    monkeypatch.setattr(records_sources, "ROWS", 400)
    return {question.text: question for question in records.build(Workplace(tmp_path), 1)}


def lines(question: Question) -> list[str]:
    return Path(question.paths[0]).read_text(encoding="utf-8").splitlines()


def test_there_are_a_hundred_questions_over_nine_shapes_without_real_data(asked: dict[str, Question]) -> None:
    assert len(asked) == 108
    assert {question.topic for question in asked.values()} == set(SHAPES)


def test_what_is_counted_stands_in_the_files(asked: dict[str, Question]) -> None:
    surgery = asked["How many patients were admitted to Surgery?"]
    with Path(surgery.paths[0]).open(encoding="utf-8", newline="") as file:
        assert shown(surgery.gold) == str(sum(row["ward"] == "Surgery" for row in csv.DictReader(file)))
    renewed = asked["How many loans were renewed?"]
    assert shown(renewed.gold) == str(sum(json.loads(line)["renewed"] for line in lines(renewed)))
    missing = asked["How many requests got the status 404?"]
    assert shown(missing.gold) == str(sum(' HTTP/1.1" 404 ' in line for line in lines(missing)))
    traces = asked['How many lines contain "IllegalStateException"?']
    assert shown(traces.gold) == str(sum("IllegalStateException" in line for line in lines(traces)))


def test_another_seed_has_other_rows_and_the_same_one_the_same() -> None:
    one, again, other = (SHAPES["cars"].make(random.Random(seed)) for seed in ("cars 1", "cars 1", "cars 2"))

    assert one == again != other


def test_real_files_are_asked_where_they_are_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records_sources, "ROWS", 400)
    data = tmp_path / "data" / "aggregation"
    data.mkdir(parents=True)
    rows = [{"text": "You won a Prize", "label": "spam"}, *[{"text": "Hi", "label": "ham"}] * 2]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (data / "sms_spam.jsonl").write_text(text, encoding="utf-8")

    asked = [
        q for q in records.build(Workplace(tmp_path / "made", tmp_path / "data"), 1) if q.topic == "messages"
    ]

    assert [shown(question.gold) for question in asked] == ["1", "1", "ham"]

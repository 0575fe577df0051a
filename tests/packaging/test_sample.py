"""The sample library is what its script makes, and its answers are the ones that stand in it."""

import csv
import importlib
import tomllib
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from rlm_desktop import paths

PACKAGING = Path(__file__).resolve().parent.parent.parent / "packaging"
SHOP = paths.sample_library()
ANSWERS = {
    question["ask"]: question["answer"]
    for question in tomllib.loads(paths.sample_questions().read_text(encoding="utf-8"))["question"]
}


def test_the_script_makes_the_same_bytes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING))
    importlib.import_module("make_sample").main(tmp_path)

    made = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    shipped = paths.sample_questions().parent
    assert len(made) == 4
    assert all((tmp_path / path).read_bytes() == (shipped / path).read_bytes() for path in made)


def test_every_question_is_about_a_part_that_is_there() -> None:
    text = paths.sample_questions().read_text(encoding="utf-8")
    assert all((SHOP.parent / asked["over"]).exists() for asked in tomllib.loads(text)["question"])


def test_the_answers_about_orders_are_right() -> None:
    with (SHOP / "orders.csv").open(encoding="utf-8", newline="") as file:
        orders = list(csv.DictReader(file))

    cities = Counter(order["city"] for order in orders)
    assert ANSWERS["Which city has the most orders, and how many?"] == list(cities.most_common(1)[0])
    cancelled = sum(order["status"] == "cancelled" for order in orders)
    assert ANSWERS["How many orders were cancelled?"] == cancelled


def test_the_answer_about_the_log_is_right() -> None:
    lines = (SHOP / "logs" / "shop.log").read_text(encoding="utf-8").splitlines()

    errors = Counter(line.split()[3].partition("[")[0] for line in lines if line.split()[2] == "ERROR")
    asked = "Which component has the most ERROR lines, and how many?"
    assert ANSWERS[asked] == list(errors.most_common(1)[0])


def test_the_code_word_stands_in_one_letter() -> None:
    letters = [path.read_text(encoding="utf-8") for path in (SHOP / "letters").iterdir()]

    assert sum(ANSWERS["What is the code word of the storeroom?"] in letter for letter in letters) == 1


def test_the_agreement_has_a_text_layer_with_the_notice_in_it() -> None:
    with pypdfium2.PdfDocument(SHOP / "supply-agreement.pdf") as document:  # type: ignore[no-untyped-call]
        text = document[1].get_textpage().get_text_range()

    days = ANSWERS["How many days' notice does it take to end the agreement?"]
    assert f"{days} days' notice" in text

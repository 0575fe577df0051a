"""Contexts of dated rows and questions about their labels, whose answers are counted from the rows."""

import argparse
import json
import re
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from rlm_desktop.bench import aggregation
from rlm_desktop.bench.aggregation_questions import questions
from rlm_desktop.bench.aggregation_rows import SOURCES, Labelled, make, read_source, rows_for
from rlm_desktop.bench.aggregation_score import baselines, score
from rlm_desktop.bench.suite import Choices, Workplace
from rlm_desktop.cli.numbers import lengths
from rlm_desktop.errors import BadRequest
from rlm_desktop.profile import Column, ColumnType, Table
from rlm_desktop.rlm.labelling import sets
from rlm_desktop.rlm.queries.ruled.tallies import compose
from rlm_desktop.rlm.queries.ruled.tally_asked import Category

_TEXTS = [
    Labelled(f"message {number} of {label}", label) for number in range(400) for label in ("ham", "spam")
]
_TYPES: dict[str, ColumnType] = {"date": "date", "user": "integer", "label": "text"}
_SPAM = SOURCES["spam"]


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    (tmp_path / "data").mkdir()
    lines = "".join(json.dumps({"text": each.text, "label": each.label}) + "\n" for each in _TEXTS)
    (tmp_path / "data" / _SPAM.file).write_text(lines, encoding="utf-8")
    return Workplace(tmp_path / "made", tmp_path / "data", Choices(lengths=(4096,), source="spam"))


def test_a_text_is_the_same_for_a_seed_and_another_for_the_next() -> None:
    one, again, other = (make(_SPAM, _TEXTS, tokens=8192, seed=seed) for seed in (1, 1, 2))

    assert one == again
    assert one.rows != other.rows


def test_most_rows_are_of_few_users() -> None:
    rows = make(_SPAM, _TEXTS, tokens=32768, seed=1).rows
    by_user = Counter(row.user for row in rows).most_common()

    busy = sum(count for _, count in by_user[: round(len(by_user) * 0.2)])
    assert 0.7 < busy / len(rows) < 0.95
    assert all(10_000 <= user < 100_000 for user, _ in by_user)


def test_131072_tokens_are_as_many_rows_of_questions_as_published() -> None:
    assert abs(rows_for(131_072, [Labelled("x" * 50, "a"), Labelled("x" * 51, "a")]) - 3182) < 12


def test_the_label_stands_in_the_labelled_variant_only() -> None:
    context = make(_SPAM, _TEXTS, tokens=1024, seed=1)
    hidden, labelled = (list(context.written(labelled=told)) for told in (False, True))

    assert not any("|| Label" in line for line in hidden)
    assert all(re.search(r"\|\| Label: (ham|spam)\n$", line) for line in labelled[1:])
    assert "'ham'" in hidden[0] and "'spam'" in hidden[0]


def test_what_parts_columns_cannot_stand_in_a_text() -> None:
    read = read_source(iter(['{"text": "a || b\\nc", "label": "x"}\n']))

    assert read == [Labelled("a | b c", "x")]


def test_each_context_has_twenty_five_questions_with_one_answer() -> None:
    for tokens in (1024, 16384):
        context = make(_SPAM, _TEXTS, tokens=tokens, seed=3)
        posed = questions(context, seed=3)

        assert len(posed) == len({each.text for each in posed}) == 25
        assert all(not each.choices or each.answer in each.choices for each in posed)


def test_counts_are_those_of_the_rows() -> None:
    context = make(_SPAM, _TEXTS, tokens=16384, seed=1)
    counts = Counter(row.label for row in context.rows)
    for each in questions(context, seed=1):
        match = re.match(
            r"In the above data, how many rows should be classified as the label '(\w+)'", each.text
        )
        if match:
            assert each.answer == str(counts[match.group(1)])


@pytest.mark.parametrize(
    ("answer", "gold", "points"),
    [
        ("Label: **spam**", "spam", 1.0),
        ("[Human Being]", "human being", 1.0),
        ("ham", "spam", 0.0),
        ("Answer: 12", "12", 1.0),
        ("Answer: 1,212", "1212", 1.0),
        ("14", "12", 0.75**2),
        ("many", "12", 0.0),
        ("spam is more common than ham", "more common", 1.0),
        ("more common, less common", "more common", 0.0),
        ("Date: 2022-03", "March 2022", 1.0),
        ("March 2021", "March 2022", 0.0),
        ("", "spam", 0.0),
    ],
)
def test_an_answer_scores_by_what_stands_after_the_last_colon(answer: str, gold: str, points: float) -> None:
    assert score(answer, gold) == pytest.approx(points)


def test_guessing_scores_little_and_no_more_than_one() -> None:
    posed = questions(make(_SPAM, _TEXTS, tokens=16384, seed=1), seed=1)
    by_chance = [baselines(each, posed)["random"] for each in posed]

    assert all(0 <= each <= 1 for each in by_chance)
    assert sum(by_chance) / len(by_chance) < 0.5


def test_the_suite_asks_both_variants_over_texts_of_their_own(place: Workplace) -> None:
    asked = aggregation.build(place, 1)

    assert [question.topic for question in asked[::25]] == ["spam 4K hidden", "spam 4K labelled"]
    assert len({question.id for question in asked}) == 50
    assert all(Path(path).is_file() for question in asked for path in question.paths)
    assert all(question.score and question.score(question.gold[0].text) == 1 for question in asked)  # type: ignore[union-attr]


def test_every_question_is_put_into_sql_by_rule_and_answered_rightly() -> None:
    context = make(_SPAM, _TEXTS, tokens=16384, seed=2)
    columns = tuple(Column(name=name, type=kind) for name, kind in _TYPES.items())
    table = Table(name="records", kind="delimited", row_is="line", rows=0, fits=1.0, columns=columns)
    category = Category(table, "label", context.labels)
    with duckdb.connect() as connection:
        connection.execute('CREATE TABLE records ("date" DATE, "user" BIGINT, label VARCHAR)')
        rows = [(row.day, row.user, row.label) for row in context.rows]
        connection.executemany("INSERT INTO records VALUES (?, ?, ?)", rows)
        for each in questions(context, seed=2):
            asked = each.text
            for named in sets.named(asked, next(context.written(labelled=True))):
                asked = sets.without(asked, named)
            query = compose(asked, category, _SPAM.noun)
            assert query is not None, each.text
            found = connection.execute(query).fetchone()
            assert found is not None
            assert score(str(found[0]), each.answer) == 1.0, each.text


def test_without_the_data_the_suite_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="needs real data"):
        aggregation.build(Workplace(tmp_path), 1)


def test_lengths_are_written_as_people_write_them() -> None:
    assert lengths("1K, 8k,1M,500") == (1024, 8192, 1 << 20, 500)
    for wrong in ("", "0K", "8G", "K"):
        with pytest.raises(argparse.ArgumentTypeError):
            lengths(wrong)

"""Questions for pairs of users: known answers are those of the rows, and a rule puts each into SQL."""

import json
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import duckdb
import pytest

from rlm_desktop.bench import pairs
from rlm_desktop.bench.aggregation_rows import SOURCES, Context, Labelled, make
from rlm_desktop.bench.suite import Choices, Workplace
from rlm_desktop.profile import Column, ColumnType, Table
from rlm_desktop.rlm.labelling import sets
from rlm_desktop.rlm.queries.ruled import pairs as by_rule
from rlm_desktop.rlm.queries.ruled.tally_asked import Category

_LABELS = ("entity", "human being", "numeric value", "location", "description and abstract concept")
_TEXTS = [Labelled(f"question {number} for {label}", label) for number in range(100) for label in _LABELS]
_TYPES: dict[str, ColumnType] = {"date": "date", "user": "integer", "label": "text"}
_TREC = SOURCES["trec"]


def context(tokens: int = 8192, seed: int = 1) -> Context:
    return make(_TREC, _TEXTS, tokens=tokens, seed=seed)


def test_each_text_has_twenty_questions_that_have_some_pairs_and_not_all() -> None:
    for tokens in (1024, 16_384):
        made = context(tokens)
        users = {row.user for row in made.rows}
        posed = pairs.questions(made, seed=1)

        assert len({each.text for each in posed}) == pairs.ASKED
        assert posed == pairs.questions(made, seed=1) != pairs.questions(made, seed=2)
        assert all(0 < len(each.pairs) < len(list(combinations(users, 2))) for each in posed)


def test_known_pairs_are_those_that_a_person_would_count() -> None:
    made = context()
    labels = defaultdict(set)
    for row in made.rows:
        labels[row.user].add(row.label)
    either = next(each for each in pairs.questions(made, seed=1) if each.kind == "both: either label")
    one, other = [label for label in _LABELS if f"'{label}'" in either.text]

    have = [user for user in labels if labels[user] & {one, other}]
    assert either.pairs == {tuple(sorted(pair)) for pair in combinations(have, 2)}


@pytest.mark.parametrize(
    ("said", "points"),
    [
        ([[1, 2], [3, 4]], 1.0),
        ([[2, 1]], 2 / 3),
        ([1, 2], 2 / 3),
        ("(1, 2)\n(3, 4)", 1.0),
        ("1, 2\n4, 3", 1.0),
        ("(1, 2), (3, 4), (5, 6), (7, 8)", 2 / 3),
        ("none", 0.0),
        (None, 0.0),
        ([], 0.0),
    ],
)
def test_the_score_is_f1_over_pairs_in_any_order(said: object, points: float) -> None:
    assert pairs.score(said, frozenset({(1, 2), (3, 4)})) == pytest.approx(points)


def test_every_question_is_put_into_sql_by_rule_and_answered_rightly() -> None:
    made = context(seed=2)
    columns = tuple(Column(name=name, type=kind) for name, kind in _TYPES.items())
    table = Table(name="records", kind="delimited", row_is="line", rows=0, fits=1.0, columns=columns)
    category = Category(table, "label", made.labels)
    with duckdb.connect() as connection:
        connection.execute('CREATE TABLE records ("date" DATE, "user" BIGINT, label VARCHAR)')
        rows = [(row.day, row.user, row.label) for row in made.rows]
        connection.executemany("INSERT INTO records VALUES (?, ?, ?)", rows)
        for each in pairs.questions(made, seed=2):
            asked = each.text
            for named in sets.named(asked, next(made.written(labelled=True))):
                asked = sets.without(asked, named)
            wanted = by_rule.compose(asked, category)
            assert wanted is not None, each.text
            assert pairs.score(connection.execute(wanted.query).fetchall(), each.pairs) == 1.0, each.text


def test_the_suite_asks_both_variants_and_says_what_naming_every_pair_scores(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    lines = "".join(json.dumps({"text": each.text, "label": each.label}) + "\n" for each in _TEXTS)
    (tmp_path / "data" / _TREC.file).write_text(lines, encoding="utf-8")
    place = Workplace(tmp_path / "made", tmp_path / "data", Choices(lengths=(2048,)))

    asked = pairs.build(place, 1)

    assert [question.topic for question in asked[::20]] == ["trec 2K hidden", "trec 2K labelled"]
    assert len({question.id for question in asked}) == 40
    assert all(Path(path).is_file() for question in asked for path in question.paths)
    assert all(0 < question.baselines["every pair"] < 1 for question in asked)

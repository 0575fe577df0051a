"""Of one row that is asked for what tells it apart is told."""

import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import beside_extremes, single_rows
from rlm_desktop.rlm.question.links import Inside, Links

TABLE = Table(
    name="records",
    kind="delimited",
    row_is="record",
    rows=100,
    fits=1.0,
    columns=(
        Column(name="match_num", type="integer", distinct=30),
        Column(name="kingdom", type="text", distinct=3, values=(("Animalia", 90), ("Fungi", 10))),
        Column(name="species", type="text", distinct=80, values=(("niger", 3),)),
        Column(name="common_name", type="text", distinct=100, values=(("Human", 1),)),
        Column(name="elevation_m", type="decimal", distinct=90),
        Column(name="added", type="date", distinct=60),
    ),
)
MAMMALS = Links(inside=(Inside("mammal", "records", "kingdom", ("Animalia",), 90),))


def tree(sql: str) -> exp.Query:
    found = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(found, exp.Query)
    return found


def plain(query: exp.Query) -> str:
    return query.sql(dialect="duckdb").replace('"', "")


def test_a_number_that_several_rows_have_is_told_with_names() -> None:
    query = tree("SELECT match_num, elevation_m FROM records ORDER BY elevation_m DESC LIMIT 1")

    assert single_rows.with_names(query, "Which match was the longest?", TABLE) == "common_name"
    assert plain(query).startswith("SELECT match_num, common_name, elevation_m FROM")
    assert not single_rows.with_names(query, "Which match number was the longest?", TABLE)


def test_the_name_that_each_row_has_comes_before_one_that_repeats() -> None:
    query = tree("SELECT species FROM records ORDER BY elevation_m DESC LIMIT 1")

    assert not single_rows.by_its_name(query, "Which species lives the longest?", TABLE)
    assert single_rows.by_its_name(query, "Which mammal lives the longest?", TABLE) == "common_name"


def test_when_it_was_last_is_one_day() -> None:
    query = tree("SELECT added FROM records WHERE kingdom = 'Fungi'")

    assert single_rows.end_of_days(query, "When was one last added?", TABLE) == "added"
    assert plain(query) == "SELECT MAX(added) FROM records WHERE kingdom = 'Fungi'"
    assert not single_rows.end_of_days(tree("SELECT added FROM records"), "When were they added?", TABLE)


def test_the_highest_is_not_the_last_of_the_alphabet() -> None:
    query = tree("SELECT common_name FROM records ORDER BY common_name DESC LIMIT 1")

    assert single_rows.by_letters(query, "Which place is the highest?", TABLE) == "common_name"
    assert not single_rows.by_letters(query, "Which comes last by the alphabet, the longest?", TABLE)
    assert single_rows.by_what_is_measured(query, "Which place is the highest?", TABLE) == "elevation_m"
    assert "ORDER BY elevation_m DESC" in plain(query)


def test_rows_of_the_kind_that_is_asked_for_are_told_and_no_groups() -> None:
    query = tree("SELECT kingdom, MAX(elevation_m) FROM records GROUP BY kingdom")
    name = next(c for c in TABLE.columns if c.name == "common_name")

    assert single_rows.of_the_kind(query, "Which mammal lives the highest?", TABLE, MAMMALS, name)
    assert plain(query).startswith("SELECT common_name, elevation_m FROM records ORDER BY elevation_m DESC")


def test_what_stands_beside_the_highest_of_groups_is_of_its_row() -> None:
    query = tree(
        "SELECT species, MAX(elevation_m) AS m, added FROM records GROUP BY species ORDER BY m DESC LIMIT 1"
    )

    assert beside_extremes.of_one_row(query) == "elevation_m"
    assert plain(query).startswith(
        "SELECT species, elevation_m, added FROM records ORDER BY elevation_m DESC"
    )
    grouped = tree(
        "SELECT species, MAX(elevation_m) AS m FROM records GROUP BY species ORDER BY m DESC LIMIT 1"
    )
    assert not beside_extremes.of_one_row(grouped)


def test_a_sum_of_what_groups_are_made_of_is_the_figure() -> None:
    query = tree(
        "SELECT species, elevation_m FROM records GROUP BY species, elevation_m ORDER BY SUM(elevation_m + 1)"
    )

    assert beside_extremes.of_keys(query)
    assert plain(query).endswith("ORDER BY elevation_m + 1")
    assert not beside_extremes.of_keys(tree("SELECT species, SUM(elevation_m) FROM records GROUP BY species"))


def test_what_has_the_one_with_the_most_has_no_mean_of_them() -> None:
    sql = "SELECT kingdom, AVG(elevation_m) AS m FROM records GROUP BY kingdom ORDER BY m DESC LIMIT 1"
    query = tree(sql)

    assert single_rows.of_its_best(query, "Which road has the section with the most vehicles per day?")
    assert plain(query).startswith("SELECT kingdom, MAX(elevation_m) AS m")
    assert not single_rows.of_its_best(tree(sql), "Which road has the most vehicles?")


def test_what_the_question_gives_is_not_told_but_the_names_of_its_rows() -> None:
    tree = sqlglot.parse_one("SELECT kind FROM records WHERE kind = 'scan'", dialect="duckdb")
    columns = (
        Column(name="kind", type="text", distinct=3),
        Column(name="signature", type="text", distinct=20),
    )
    table = Table(name="records", kind="json", row_is="record", rows=20, fits=1.0, columns=columns)
    assert isinstance(tree, exp.Query)

    assert single_rows.rows_by_name(tree, "What kind is a scan?", "kind", table) == ""
    assert single_rows.rows_by_name(tree, "List the names of all alerts of the kind scan.", "kind", table)
    assert tree.sql(dialect="duckdb") == "SELECT \"signature\" FROM records WHERE kind = 'scan'"

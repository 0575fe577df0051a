"""What has most of something is told by its name."""

import msgspec
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import superlatives
from rlm_desktop.rlm.question.linking import Links

WRECKS = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=500,
    fits=1.0,
    columns=(
        Column(name="name", type="text", distinct=480),
        Column(name="depth", type="integer", distinct=90),
        Column(name="lat", type="decimal", distinct=490),
        Column(name="crew_age", type="integer", distinct=40),
        Column(name="found", type="date", distinct=300),
        Column(name="top_speed", type="decimal", distinct=90),
        Column(name="travel_time", type="integer", distinct=90),
    ),
)
DEEPEST = "SELECT depth FROM records ORDER BY depth DESC LIMIT 1"


def parsed(sql: str) -> exp.Query:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return tree


@pytest.mark.parametrize("sql", [DEEPEST, "SELECT max(depth) FROM records"])
def test_the_deepest_wreck_is_told_by_its_name_beside_the_depth(sql: str) -> None:
    tree = parsed(sql)

    assert superlatives.named(tree, "What is the deepest wreck?", WRECKS, Links()) == "name"
    assert tree.sql(dialect="duckdb").startswith('SELECT "name", depth FROM records ORDER BY depth DESC')


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("What is the largest depth?", DEEPEST),  # a column is called so: its figure is asked for
        ("At what depth lies the deepest wreck?", DEEPEST),
        ("What is the deepest wreck?", "SELECT name FROM records ORDER BY depth DESC LIMIT 1"),
        ("What is the deepest wreck?", "SELECT lat, max(depth) FROM records GROUP BY lat"),
    ],
)
def test_a_figure_that_is_asked_for_stays_one(question: str, sql: str) -> None:
    tree = parsed(sql)
    links = Links(columns=(("records", "depth"),)) if "depth" in question else Links()

    assert superlatives.named(tree, question, WRECKS, links) == ""
    assert tree.sql() == parsed(sql).sql()


TEAMS = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=500,
    fits=1.0,
    columns=(
        Column(name="team", type="text", distinct=30),
        Column(name="player", type="text", distinct=500),
        Column(name="stolen_bases", type="integer", distinct=40),
    ),
)


@pytest.mark.parametrize("shown", ["team", "team, stolen_bases"])
def test_the_most_of_a_team_is_what_all_its_rows_have(shown: str) -> None:
    tree = parsed(f"SELECT {shown} FROM records ORDER BY stolen_bases DESC LIMIT 1")

    assert superlatives.added_up(tree, "Which team stole the most bases?", TEAMS) == "team"
    assert tree.sql(dialect="duckdb") == (
        'SELECT "team", SUM("stolen_bases") AS total FROM records GROUP BY "team"'
        ' ORDER BY SUM("stolen_bases") DESC LIMIT 1'
    )


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Which player stole the most bases?", "player"),
        ("Which team stole the most bases in a single season?", "team"),
        ("Which team has the highest number of stolen bases?", "team"),
        ("Which team has the most expensive player?", "team"),
    ],
)
def test_what_stands_in_one_row_is_not_added_up(question: str, shown: str) -> None:
    tree = parsed(f"SELECT {shown} FROM records ORDER BY stolen_bases DESC LIMIT 1")

    assert superlatives.added_up(tree, question, TEAMS) == ""


PLAYS = Table(
    name="records",
    kind="json",
    row_is="record",
    rows=6000,
    fits=1.0,
    columns=(
        Column(name="artist_name", type="text", distinct=1200),
        Column(name="track_name", type="text", distinct=4000),
        Column(name="play", type="text", distinct=6000),
        Column(name="ms_played", type="integer", distinct=5000),
        Column(name="rank", type="integer", distinct=90),
    ),
)


@pytest.mark.parametrize(
    ("question", "shown", "by", "told"),
    [
        ("Which artist did I listen to for the longest time?", "artist_name", "ms_played", "artist_name"),
        ("Which artist did I spend the most time with?", "artist_name", "ms_played", "artist_name"),
        ("Who was played the longest in total?", "artist_name", "ms_played", "artist_name"),
        ("Which artist did I listen to for the longest time in one day?", "artist_name", "ms_played", ""),
        ("Which track is the longest?", "artist_name", "ms_played", ""),
        ("Which artist played the longest song?", "artist_name", "ms_played", ""),
        ("Which artist did I listen to for the longest time?", "artist_name", "rank", ""),
        ("Which track did I listen to for the longest time?", "track_name", "ms_played", "track_name"),
        ("Which play did I listen to for the longest time?", "play", "ms_played", ""),
        ("Which server was down for the longest time?", "artist_name", "ms_played", ""),
    ],
)
def test_what_goes_on_again_and_again_lasts_as_long_as_all_its_times(
    question: str, shown: str, by: str, told: str
) -> None:
    tree = parsed(f"SELECT {shown} FROM records ORDER BY {by} DESC LIMIT 1")

    assert superlatives.added_up(tree, question, PLAYS) == told


SHARED = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=300,
    fits=1.0,
    columns=(
        Column(name="name", type="text", distinct=290),
        Column(name="district", type="text", distinct=20),
        Column(name="passengers", type="integer", distinct=290),
    ),
)
BUSIEST = "FROM records ORDER BY passengers DESC LIMIT 1"


@pytest.mark.parametrize(
    ("question", "shown", "meant"),
    [
        ("Which station is the busiest?", "district", '"name", district'),
        ("Which station has most passengers?", "passengers", '"name", passengers'),
        ("Who had most passengers?", "district, passengers", '"name", district, passengers'),
    ],
)
def test_what_many_rows_share_does_not_tell_which_it_is(question: str, shown: str, meant: str) -> None:
    tree = parsed(f"SELECT {shown} {BUSIEST}")

    assert superlatives.identified(tree, question, SHARED, Links()) == "name"
    assert tree.sql(dialect="duckdb") == f"SELECT {meant} {BUSIEST}"


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Which district has the busiest station?", "district"),  # asked for by its name
        ("Where is the busiest station?", "district"),
        ("What was the highest number?", "passengers"),
        ("Which station is the busiest?", "name"),
    ],
)
def test_what_is_asked_for_is_shown_alone(question: str, shown: str) -> None:
    tree = parsed(f"SELECT {shown} {BUSIEST}")

    assert superlatives.identified(tree, question, SHARED, Links()) == ""


def test_yes_names_nothing() -> None:
    fruity = Column(name="fruity", type="boolean", distinct=2)
    sweets = msgspec.structs.replace(SHARED, columns=(*SHARED.columns, fruity))
    most = parsed("SELECT fruity FROM records WHERE fruity ORDER BY passengers DESC LIMIT 1")
    which = parsed("SELECT fruity, passengers FROM records WHERE fruity ORDER BY passengers DESC LIMIT 1")

    assert superlatives.named(most, "What is the most popular fruity candy?", sweets, Links()) == "name"
    assert superlatives.identified(which, "Which fruity candy is it?", sweets, Links()) == "name"
    assert most.sql().startswith('SELECT "name" FROM')
    assert which.sql().startswith('SELECT "name", passengers FROM')


RULES = Table(
    name="records",
    kind="headers",
    row_is="document",
    rows=50,
    fits=1.0,
    columns=(
        Column(name="name", type="text", distinct=50, note="file name"),
        Column(name="title", type="text", distinct=50),
        Column(name="team", type="text", distinct=4),
        Column(name="revisions", type="integer", distinct=20),
    ),
)
COUNTED = "SELECT team, count(*) AS n FROM records GROUP BY team ORDER BY n DESC LIMIT 1"


def test_most_of_what_a_column_counts_are_its_largest_numbers() -> None:
    tree = parsed(COUNTED)

    asked = "Which rule has gone through the most revisions, and how many are they?"
    assert superlatives.by_figure(tree, asked, RULES) == "revisions"
    assert tree.sql(dialect="duckdb") == (
        'SELECT "name", "title", "revisions" FROM records ORDER BY "revisions" DESC LIMIT 1'
    )


def test_who_did_something_the_most_times_stands_first_by_these() -> None:
    people = Table(
        name="records",
        kind="blocks",
        row_is="block",
        rows=90,
        fits=1.0,
        columns=(
            Column(name="id", type="text", distinct=90),
            Column(name="name", type="text", distinct=80),
            Column(name="times_married", type="integer", distinct=5),
        ),
    )
    tree = parsed("SELECT name, COUNT(*) AS n FROM records GROUP BY name ORDER BY n DESC LIMIT 1")

    assert superlatives.by_figure(tree, "Who was married the most times?", people) == "times_married"
    assert tree.sql(dialect="duckdb") == (
        'SELECT "name", "times_married" FROM records ORDER BY "times_married" DESC LIMIT 1'
    )


def test_how_many_each_row_has_is_not_the_number_of_its_rows() -> None:
    families = Table(
        name="families",
        kind="blocks",
        row_is="block",
        rows=90,
        fits=1.0,
        columns=(
            Column(name="id", type="text", distinct=90),
            Column(name="husband", type="text", distinct=80),
            Column(name="wife", type="text", distinct=80),
            Column(name="number_of_children", type="integer", distinct=9),
        ),
    )
    tree = parsed(
        "SELECT husband, wife, COUNT(*) AS n FROM families GROUP BY husband, wife ORDER BY n DESC LIMIT 1"
    )

    asked = "Which couple has the most children recorded, and how many?"
    assert superlatives.by_figure(tree, asked, families) == "number_of_children"
    assert tree.sql(dialect="duckdb") == (
        'SELECT husband, wife, "number_of_children" FROM families ORDER BY "number_of_children" DESC LIMIT 1'
    )


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("Which team has the most revisions?", COUNTED),  # those of all its rules
        ("Who made the most revisions?", COUNTED),
        ("Which rule has the most authors?", COUNTED),
        ("Which rule has the most revisions?", "SELECT title FROM records ORDER BY revisions DESC LIMIT 1"),
    ],
)
def test_other_rankings_stay(question: str, sql: str) -> None:
    assert superlatives.by_figure(parsed(sql), question, RULES) == ""


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("Which laptop is the heaviest?", "product"),
        ("Which is the number of the heaviest laptop?", ""),
    ],
)
def test_a_row_is_called_by_its_name_and_not_by_its_number(question: str, column: str) -> None:
    laptops = Table(
        name="records",
        kind="delimited",
        row_is="line",
        rows=900,
        fits=1.0,
        columns=(
            Column(name="laptop_id", type="integer", distinct=900),
            Column(name="product", type="text", distinct=500),
            Column(name="weight_kg", type="decimal", distinct=90),
        ),
    )
    tree = parsed("SELECT laptop_id, weight_kg FROM records ORDER BY weight_kg DESC LIMIT 1")

    assert superlatives.beside_number(tree, question, laptops) == column
    assert ('"product", laptop_id' in tree.sql(dialect="duckdb")) is bool(column)


@pytest.mark.parametrize("numbered", ["laptop_num", "laptop_no", "laptop_number"])
def test_a_column_of_numbers_is_known_in_each_way_to_write_number(numbered: str) -> None:
    laptops = Table(
        name="records",
        kind="delimited",
        row_is="line",
        rows=900,
        fits=1.0,
        columns=(
            Column(name="product", type="text", distinct=600),
            Column(name=numbered, type="integer", distinct=900),
            Column(name="weight_kg", type="decimal", distinct=60),
        ),
    )
    tree = parsed(f"SELECT {numbered}, weight_kg FROM records ORDER BY weight_kg DESC LIMIT 1")

    assert superlatives.beside_number(tree, "Which laptop is the heaviest?", laptops) == "product"


def test_the_one_with_the_highest_of_a_column_is_the_first_by_it() -> None:
    tree = parsed(
        "SELECT team, count(*) AS n FROM records WHERE title = 'a' GROUP BY team ORDER BY n DESC LIMIT 1"
    )

    assert superlatives.with_most(tree, "Who wrote the one with the lowest revisions?", RULES) == "revisions"
    assert tree.sql(dialect="duckdb") == (
        "SELECT team FROM records WHERE title = 'a' ORDER BY \"revisions\" ASC LIMIT 1"
    )


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        (
            "Who wrote the one with the highest revisions?",
            "SELECT team FROM records ORDER BY revisions DESC LIMIT 1",
        ),
        ("Who wrote the one with the highest revisions?", "SELECT arg_max(team, revisions) FROM records"),
        ("Which team has the highest share?", COUNTED),
        ("Which team has the highest revisions of its rules?", COUNTED),
        ("Who wrote the one with many revisions?", COUNTED),
    ],
)
def test_what_takes_account_of_it_stays(question: str, sql: str) -> None:
    assert superlatives.with_most(parsed(sql), question, RULES) == ""


def test_what_few_rows_have_is_not_what_rows_are_called_by() -> None:
    step = Column(name="step", type="text", distinct=90)
    seldom, often = (Column(name="name", type="text", distinct=3, nulls=nulls) for nulls in (87, 0))
    table = Table(
        name="records", kind="key_value", row_is="record", rows=90, fits=1.0, columns=(seldom, step)
    )

    assert superlatives.row_name(table) == step
    assert superlatives.row_name(msgspec.structs.replace(table, columns=(often, step))) == often

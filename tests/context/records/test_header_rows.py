"""Columns are called what the rows above them say, however many these are."""

from tests.context.records.conftest import Parse

ROWS = "".join(f"Home {n},{2000 + n % 9},{n % 4},{n % 3},{n}\n" for n in range(40))


def test_groups_above_the_names_are_no_names_and_no_records(parse: Parse) -> None:
    head = "Provider information,,,Visit,\nName,Opened in,Beds,Grade,Score\n"
    parsed = parse({"homes.csv": head + ROWS})

    assert list(parsed.types) == ["name", "opened_in", "beds", "grade", "score"]
    assert parsed.types["beds"] == "integer"
    assert parsed.ask("SELECT count(*) FROM records") == [(40,)]


def test_names_that_groups_share_are_told_with_their_group(parse: Parse) -> None:
    head = "Name,Subject's Injuries (if any),,Officer Injuries,\n,Bruises,Other,Bruises,Other\n"
    parsed = parse({"incidents.csv": head + ROWS})

    assert list(parsed.types) == [
        "name",
        "subject_injuries_bruises",
        "subject_injuries_other",
        "officer_injuries_bruises",
        "officer_injuries_other",
    ]
    assert parsed.ask("SELECT count(*), min(name) FROM records") == [(40, "Home 0")]


def test_titles_above_the_names_are_left_out(parse: Parse) -> None:
    for title in ("Homes of the county\n", "Homes of the county,,,,\n,,,,\n", "Homes\n\nas of 2020,,,,\n"):
        parsed = parse({"homes.csv": title + "Name,Opened in,Beds,Grade,Score\n" + ROWS})

        assert list(parsed.types) == ["name", "opened_in", "beds", "grade", "score"]
        assert parsed.ask("SELECT count(*) FROM records") == [(40,)]


def test_columns_called_by_years_have_names(parse: Parse) -> None:
    text = "Country,2019,2020,2021\n" + "".join(f"Land {n},{n}.5,{n},{n * 3}\n" for n in range(40))
    parsed = parse({"wide.csv": text})

    assert list(parsed.types) == ["country", "year_2019", "year_2020", "year_2021"]


def test_two_columns_may_be_called_alike(parse: Parse) -> None:
    text = "Name,Opened in,Beds,Grade,Grade\n" + ROWS

    assert list(parse({"homes.csv": text}).types) == ["name", "opened_in", "beds", "grade", "grade_2"]


def test_rows_without_names_above_them_keep_their_first_row(parse: Parse) -> None:
    assert parse({"homes.csv": ROWS}).ask("SELECT count(*) FROM records") == [(40,)]


def test_names_with_a_line_break_in_quotes_are_no_record(parse: Parse) -> None:
    parsed = parse({"homes.csv": '"Name\nof home",Opened in,Beds,Grade,Score\n' + ROWS})

    assert next(iter(parsed.types)) == "name_of_home"
    assert parsed.ask("SELECT count(*) FROM records") == [(40,)]


def test_a_name_over_two_columns_is_that_of_what_is_counted(parse: Parse) -> None:
    rows = "".join(f"{n + 1},Home {n},{n % 4},{n % 3},{n * 7 % 13}\n" for n in range(40))
    parsed = parse({"homes.csv": "Home,,# of beds,Grade,Score\n" + rows})

    assert list(parsed.types) == ["row_number", "home", "number_of_beds", "grade", "score"]
    assert parsed.ask("SELECT home FROM records WHERE row_number = 3") == [("Home 2",)]


def test_a_column_without_a_name_takes_none_from_one_that_counts_nothing(parse: Parse) -> None:
    rows = "".join(f"{n * 7 % 40 + 1},Home {n},{n % 4}\n" for n in range(40))
    parsed = parse({"homes.csv": "Code,,Beds\n" + rows})

    assert list(parsed.types) == ["code", "column_2", "beds"]


def test_what_nobody_writes_but_above_a_column_is_its_name(parse: Parse) -> None:
    rows = "".join(f"Term {n},It stands for what is called {n}\n" for n in range(25))
    parsed = parse({"terms.csv": "Column Name,Description\n" + rows})

    assert list(parsed.types) == ["column_name", "description"]
    assert parsed.ask("SELECT count(*) FROM records") == [(25,)]

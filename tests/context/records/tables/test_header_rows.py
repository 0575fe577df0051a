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


def test_units_in_the_row_below_the_names_are_part_of_them(parse: Parse) -> None:
    rows = "".join(f"2024-01-01 {n % 24:02}:00,{n % 20 - 5}.5,{n % 9}.1\n" for n in range(40))
    parsed = parse({"weather.csv": "time,temp,wind\n,°C,m/s\n" + rows})

    assert {name: of for name, of in parsed.types.items() if of == "decimal"} == {
        "temp_c": "decimal",
        "wind_m_s": "decimal",
    }
    assert parsed.ask("SELECT count(*), count(temp_c) FROM records") == [(40, 40)]


def test_a_first_row_of_words_is_no_row_of_units(parse: Parse) -> None:
    rows = "".join(f"{n % 20},{n % 9}\n" for n in range(400))

    assert parse({"a.csv": "red,blue\nnone,unknown\n" + rows}).ask("SELECT count(*) FROM records") == [(401,)]


def test_names_above_texts_are_known_by_the_figures_that_only_stand_below_them(parse: Parse) -> None:
    rows = "".join(f'C{n},"48.{n:02}, 11.{n:02}",00{n}\n' for n in range(60))
    parsed = parse({"towns.csv": "city,pos,code\n" + rows})

    assert list(parsed.types) == ["city", "pos", "code"]
    assert parsed.ask("SELECT count(*) FROM records") == [(60,)]

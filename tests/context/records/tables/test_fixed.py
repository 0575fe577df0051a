"""Columns that stand one under the other, quoted values of pairs, and lines that go on with a record."""

import pytest

from rlm_desktop.profile import NAMED_BY_VALUES
from tests.context.records.conftest import Parse

WEATHER = (
    "STATION     DATE            TMAX  RAIN MM  SKY\n"
    "----------------------------------------------\n"
    "Oulu        2026-01-30      -8.9      0.0  fog\n"
    "Evora       2025-10-31      29.6      5.2\n"
    "Santa Cruz  2025-10-30     101.6     15.2  clear\n"
)


def test_columns_of_fixed_width_have_the_names_above_them(parse: Parse) -> None:
    tables = parse({"weather.txt": WEATHER + "Oulu        2026-01-29      -8.1      1.0  fog\n" * 20})

    table = tables.tables[0]
    assert [(column.name, column.type) for column in table.columns[:5]] == [
        ("station", "text"),
        ("date", "date"),
        ("tmax", "decimal"),
        ("rain_mm", "decimal"),
        ("sky", "text"),
    ]
    assert table.rows == 23
    assert tables.ask("SELECT tmax, sky FROM records WHERE station = 'Santa Cruz'") == [(101.6, "clear")]
    assert tables.ask("SELECT count(*) FROM records WHERE sky IS NULL") == [(1,)]


def test_values_in_quotation_marks_are_values_of_their_keys(parse: Parse) -> None:
    lines = "".join(f"ts=2026-01-01T00:{n:02}:00 flight=KF{n} state=landed\n" for n in range(40))
    tables = parse({"flights.log": lines + 'ts=2026-01-01T01:00:00 flight=KF99 state="no show"\n'})

    assert tables.ask("SELECT flight FROM records WHERE state = 'no show'") == [("KF99",)]
    assert tables.tables[0].fits == 1.0


def test_the_steps_of_a_stack_trace_take_nothing_from_the_records(parse: Parse) -> None:
    said = ("Cache refreshed", "Session opened by ada at the counter", "Payment accepted for order 7")
    good = "2026-03-01 12:00:0{},123 INFO [worker-1] shop.Cards - {}\n"
    bad = (
        "2026-03-01 12:00:09,123 ERROR [worker-2] shop.Mail - Card declined for order 8\n"
        "java.lang.IllegalStateException: no answer\n\tat shop.Pay.run(Pay.java:77)\n"
        "Caused by: java.io.IOException: gone\n\t... 3 more\n"
    )
    lines = (good.format(n % 9, said[n % 3]) + (bad if n % 3 else "") for n in range(30))
    tables = parse({"app.log": "".join(lines)})

    assert tables.ask("SELECT component, count(*) FROM records WHERE level = 'ERROR' GROUP BY 1") == [
        ("shop.Mail", 20)
    ]
    assert tables.ask("SELECT count(*) FROM records WHERE level IS NOT NULL") == [(50,)]


def test_a_rule_under_the_names_tells_the_columns(parse: Parse) -> None:
    head = (
        "Desired=Unknown/Install\n| Status=Not/Inst\n"
        "||/ Name       Version   Architecture Description\n"
        "+++-==========-=========-============-=====================\n"
    )
    rows = "".join(
        f"ii  pack{n:<6} 1.{n:<7} {'all' if n % 2 else 'amd64':<12} does thing {n}\n" for n in range(30)
    )
    parsed = parse({"packages.txt": head + rows})

    assert parsed.tables[0].rows == 30
    assert parsed.ask("SELECT version FROM records WHERE name = 'pack7'") == [(1.7,)]
    assert parsed.ask("SELECT count(*) FROM records WHERE architecture = 'all'") == [(15,)]


def test_signs_under_the_names_tell_where_columns_begin(parse: Parse) -> None:
    names = "# Flight  Left (UTC)          Plane Type  Suc Remarks of the crew\n"
    marks = "#         #                   #           #   #\n"
    rows = "".join(
        f"F{n:<9}{1900 + n} Oct {n % 28 + 1:>2} 1928:34 Gull IV     {'SF'[n % 3 == 0]}   fine\n{'':<30}Tern\n"
        for n in range(40)
    )
    parsed = parse({"flights.txt": names + marks + rows})

    assert parsed.types["left_utc"] == "timestamp"
    assert list(parsed.types)[:5] == ["flight", "left_utc", "plane_type", "suc", "remarks_of_the_crew"]
    assert parsed.ask("SELECT count(*), count(flight) FROM records") == [(80, 40)]
    assert parsed.ask("SELECT count(*) FROM records WHERE suc = 'F' AND plane_type = 'Gull IV'") == [(14,)]


def test_where_long_values_push_the_others_aside_words_are_counted(parse: Parse) -> None:
    head = "USER       PID %CPU    VSZ   RSS COMMAND\n"
    rows = "".join(
        f"root     {n:>5}  {n / 10:>3}  {n * 1234} {n * 99:>5} /bin/run --number {n}\n" for n in range(60)
    )
    rows += "a-long-name 99999  0.0 19239080 1535420 /bin/big one\n"
    parsed = parse({"ps.txt": head + rows})

    assert [parsed.types[name] for name in ("pid", "vsz", "rss")] == ["integer"] * 3
    assert parsed.ask("SELECT command FROM records ORDER BY rss DESC LIMIT 1") == [("/bin/big one",)]


def test_columns_below_a_preface_are_found(parse: Parse) -> None:
    preface = "Station History\n\n ID = number of the station\n ELEV = height in metres\n\nNotes:\n- none\n\n"
    names = "ID     STATION NAME         ELEV(M) BEGIN\n\n"
    rows = [
        f"{n:06} {'JAN MAYEN ' + str(n):<20} +{n * 3:04}.5 19{n % 90 + 10}010{n % 9 + 1}" for n in range(100)
    ]
    parsed = parse({"stations.txt": preface + names + "\n".join(rows) + "\n"})

    assert parsed.types["elev_m"] == "decimal"
    assert parsed.types["begin"] == "date"
    assert parsed.ask("SELECT count(*), max(elev_m) FROM records") == [(100, 297.5)]


def stations(number: int = 200) -> str:
    names = ("GRAZ", "NEW HAVEN", "ROME (OLD TOWN)", "LA PAZ", "OSLO")
    return "".join(
        f"ST{n:05} {n % 89 + n / 1000:8.4f} {-(n % 170) - n / 10000:9.4f} {n * 7 % 4000:6.1f}"
        f" {'AK' if n % 5 == 0 else '':2} {names[n % 5]:<16} {1900 + n % 60} {1960 + n % 59} {n * 31:6}\n"
        for n in range(1, number + 1)
    )


def test_columns_of_fixed_width_without_names_are_told_by_their_values(parse: Parse) -> None:
    tables = parse({"stations.txt": stations()})

    table = tables.tables[0]
    assert (table.rows, table.fits) == (200, 1.0)
    assert [(column.name, column.type) for column in table.columns[:-1]] == [
        ("code", "text"),
        ("latitude", "decimal"),
        ("longitude", "decimal"),
        ("number_4", "decimal"),
        ("text_5", "text"),
        ("text_6", "text"),
        ("first_year", "integer"),
        ("last_year", "integer"),
        ("number_9", "integer"),
    ]
    assert tables.ask("SELECT count(*) FROM records WHERE text_5 = 'AK'") == [(40,)]
    assert tables.ask("SELECT text_6, last_year FROM records WHERE code = 'ST00002'") == [
        ("ROME (OLD TOWN)", 1962)
    ]


@pytest.mark.parametrize(
    "lines",
    [
        stations(60),
        "".join(
            f"{n:6} times the kettle was blue and the {'cat' * (n % 3)} slept, said they\n"
            for n in range(200)
        ),
        "".join(f"Line {n}: it was {n % 7} o'clock when the {n % 11} men came in\n" for n in range(200)),
        "".join(f"{'word' * (n % 4 + 1):<20}{'other' * (n % 3 + 1):<20}\n" for n in range(200)),
        "".join(f"{n:8}{n * 7 % 1000:8}\n" for n in range(200)),
    ],
    ids=["too few", "prose with a number", "numbers in a sentence", "words alone", "two columns"],
)
def test_other_lines_have_no_such_columns(parse: Parse, lines: str) -> None:
    tables = parse({"lines.txt": lines})

    assert not any(column.note == NAMED_BY_VALUES for table in tables.tables for column in table.columns)

"""Numbers, durations and dates are typed in all the forms that people write them in."""

import duckdb
import pytest

from rlm_desktop.context.records.values.kinds import Kind, kind_of
from tests.context.records.conftest import Parse


def typed(name: str, values: list[str]) -> tuple[Kind, list[str]]:
    """The kind of a column, and what becomes of its values."""
    kind = kind_of(values, name=name)
    with duckdb.connect() as connection:
        sql = f"SELECT CAST({kind.cast.replace('{x}', 'x')} AS VARCHAR) FROM (SELECT unnest(?) AS x)"
        return kind, [str(row[0]) for row in connection.execute(sql, [values]).fetchall()]


@pytest.mark.parametrize(
    ("name", "values", "unit", "read"),
    [
        ("run_time", ["1h 40m", "2h", "45m"], "minutes", [100, 120, 45]),
        ("run_time", ["2 hrs 5 min", "1 hr", "50 min"], "minutes", [125, 60, 50]),
        ("run_time", ["1h30", "2h05", "1h"], "minutes", [90, 125, 60]),
        ("run_time", ["1.5 hours", "20 minutes"], "minutes", [90, 20]),
        ("took", ["3m 20s", "45s", "1d 2h"], "seconds", [200, 45, 93_600]),
        ("took", ["PT1H40M", "PT45M"], "minutes", [100, 45]),
        ("duration", ["1:45:30", "0:59:10"], "seconds", [6330, 3550]),
        ("total", ["36:10:00", "20:01:02"], "seconds", [130_200, 72_062]),
        ("length", ["3:45", "10:01", "1:02:03"], "seconds", [225, 601, 3723]),
        ("length", ["90 min", "120 min"], "minutes", [90, 120]),
        ("took", ["1.6s", "46.5ms", "870\u00b5s", "250us", "1m0.5s"], "ms", [1600, 46.5, 0.87, 0.25, 60_500]),
    ],
)
def test_durations_are_a_number_of_their_smallest_unit(
    name: str, values: list[str], unit: str, read: list[float]
) -> None:
    kind, found = typed(name, values)

    assert (kind.unit, list(map(float, found))) == (unit, read)
    assert kind.note.startswith(f"in {unit}")


def test_how_durations_are_written_is_noted() -> None:
    assert typed("run_time", ["45m", "1h 40m", "2h"])[0].note == "in minutes, written as 1h 40m"


def test_times_of_day_are_no_durations_and_metres_no_minutes() -> None:
    assert typed("start", ["13:45", "02:10"])[0].type == "time"
    assert typed("depth", ["45m", "30m"])[0].unit == "m"
    assert typed("year_rep", ["1988:1", "1989:2"])[0].type == "text"
    assert typed("code", ["2h", "x5", "b2"])[0].type == "text"


def test_sizes_are_bytes_whatever_unit_each_is_written_in() -> None:
    kind, found = typed("size", ["103 KB", "1.5 MB", "2GiB", "512 bytes", "1,024 B"])

    assert (kind.type, kind.unit) == ("decimal", "bytes")
    assert list(map(float, found)) == [105_472, 1_572_864, 2_147_483_648, 512, 1024]
    assert typed("size", ["103 KB", "15 KB"])[0].unit == "kb"


def test_money_may_say_how_many_noughts_it_lacks() -> None:
    kind, found = typed("box_office", ["$56.7M", "$340K", "$1,200", "$1.5 billion", "-$2M"])

    assert (kind.unit, list(map(float, found))) == ("usd", [56.7e6, 340e3, 1200, 1.5e9, -2e6])
    assert typed("price", ["\u00a312m", "\u00a33.5m"])[1] == ["12000000.0", "3500000.0"]
    assert typed("plan", ["$5M", "\u20ac3M", "$2K"])[0].type == "text"


WITH_REMARK = ["2020-01-05", "2021-01-06", "2021-01-07", "2021-11-01", "2022-02-02"]


@pytest.mark.parametrize(
    ("values", "read"),
    [
        (["9/30/1990 0:00:00", "11/29/1993 14:05:00"], ["1990-09-30 00:00:00", "1993-11-29 14:05:00"]),
        (["30.09.1990 14:05", "1.2.1991 9:15"], ["1990-09-30 14:05:00", "1991-02-01 09:15:00"]),
        (["1957 Oct  4", "1958 Mar 17"], ["1957-10-04", "1958-03-17"]),
        (
            [
                "1957 Oct  4 1928:34",
                "1957 Nov 17 0505",
                "1958 Aug 22",
                "1958 Aug 3 0617?",
                "1960 Jan 2 10:11:12",
            ],
            [
                "1957-10-04 19:28:34",
                "1957-11-17 05:05:00",
                "1958-08-22 00:00:00",
                "1958-08-03 06:17:00",
                "1960-01-02 10:11:12",
            ],
        ),
        (["30-Sep-1990", "1-Jan-2001"], ["1990-09-30", "2001-01-01"]),
        (["30-SEP-90", "01-JAN-01"], ["1990-09-30", "2001-01-01"]),
        (["Sep 30, 1990 2:05 PM", "Jan 1, 2001 12:00 AM"], ["1990-09-30 14:05:00", "2001-01-01 00:00:00"]),
        (["25/11/63", "29/10/99"], ["1963-11-25", "1999-10-29"]),
        (["25/12/2020", "03/04/2021"], ["2020-12-25", "2021-04-03"]),
        (["12/25/2020", "03/04/2021"], ["2020-12-25", "2021-03-04"]),
        (["12/25/20 14:05", "1/2/21 3:00"], ["2020-12-25 14:05:00", "2021-01-02 03:00:00"]),
        (["Sunday, September 30, 1990", "Monday, January 1, 2001"], ["1990-09-30", "2001-01-01"]),
        (["30th September 1990", "1st of May 2001"], ["1990-09-30", "2001-05-01"]),
        (["2020-01-05 2:05 PM", "2020-10-05 12:05 AM"], ["2020-01-05 14:05:00", "2020-10-05 00:05:00"]),
        (
            ["2020-01-05", "2021-01-06", "2021-01-07", "2021-11-01, amended 2024-01-15", "2022-02-02"],
            WITH_REMARK,
        ),
        (["2020-1-5", "2021-12-31"], ["2020-01-05", "2021-12-31"]),
        (["2:05 PM", "11:59 am"], ["14:05:00", "11:59:00"]),
        (
            ["2024-11-19", "03/07/2025", "2024-12-01", "21/07/2025"],
            ["2024-11-19", "2025-07-03", "2024-12-01", "2025-07-21"],
        ),
        (["May 2011", "December 2017", "Sept 2018"], ["2011-05-01", "2017-12-01", "2018-09-01"]),
        (["May 2011", "December 14, 2017", "June 2018"], ["2011-05-01", "2017-12-14", "2018-06-01"]),
        (
            ["26-Jun-2007", "14 Mar 2012", "27 October 2015", "3-July-2011", "2014-03-22", "Jan 2007"],
            ["2007-06-26", "2012-03-14", "2015-10-27", "2011-07-03", "2014-03-22", "2007-01-01"],
        ),
        (["1/2/2020 3:04:05 PM", "1/13/2020"], ["2020-01-02 15:04:05", "2020-01-13 00:00:00"]),
    ],
)
def test_dates_are_read_in_their_usual_forms(values: list[str], read: list[str]) -> None:
    assert typed("seen", values)[1] == read


def test_a_few_days_may_be_unreadable_where_the_column_says_when() -> None:
    days = [*["26-Jun-2007", "2014-03-22", "27 October 2015"] * 10, "23 July 15"]

    kind, found = typed("created", days)

    assert (kind.type, found[-1]) == ("date", "None")
    assert typed("title", days)[0].type == "text"


def test_what_the_values_do_not_decide_of_a_date_is_noted() -> None:
    kind, found = typed("seen", ["01/02/2020", "03/04/2021"])

    assert (kind.type, found) == ("date", ["2020-01-02", "2021-03-04"])
    assert kind.note == "day and month are not told apart by the values; read as month, day"
    assert typed("seen", ["01/13/2020", "03/04/2021"])[0].note == ""


def test_days_written_as_one_number_are_days_where_the_column_says_so() -> None:
    assert typed("birth_date", ["19900930", "20010101"])[1] == ["1990-09-30", "2001-01-01"]
    assert typed("pages", ["19900930", "20010101"])[0].type == "integer"


@pytest.mark.parametrize(
    ("values", "unit", "read"),
    [
        (["30m", "12m"], "m", [30, 12]),
        (["12 kg", "7.5 kg"], "kg", [12, 7.5]),
        (["12 lbs", "1 lb"], "lb", [12, 1]),
        (["1,200 USD", "1,234,567 USD"], "usd", [1200, 1_234_567]),
        (["$5.00", "-$1,200.50"], "usd", [5, -1200.5]),
        (["US$ 1,200", "US$ 3"], "usd", [1200, 3]),
        (["1.234,50 €", "12,00 €"], "eur", [1234.5, 12]),
        (["1 234,50 €", "12,00 €"], "eur", [1234.5, 12]),
        (["45%", "-7 %"], "percent", [45, -7]),
        (["\u22125 °C", "12 °C"], "celsius", [-5, 12]),
        (["($5.00)", "$7.25"], "usd", [-5, 7.25]),
        (["(1,200)", "3,400", "12"], "", [-1200, 3400, 12]),
        (["1.2K", "3M", "900"], "", [1200, 3e6, 900]),
        (["1'234'567", "12"], "", [1_234_567, 12]),
    ],
)
def test_numbers_are_read_with_their_units_signs_and_separators(
    values: list[str], unit: str, read: list[float]
) -> None:
    kind, found = typed("amount", values)

    assert (kind.unit, list(map(float, found))) == (unit, read)


@pytest.mark.parametrize(
    "values", [["00731", "00123"], ["1.2.10", "1.3.11"], ["(1984)", "(1985)"], ["4 K9", "5"]]
)
def test_names_made_of_digits_stay_text(values: list[str]) -> None:
    assert typed("code", values)[0].type == "text"


def test_a_table_with_such_columns_is_asked_by_their_values(parse: Parse) -> None:
    rows = [
        f'Film {n},{n % 3 + 1}h {n}m,{n % 12 + 1}/{n + 1}/1990 0:00:00,"${n},000.00"' for n in range(1, 28)
    ]
    films = parse({"films.csv": "\n".join(["title,run time,shown,cost", *rows])})

    assert films.types["run_time_minutes"] == "decimal"
    assert (films.types["shown"], films.types["cost_usd"]) == ("timestamp", "decimal")
    longest = "SELECT title, run_time_minutes FROM records ORDER BY 2 DESC LIMIT 1"
    assert films.ask(longest) == [("Film 26", 206.0)]
    assert films.ask("SELECT max(cost_usd), min(shown)::VARCHAR FROM records") == [
        (27000.0, "1990-01-13 00:00:00")
    ]


def test_money_with_and_without_its_sign_and_its_commas_is_one_column() -> None:
    kind, found = typed("salary", ["$40000.00", "$179,700.00", "173922", "$5.50"])

    assert (kind.unit, found) == ("usd", ["40000.0", "179700.0", "173922.0", "5.5"])
    assert typed("share", ["0,125", "12345", "1,5"])[1] == ["0.125", "12345.0", "1.5"]


def test_behind_a_sign_zeros_fill_a_place() -> None:
    assert typed("elevation", ["+0009.0", "-0420.5", "+1156.7"])[1] == ["9.0", "-420.5", "1156.7"]
    assert typed("zip", ["01234", "99501"])[0].type == "text"


def test_many_numbers_that_are_all_days_are_days() -> None:
    days = [f"2020{month:02}{day:02}" for month in (1, 5, 12) for day in range(1, 11)]

    assert typed("begin", days)[0].type == "date"
    assert typed("begin", [*days, "20209999"])[0].type == "integer"

"""A minute is one of a day, and a time of day has its seconds where moments are listed."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.measures import exactness

ONE_DAY = Column(name="time", type="timestamp", minimum="2011-04-26 18:47:57", maximum="2011-04-26 19:28:24")
DAYS = Column(name="time", type="timestamp", minimum="2011-04-26 18:47:57", maximum="2011-05-02 19:28:24")


def mended(question: str, shown: str, column: Column = ONE_DAY, *, grouped: bool = True) -> str:
    by = " GROUP BY 1" if grouped else ""
    tree = sqlglot.parse_one(f"SELECT {shown} FROM records{by}", dialect="duckdb")
    assert isinstance(tree, exp.Query)
    told = list(exactness.mend(tree, question, {"time": column}))
    return tree.selects[0].sql(dialect="duckdb") if told else ""


@pytest.mark.parametrize(
    "shown",
    ["STRFTIME(time, '%M')", "MINUTE(time)", "EXTRACT(minute FROM time)", "date_part('minute', time)"],
)
def test_the_minute_of_every_hour_is_that_of_a_day(shown: str) -> None:
    asked = "In which minute were the most lines written?"

    assert mended(asked, shown) == "STRFTIME(time, '%H:%M')"
    assert mended(asked, shown, DAYS) == "STRFTIME(time, '%Y-%m-%d %H:%M')"


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("In which minute of the hour were most lines written?", "MINUTE(time)"),
        ("Which minute had the most lines?", "STRFTIME(time, '%Y-%m-%d %H:%M')"),
        ("Which minute had the most lines?", "date_trunc('minute', time)"),
        ("In which hour were most lines written?", "HOUR(time)"),
        ("In which month were most lines written?", "STRFTIME(time, '%m')"),
        ("How many minutes did it take?", "MINUTE(time)"),
    ],
)
def test_other_parts_of_moments_stay(question: str, shown: str) -> None:
    assert mended(question, shown) == ""


def test_a_time_of_day_has_its_seconds() -> None:
    for asked in (
        "List every time of day at which it went down.",
        "When did it go down?",
        "At what times was it?",
    ):
        assert mended(asked, "STRFTIME(time, '%H:%M')", grouped=False) == "STRFTIME(time, '%H:%M:%S')"


@pytest.mark.parametrize(
    ("question", "shown", "grouped"),
    [
        ("In which minutes did it go down?", "STRFTIME(time, '%H:%M')", False),
        ("List every time of day, in hours and minutes.", "STRFTIME(time, '%H:%M')", False),
        ("At what time did most go down?", "STRFTIME(time, '%H:%M')", True),
        ("When did it go down?", "STRFTIME(time, '%H')", False),
        ("Which days were they?", "STRFTIME(time, '%H:%M')", False),
    ],
)
def test_what_is_coarser_stays_where_that_is_asked(question: str, shown: str, grouped: bool) -> None:
    assert mended(question, shown, grouped=grouped) == ""

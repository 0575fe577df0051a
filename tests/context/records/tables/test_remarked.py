"""Figures in columns below remarks are records; the last remarks name the columns."""

from tests.context.records.conftest import Parse

REMARKS = (
    "# Monthly means of a mountain.\n# Missing months have been interpolated.\n#\n"
    "#            decimal       monthly    #days  st.dev\n"
    "#             date         average           of days\n"
)


def series(years: int = 3) -> str:
    return "".join(
        f" {1958 + n // 12}   {n % 12 + 1:>2}   {1958 + n / 12:.4f}      {315 + n / 10:6.2f}     "
        f"{-1 if n < 3 else 20 + n % 9:>2}   {-9.99 if n < 3 else 0.1 * (n % 7):5.2f}\n"
        for n in range(12 * years)
    )


def test_columns_are_called_as_the_remarks_above_them_say(parse: Parse) -> None:
    parsed = parse({"series.txt": REMARKS + series()})

    assert list(parsed.types) == [
        "year",
        "month",
        "decimal_date",
        "monthly_average",
        "days",
        "st_dev_of_days",
        "line",
    ]
    assert parsed.ask("SELECT year, month, monthly_average FROM records ORDER BY 3 DESC LIMIT 1") == [
        (1960, 12, 318.5)
    ]
    assert parsed.ask("SELECT count(*), count(st_dev_of_days), min(days) FROM records") == [(36, 33, 20)]


def test_as_many_words_as_columns_are_their_names(parse: Parse) -> None:
    rows = "".join(f"{n} {n * n / 4:.2f} {-n}\n" for n in range(1, 30))
    parsed = parse({"figures.dat": "% A balloon over Denby\n% second height drift\n" + rows})

    assert parsed.ask("SELECT second, height, drift FROM records ORDER BY height DESC LIMIT 1") == [
        (29, 210.25, -29)
    ]


def test_remarks_that_name_nothing_make_no_table(parse: Parse) -> None:
    rows = "".join(f"{n} {n * n / 4:.2f} {-n}\n" for n in range(1, 30))
    words = "".join(f"{n} went to Oslo\n" for n in range(1, 30))

    for text in ("# Seen from the tower of the town hall in May.\n" + rows, "# when who where\n" + words):
        assert "height" not in parse({"a.txt": text}).types
        assert "second" not in parse({"a.txt": text}).types

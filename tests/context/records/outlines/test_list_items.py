"""Lists whose items are made alike."""

import pytest

from tests.context.records.conftest import Parse

NAMES = ["Ada Brandt", "Ludwig van Halm", "Iris O'Dunmore", "Tom Keel", "Nora Vane"] * 4
CITIES = ["Oslo", "New York", "Graz", "Porto", "Rio de Janeiro"] * 4


def test_the_number_before_an_item_is_its_place_and_a_name_is_whole(parse: Parse) -> None:
    items = zip(NAMES, CITIES, strict=True)
    text = "".join(
        f"{n}. {name}, {city} ({1900 + n}) - {n * 2} points\n" for n, (name, city) in enumerate(items, 1)
    )
    parsed = parse({"results.txt": text})

    assert parsed.types == {
        "place": "integer",
        "name": "text",
        "text": "text",
        "year": "integer",
        "points": "integer",
        "line": "text",
    }
    assert parsed.ask("SELECT name, text, year, points FROM records WHERE place = 5") == [
        ("Nora Vane", "Rio de Janeiro", 1905, 10)
    ]
    assert parsed.texts()[1] == b"2. Ludwig van Halm, New York (1902) - 4 points"


@pytest.mark.parametrize("name", ["team.md", "team.txt"])
def test_bold_letters_are_no_part_of_a_name(parse: Parse, name: str) -> None:
    text = "# Team\n\n" + "".join(
        f"* **{who}** \u2013 {n + 30}, {CITIES[n]}\n" for n, who in enumerate(NAMES)
    )
    parsed = parse({name: text})

    assert parsed.ask("SELECT name, number, text FROM records LIMIT 2") == [
        ("Ada Brandt", 30, "Oslo"),
        ("Ludwig van Halm", 31, "New York"),
    ]
    assert parsed.tables[0].rows == 20


def test_small_words_part_what_is_between_and_name_it(parse: Parse) -> None:
    text = "".join(
        f"- 2024-01-{n + 1:02}: {who} visited {CITIES[n]}, cost {n * 100 + 1000:,} EUR\n"
        for n, who in enumerate(NAMES)
    )
    parsed = parse({"visits.md": text})

    assert parsed.types == {
        "date": "date",
        "name": "text",
        "visited": "text",
        "cost_eur": "integer",
        "line": "text",
    }
    assert parsed.ask("SELECT name, visited, cost_eur FROM records WHERE date = '2024-01-02'") == [
        ("Ludwig van Halm", "New York", 1100)
    ]


def test_an_item_with_a_sign_more_is_not_read_wrongly(parse: Parse) -> None:
    items = [f"- {who}, {CITIES[n]} ({n})\n" for n, who in enumerate(NAMES)]
    items[7] = "- Keel, Tom, Oslo (7)\n"
    parsed = parse({"team.txt": "".join(items)})

    assert parsed.ask("SELECT count(*), count(name), count(text) FROM records") == [(20, 19, 19)]


@pytest.mark.parametrize(
    "item",
    [
        "- Remember: what was said about item {n}, on that long evening, is true, every word\n",
        "- word{n}\n",
        "- milk and {n} eggs\n",
        "{n}. We went on, and nobody knew (not even he) where the road of day {n} would lead us in the end\n",
        "- 2024-01-{n:02} 10:00:00 INFO started worker {n} with a plan\n",
    ],
)
def test_items_that_are_sentences_or_words_have_no_such_columns(parse: Parse, item: str) -> None:
    parsed = parse({"notes.txt": "".join(item.format(n=n) for n in range(1, 29))})

    names = set(parsed.types) if parsed.tables else set()
    assert not names & {"place", "name"}


def test_first_and_last_names_are_one_column_in_lines_without_signs(
    parse: Parse,
) -> None:
    people = ["Ada Brandt", "Iris Dunmore", "Tom Keel", "Nora Vane"] * 8
    text = "".join(
        f"{who} visited {CITIES[n % 4][:4]} on 2024-01-{n % 28 + 1:02} for {n % 5} days\n"
        for n, who in enumerate(people)
    )
    parsed = parse({"visits.txt": text})

    assert list(parsed.types) == ["name", "visited", "date", "number", "line"]
    assert parsed.ask("SELECT DISTINCT name FROM records WHERE name LIKE 'Ada%'") == [("Ada Brandt",)]


@pytest.mark.parametrize(
    ("firsts", "lasts"),
    [
        (["Oslo", "Graz", "Porto", "Lyon"], ["Graz", "Porto", "Lyon", "Oslo"]),  # from one place to another
        (["Session", "Login"], ["Opened", "Failed"]),  # too few to be names
        (
            ["Monday", "Tuesday", "Friday", "Sunday"],
            ["Paris", "Rome", "Berlin", "Madrid", "Vienna"],
        ),  # unrelated
    ],
)
def test_words_that_do_not_belong_together_stay_apart(
    parse: Parse, firsts: list[str], lasts: list[str]
) -> None:
    text = "".join(
        f"{firsts[n % len(firsts)]} {lasts[n % len(lasts)]} took {n % 9} hours\n" for n in range(80)
    )
    parsed = parse({"lines.txt": text})

    assert list(parsed.types)[:2] == ["word", "word_2"]

"""Numbers, sizes, times and states are said as people say them."""

from datetime import UTC, datetime, timedelta

import pytest

from rlm_desktop import events as happened
from rlm_desktop.gui.answers.export import file_name
from rlm_desktop.gui.answers.headlines import headline
from rlm_desktop.gui.answers.steps import Story
from rlm_desktop.gui.saying import words
from rlm_desktop.reply import Coverage, Evidence, Usage
from tests.gui.fake_runs import a_reply


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (3_100_000_000, "3.1 GB"),
        (999_999, "1.0 MB"),
        (64_000, "64 KB"),
    ],
)
def test_a_size_has_two_figures_that_count(count: int, said: str) -> None:
    assert words.size(count) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [(0.04, "under 0.1 s"), (9.8, "9.8 s"), (41.2, "41 s"), (200, "3 min 20 s"), (3900, "1 h 5 min")],
)
def test_a_duration_is_as_exact_as_it_is_long(amount: float, said: str) -> None:
    assert words.seconds(amount) == said


def test_a_share_claims_all_or_nothing_only_when_it_is() -> None:
    assert words.percent(999, 1000) == "over 99 %"
    assert words.percent(1, 1000) == "under 1 %"
    assert words.percent(1000, 1000) == "100 %"
    assert words.percent(0, 1000) == "0 %"


def test_times_of_today_and_yesterday_are_told_by_their_day() -> None:
    now = datetime(2026, 3, 12, 15, 0, tzinfo=UTC).astimezone()
    assert words.when(now, now).startswith("Today")
    assert words.when(now - timedelta(days=1), now).startswith("Yesterday")
    assert words.when(now - timedelta(days=9), now) == "3 March 2026"


def test_rows_of_any_shape_become_a_table() -> None:
    named = words.grid([{"a": 1, "b": "x"}, {"a": 2, "b": None}])
    assert named is not None
    assert named.columns == ("a", "b")
    assert named.rows == ((1, "x"), (2, None))
    counts = words.grid({"anna": 3, "carl": 2})
    assert counts is not None
    assert words.series(counts) == [("anna", 3.0), ("carl", 2.0)]
    pairs = words.grid([[11, 22], [11, 33]])
    assert pairs is not None
    assert words.series(pairs) is None


@pytest.mark.parametrize("value", ["a word", 12, ["user17", 256], [], None, {"only": 1}])
def test_a_word_a_number_or_a_short_list_is_no_table(value: object) -> None:
    assert words.grid(value) is None


def test_a_table_too_long_for_the_card_says_what_is_left_off() -> None:
    table = words.grid([[number, "x"] for number in range(1200)])
    assert table is not None
    assert (len(table.rows), table.left_off) == (words.ROWS_SHOWN, 1200 - words.ROWS_SHOWN)


def test_the_honesty_line_tells_code_from_model() -> None:
    partly = a_reply(
        coverage=Coverage(
            bytes_total=1000,
            bytes_scanned=400,
            bytes_read_by_model=50,
            bytes_looked_at=70,
            documents_total=4,
            documents_touched=1,
        ),
        usage=Usage(seconds=3.0, sub_calls=2),
    )
    assert words.honesty(a_reply()).startswith(
        "All 3 documents scanned by code · none of the text read by the model"
    )
    assert (
        "40 % of the text scanned by code, in 1 of 4 documents · 50 bytes read by the model"
        " · 70 bytes more by its first layers" in words.honesty(partly)
    )


def test_a_missing_answer_has_words_of_its_own() -> None:
    assert headline(a_reply(status="not_found", answer="", value=None))[0] == "The text does not say."
    assert words.status("stopped") == ("Stopped", "neutral")
    assert words.status("anything") == ("Unfinished", "neutral")
    sampled = a_reply(status="estimated", evidence=Evidence(), coverage=Coverage(exhaustive=False))
    assert words.first_aid(sampled).startswith("This rests on a sample")
    read = a_reply(status="estimated", evidence=Evidence(), coverage=Coverage(exhaustive=True))
    assert words.first_aid(read).startswith("All of it was read by a model")


def test_only_what_a_limit_ended_is_asked_again_with_a_longer_one() -> None:
    ended = a_reply(status="partial", notes=("The run's limit of 60 seconds is reached.",))
    doubted = a_reply(status="partial", notes=("Lines were counted, and the question asks for letters.",))

    assert "longer time limit" in words.first_aid(ended)
    assert words.first_aid(doubted).startswith("Look at the places")


def test_until_the_first_word_of_a_program_the_planner_reads() -> None:
    story = Story()
    key = story.add(happened.TurnStarted(turn=1, candidates=2, prompt="all of it"))
    assert key is not None
    assert story.steps[key].text == "The Planner reads what was found"

    first = story.add(happened.TextStreamed(turn=1, candidate=0, text="SELECT"))
    second = story.add(happened.TextStreamed(turn=1, candidate=1, text="SELECT"))

    assert (first, second) == (key, None)
    assert story.steps[key].text == "Writing 2 programs"


def test_reading_that_ends_before_its_last_passage_is_no_longer_under_way_when_the_next_begins() -> None:
    story = Story()
    first = story.add(happened.SubCallsStarted(what="who was paid", calls=12))
    read = happened.SubCallFinished(
        what="who was paid", number=3, of=12, prompt="…", reply="Ada", cached=False, tokens=40, seconds=0.5
    )
    story.add(read)
    second = story.add(happened.SubCallsStarted(what="checking what was read", calls=1))

    assert first and second and first != second
    assert [story.steps[key].state for key in (first, second)] == ["done", "doing"]


def test_numbers_that_name_something_are_not_grouped() -> None:
    assert words.cell(20_001, "order_id") == "20001"
    assert words.cell(20_001, "orders") == "20,001"
    assert words.cell(80_331, "Zip") == "80331"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Which city has the most orders, and how many?", "Which city has the most orders, and how many"),
        ('What is in "../etc/passwd"?', "What is in etc passwd"),
        ("word " * 40, ("word " * 12).strip()),
    ],
)
def test_an_answer_is_saved_under_its_question(question: str, name: str) -> None:
    assert file_name(question) == name


def test_one_of_one_is_no_progress_to_tell() -> None:
    assert words.how_far(happened.IngestProgressed(doing="reading files", done=0, total=1)) == "Reading files"

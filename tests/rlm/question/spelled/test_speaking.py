"""What a question says of a log's lines themselves is looked for in none of them."""

import pytest

from rlm_desktop.profile import Column
from rlm_desktop.rlm.question import amounts
from rlm_desktop.rlm.question.spelled import speaking
from tests.rlm.question.lines.test_wording import linked


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which host sent the most messages, and how many?", {"sent"}),
        ("How many messages did each daemon send?", {"send"}),
        ("Which component produced the fewest lines?", {"produced"}),
        ("How often did the broker complain that it is no leader?", {"complain"}),
        ("How many times did sshd warn of a break-in?", {"warn"}),
        ("How many INSERT statements were run?", {"run"}),
        ("How many mails were sent?", set()),
        ("How many alerts were raised?", set()),
        ("How many jobs failed?", set()),
        ("Which user was warned?", set()),
    ],
)
def test_lines_are_written_and_complain_without_saying_so(question: str, said: set[str]) -> None:
    assert speaking.words_of(question) == said


def test_such_a_word_is_not_missed_in_the_lines_and_others_are() -> None:
    assert linked("Which program sent the most messages?").unsaid == ()
    assert linked("Did sshd complain that a password failed?").unsaid == ()
    assert linked("How many mails were sent?").unsaid == ("mails", "sent")


def test_how_an_amount_is_compared_is_no_word_of_lines() -> None:
    assert speaking.without_asking("How many took longer than 10 ms?") == "How many took ? 10 ms?"
    assert "longer than" in speaking.without_asking("How many took longer than expected?")


def test_units_in_which_a_column_counts_are_no_words_of_lines() -> None:
    columns = [Column(name="duration_ms", type="decimal"), Column(name="size", type="text")]

    assert amounts.said_units("How many milliseconds did it take?", columns) == {"milliseconds"}
    assert amounts.said_units("How many kilobytes is it?", columns) == set()


def test_what_is_done_with_lines_is_no_word_of_them() -> None:
    assert speaking.without_asking("How many lines did javac print?") == "How many lines did javac ??"
    assert speaking.without_asking("Who printed most lines, of the 9?") == "Who ? most lines, of the 9?"
    assert "print" in speaking.without_asking("How many printers print?")
    assert "sent" in speaking.without_asking("Who sent most messages?")


@pytest.mark.parametrize(
    ("word", "question"),
    [
        ("notice", 'How many login attempts did fail2ban notice ("Found")?'),
        ("report", "How often did the build server report that a job failed?"),
        ("warn", "Of what does the daemon warn?"),
    ],
)
def test_what_a_program_perceives_is_no_level(word: str, question: str) -> None:
    assert speaking.is_perceiving(word, question)


@pytest.mark.parametrize(
    ("word", "question"),
    [
        ("notice", "How many lines did sshd write at level notice?"),
        ("notice", "How many notice messages did sshd write?"),
        ("notice", "Did fail2ban notice more notice lines than warnings?"),
        ("notice", "How many of the lines are notice?"),
        ("error", "How many times did the server error?"),
        ("report", "Which function is called report?"),
        ("warn", "How often did it log a warn message?"),
    ],
)
def test_a_level_may_be_called_like_a_verb(word: str, question: str) -> None:
    assert not speaking.is_perceiving(word, question)


def test_before_an_outcome_it_is_said_no_more_than_that_it_was_so() -> None:
    assert speaking.without_asking("How many jobs ended in failure?") == "How many jobs ? failure?"
    assert speaking.without_asking("How many resulted in a timeout?") == "How many ? a timeout?"
    assert "ended" in speaking.without_asking("How many jobs ended in the morning?")
    assert "ended" in speaking.without_asking("How many jobs ended in 2019?")
    assert "ended" in speaking.without_asking("How many sessions ended?")
    assert "completed" in speaking.without_asking("How many jobs completed in under 5 seconds?")
    assert "finished" in speaking.without_asking("How many jobs finished with more than 3 files?")


def test_an_order_to_count_something_is_no_word_of_lines() -> None:
    said = speaking.without_asking(
        "How often did it put a ban on a host? Don't count the notes that it was banned."
    )

    assert said == "How often did it ? a ban on a host? ?  it was banned."
    assert "put" in speaking.without_asking("How many put requests were there?")
    assert "count" in speaking.without_asking("How many lines do count the hosts?")


def test_what_a_program_did_perceive_is_no_word_of_lines() -> None:
    assert speaking.without_asking("How many did fail2ban notice?") == "How many did fail2ban ??"
    assert "notice" in speaking.without_asking("How many notice lines did it write?")

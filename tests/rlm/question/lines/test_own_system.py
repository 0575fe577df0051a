"""The system whose log it is sets no condition."""

import msgspec
import pytest

from rlm_desktop.profile import Column
from rlm_desktop.rlm.question.lines import own_system
from tests.rlm.question.times.test_holidays import LOG, of


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which host connected to our mail server most often?", "Which host connected to it most often?"),
        ("Who logged in to our server?", "Who logged in to it?"),
        ("How often did the server note that it did not reply?", "How often it did not reply?"),
        ("Who told that the server was down?", "Who told that the server was down?"),
        ("How many users have our newsletter?", "How many users have our newsletter?"),
        ("Which of our servers failed?", "Which of our servers failed?"),
        ("How many requests did the Tusita web application receive?", "How many requests were there?"),
        ("How many requests did it get on 3 May?", "How many requests were there on 3 May?"),
        ("On which days has the site got requests?", "On which days has it got requests?"),
        (
            "List all the days on which the web application received requests.",
            "List all the days on which there were requests.",
        ),
        ("How many mails did the server receive late?", "How many mails did it receive late?"),
        ("How many times was the database server shut down?", "How many times was it shut down?"),
        ("How often did the server fail to reply?", "How often did it fail to reply?"),
        ("How often did the search server fail?", "How often did the search server fail?"),
        ("Which was the server with most errors?", "Which was the server with most errors?"),
        ("What did the server B7 say?", "What did the server B7 say?"),
    ],
)
def test_our_server_is_what_all_lines_are_about(question: str, said: str) -> None:
    assert own_system.as_it(question, LOG) == said


def test_a_chat_is_the_meeting_in_which_all_was_said() -> None:
    columns = tuple(Column(name=name, type="text") for name in ("speaker", "message"))
    table = msgspec.structs.replace(LOG.tables[0], columns=columns)
    chat = msgspec.structs.replace(LOG, tables=(table,))
    question = "Who wrote the most messages in the meeting, and how many?"

    assert own_system.as_it(question, chat) == "Who wrote the most messages, and how many?"
    assert own_system.as_it(question, LOG) == question
    channel = "Who wrote in the log channel?"
    assert own_system.as_it(channel, chat) == channel


def test_elsewhere_it_may_be_one_of_several() -> None:
    assert own_system.as_it("What does our server cost?", of("json")) == "What does our server cost?"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many warnings did Jenkins write?", "How many warnings did it write?"),
        (
            "List the numbers of the Jenkins builds that failed.",
            "List the numbers of the builds that failed.",
        ),
        ("How long did Jenkins' clean task take?", "How long did the clean task take?"),
        ("How many builds failed in the Jenkins log?", "How many builds failed in the log?"),
        ("Who started build 30 in Jenkins?", "Who started build 30?"),
        ("How often did Jenkins-2 fail?", "How often did Jenkins-2 fail?"),
        ("Who is called Jenkins Miller?", "Who is called Jenkins Miller?"),
        ("How many lines mention jenkins?", "How many lines mention jenkins?"),
        ("How many requests came from Jenkins?", "How many requests came from Jenkins?"),
    ],
)
def test_what_a_log_is_called_after_is_what_its_lines_are_about(question: str, said: str) -> None:
    assert own_system.as_it(question, LOG, ["var/jenkins.log"]) == said
    assert own_system.as_it(question, LOG, ["var/jenkins.log", "other.log"]) == question


def test_what_any_log_may_be_called_stays() -> None:
    question = "How many Error lines did Server write?"

    assert own_system.as_it(question, LOG, ["server-error.log"]) == question

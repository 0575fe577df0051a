"""A setting that a question names is looked up in the line that has it."""

import pytest

from tests.fakes import FakeContext
from tests.rlm.asked import Asked

STARTED = """\
[2016-12-19 19:27:47] INFO Config values:
\tlog.cleaner.delete.retention.ms = 86400000
\tlog.retention.bytes = 5120000
\tlog.retention.hours = 1
\tlog.roll.hours = 168
\tlog.dirs = /var/lib/logs
\tnum.network.threads = 3
\tzookeeper.connection.timeout.ms = 6000
\tmax.connections = 100
[2016-12-19 19:27:48] INFO started: all = well
"""
SECTIONS = """\
[server]
host = 0.0.0.0
port = 8443

[database]
host = "db.internal"
port: 5432
timeout = 30
"""


def told(question: str, text: str) -> str:
    return Asked(question, ["I do not know."] * 20, context=FakeContext({"a.txt": text})).reply.answer


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("According to the settings printed at startup, for how many hours are logs retained?", "1"),
        ("How many network threads are configured?", "3"),
        ("What is log.dirs set to?", "/var/lib/logs"),
        ("What is the timeout of the zookeeper connection in the configuration?", "6000"),
        ("What is the maximum number of connections in the settings?", "100"),
    ],
)
def test_the_setting_of_which_most_is_said_is_told(question: str, value: str) -> None:
    assert told(question, STARTED) == value


def test_a_section_says_whose_setting_it_is() -> None:
    assert told("Which port does the database listen on?", SECTIONS) == "5432"
    assert told("What is the host of the database?", SECTIONS) == "db.internal"
    assert told("What is the timeout?", SECTIONS) == "30"
    assert told("What is the port?", SECTIONS) not in ("8443", "5432")


def test_what_no_key_says_is_no_setting() -> None:
    for question in (
        "Which settings concern passwords?",
        "How many settings are there?",
        "Who configured it?",
    ):
        assert (
            Asked(question, ["I do not know."] * 20, context=FakeContext({"a.txt": STARTED})).reply.status
            == "not_found"
        )


def test_a_field_that_stands_several_times_is_none() -> None:
    mails = "Subject: Lunch\nFrom: Ada\nTo: Bo\n\nSubject: Dinner\nFrom: Cy\nTo: Bo\n"

    assert told("What is the subject set to?", mails) not in ("Lunch", "Dinner")


def test_a_caption_of_a_report_is_no_setting() -> None:
    report = (
        "Inventories: (In millions)\nTotal: 4,946\nNote: see below\n"
        + "The stock rose again this quarter.\n" * 40
    )

    assert told("What do the inventories suggest about the supply?", report) != "(In millions)"

"""Lines of a log say the words of a question in other ways: as other words, or as one."""

import pytest

from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.lines import wording
from tests.fakes import FakeContext
from tests.rlm.checking import parted


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            "sshd: Invalid user ada\nsshd: Accepted password for ben\nsshd: Invalid user eve\n",
            [("invalid", 2)],
        ),
        ("sshd: Invalid user ada\nweb: invalid date\ndb: unknown host\n", [("invalid", 1)]),
        ("web: invalid date\nsshd: Accepted password for ben\n", []),
        ("sshd: user ada does not exist\nsshd: invalid user name too long\n", [("does not exist", 1)]),
        ("sshd: User eve not found\nsshd: page not found\nsshd: unknown user\n", [("not found", 1)]),
        ("sshd: no such user\nsshd: no such file\nsshd: illegal user ada\n", [("no such", 1)]),
    ],
)
def test_what_does_not_exist_is_invalid_or_unknown_in_logs(lines: str, said: list[tuple[str, int]]) -> None:
    log = FakeContext({"auth.log": lines}, {"message": "split_part(line, ': ', 2)"})
    question = "How many times was a non-existent user tried?"
    links = wording.added(linking.link(question, log.profile, log.query), question, log.profile, log.query)

    assert [(each.said, each.rows) for each in links.worded if each.phrase == "non-existent"] == said
    assert all(each.loosely for each in links.worded if each.phrase == "non-existent")


def test_what_is_taken_for_not_existing_is_doubted() -> None:
    log = FakeContext(
        {"auth.log": "sshd: Invalid user ada\nsshd: Accepted password for ben\n"},
        {"message": "split_part(line, ': ', 2)"},
    )
    question = "How many times was a non-existent user tried?"
    links = wording.added(linking.link(question, log.profile, log.query), question, log.profile, log.query)
    program = Program(language="sql", text="SELECT COUNT(*) FROM records")
    checked = Grounding(question, log.profile, links, log.query).check(program)

    assert log.query(checked.program.text).rows == ((1,),)
    assert "Others may say “non-existent” in other words in line." in checked.doubts


def test_one_word_that_stands_elsewhere_alone_is_left_off() -> None:
    lines = (
        "kernel: usb driver loaded\n" * 9 + "mount: ntfs label Home mounted\nmount: ntfs label Work mounted\n"
    )
    log = FakeContext(
        {"boot.log": lines},
        {"program": "split_part(line, ':', 1)", "message": "split_part(line, ': ', 2)"},
    )
    question = "What labels have the NTFS drives that were mounted?"
    found = wording.added(linking.link(question, log.profile, log.query), question, log.profile, log.query)

    assert {worded.said for worded in found.worded} == {"label", "ntfs", "mounted"}
    assert found.unsaid == ("drives",)


def test_two_words_may_be_one_in_lines() -> None:
    log = FakeContext(
        {"boot.log": "init: started in userspace\ninit: done\ninit: ready\n"},
        {"program": "split_part(line, ':', 1)", "message": "split_part(line, ': ', 2)"},
    )
    question = "How many processes started in user space?"
    found = wording.added(linking.link(question, log.profile, log.query), question, log.profile, log.query)

    assert "userspace" in {worded.said for worded in found.worded}


def test_the_name_of_a_file_is_one_phrase() -> None:
    log = FakeContext(
        {"db.log": "FATAL no pg_hba.conf entry for host\nLOG reloading config\nLOG config\nLOG hba\n"},
        parted("level", "message", by=" "),
    )
    question = "How many attempts failed because there was no pg_hba.conf entry?"
    found = wording.added(linking.link(question, log.profile, log.query), question, log.profile, log.query)

    assert [(one.said, one.rows) for one in found.worded] == [("hba.conf", 1)]

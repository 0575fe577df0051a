"""A name without a capital is looked for in a log whose lines are columns from end to end."""

from rlm_desktop.profile import Document
from rlm_desktop.rlm.question import absent, linking
from rlm_desktop.rlm.question.lines import bare_names
from rlm_desktop.spans import DocumentId
from tests.fakes import FakeContext

LINES = """\
2026-01-01 10:00:00 status installed curl:amd64 8.1
2026-01-01 10:00:01 status installed tar:amd64 1.3
2026-01-02 10:00:00 status removed curl:amd64 8.1
"""
LOG = FakeContext(
    {"packages.log": LINES}, {"word": "split_part(line, ' ', 3)", "word_2": "split_part(line, ' ', 4)"}
)


def linked(question: str) -> linking.Links:
    return linking.link(question, LOG.profile, LOG.query)


def test_its_lines_are_those_that_are_meant() -> None:
    question = "When was curl installed?"

    (found,) = bare_names.added(linked(question), question, LOG.profile, LOG.query).worded

    assert (found.phrase, found.rows) == ("curl", 2)


def test_a_name_that_no_line_has_is_told() -> None:
    documents = [Document(id=DocumentId(0), name="packages.log", path="", kind="log", bytes=len(LINES))]

    for question, missing in [
        ("When was tar installed?", ()),
        ("When was ripgrep installed?", ("ripgrep",)),
    ]:
        assert absent.named(question, LOG, documents, LOG.profile, linked(question)) == missing


def test_what_has_an_article_is_no_name() -> None:
    assert not list(bare_names.of("When was the package installed?", linked("")))

"""The version that a document is for is the only one it names; where it names several a reader is asked."""

from rlm_desktop.rlm.question.documents import versions
from rlm_desktop.spans import DocumentId
from tests.fakes import FakeContext

FIRST = (DocumentId(0),)


def test_the_only_version_that_stands_there_is_told_with_its_places() -> None:
    context = FakeContext({"guide.md": "Needs Java 11.0 or later.\nJava 11.0 is old.\n"})

    told = versions.told("Which Java version is the guide for?", FIRST, context)

    assert told is not None and told.version == "11.0"
    assert len(told.places) == 2


def test_of_several_versions_none_is_chosen() -> None:
    context = FakeContext({"guide.md": "Java 11.0 came before Java 17.0.\n"})

    assert versions.told("What version of Java is the guide for?", FIRST, context) is None


def test_other_questions_and_questions_about_all_documents_are_left_alone() -> None:
    context = FakeContext({"guide.md": "Needs Java 11.0.\n"})

    assert versions.told("Who likes Java 11.0?", FIRST, context) is None
    assert versions.told("Which Java version is needed?", (), context) is None

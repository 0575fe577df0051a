"""How reports and questions about them are read: odd lines cost no more than others."""

import time
from collections.abc import Callable

import pytest

from rlm_desktop.profile import Document
from rlm_desktop.rlm.passages.statements import answering, asked, choosing, layout, reports
from rlm_desktop.rlm.passages.statements.shelf import Shelf
from rlm_desktop.spans import DocumentId
from tests.fakes import FakeContext
from tests.rlm.passages.test_statements import report

WIDE = "    ".join(["2018", "1,577", "(27)"] * 12) + "    Total"


def test_wide_gaps_and_runs_of_blanks_are_gone_through_once() -> None:
    started = time.process_time()

    assert layout.FIGURES.search(layout._bare(WIDE)) is None
    assert reports._registrant(" " * 6_000 + "x") == ""
    assert time.process_time() - started < 5


def test_the_registrant_stands_above_what_says_so() -> None:
    head = "Commission file 1\n\n  3M COMPANY  \n\n(Exact name of registrant as specified in its charter)\n"

    assert reports._registrant(head) == "3M COMPANY"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Second quarter\nLUMEN TOYS, INC.\nResults", "LUMEN TOYS, INC."),
        ("Second quarter\n  Orchard and Vale Corporation  \n", "Orchard and Vale Corporation"),
        ("This speaks of\nthe results of operations of the company\n", ""),
        ("It is owed\nas agreed with this limited\n", ""),
        ("Results of Operations of the Company\n", ""),
        ("About Our Company\n", ""),
        ("Orchard\nCompany\n", ""),
        ("A line.\n" * 40 + "Lumen Toys Inc.\n", ""),
    ],
)
def test_a_firm_stands_alone_in_its_line_with_capitals(head: str, name: str) -> None:
    assert reports._registrant(head) == name


def test_by_how_many_percent_asks_for_the_growth() -> None:
    wanted = asked.of("By how many percent did 3M's net income change from 2017 to 2018?")

    assert wanted is not None
    assert (wanted.measure, wanted.years, wanted.how) == ("3M's net income", (2017, 2018), "growth")


def test_a_report_is_read_once_for_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    context = FakeContext({"LUMENTOYS_2018_10K.txt": report("LUMEN TOYS, INC.", 2018)})
    read: list[str] = []
    for module, name in ((layout, "sheets"), (reports, "_report")):
        monkeypatch.setattr(module, name, _told(getattr(module, name), name, read))
    shelf = Shelf(context.documents(), context)
    question = "Was Lumen Toys' liquidity profile improving in FY2018? Calculate the FY2018 toy ratio."

    choosing.scope(question, shelf)
    answering.look_up(question, shelf)

    assert sorted(read) == ["_report", "sheets"]


def _told[**Given, Made](
    function: Callable[Given, Made], name: str, calls: list[str]
) -> Callable[Given, Made]:
    def called(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        calls.append(name)
        return function(*args, **kwargs)

    return called


def _document(number: int, name: str) -> Document:
    return Document(id=DocumentId(number), name=name, path="", kind="txt", bytes=1)


def test_a_question_that_is_a_text_itself_is_not_compared_with_all_companies_word_by_word() -> None:
    names = [f"firm{n}holding" for n in range(2_000)]
    known = [
        reports.Report(_document(n, name), frozenset([name]), (name,), 2018, "annual")
        for n, name in enumerate(names)
    ]
    text = " ".join(f"Word{n} Other{n}" for n in range(4_000))
    started = time.process_time()

    assert reports.meant(f"Firm7holding {text}", known).said == "Firm7holding"
    assert time.process_time() - started < 5

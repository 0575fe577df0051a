"""How reports and questions about them are read: odd lines cost no more than others."""

import time

from rlm_desktop.rlm.passages.statements import asked, layout, reports

WIDE = "    ".join(["2018", "1,577", "(27)"] * 12) + "    Total"


def test_wide_gaps_and_runs_of_blanks_are_gone_through_once() -> None:
    started = time.monotonic()

    assert layout._FIGURES.search(layout._bare(WIDE)) is None
    assert reports._registrant(" " * 6_000 + "x") == ""
    assert time.monotonic() - started < 5


def test_the_registrant_stands_above_what_says_so() -> None:
    head = "Commission file 1\n\n  3M COMPANY  \n\n(Exact name of registrant as specified in its charter)\n"

    assert reports._registrant(head) == "3M COMPANY"


def test_by_how_many_percent_asks_for_the_growth() -> None:
    wanted = asked.of("By how many percent did 3M's net income change from 2017 to 2018?")

    assert wanted is not None
    assert (wanted.measure, wanted.years, wanted.how) == ("3M's net income", (2017, 2018), "growth")

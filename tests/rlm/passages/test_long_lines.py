"""Odd lines of a report cost no more than others."""

import time

from rlm_desktop.rlm.passages.statements import layout, reports

WIDE = "    ".join(["2018", "1,577", "(27)"] * 12) + "    Total"


def test_wide_gaps_and_runs_of_blanks_are_gone_through_once() -> None:
    started = time.monotonic()

    assert layout._FIGURES.search(layout._bare(WIDE)) is None
    assert reports._registrant(" " * 6_000 + "x") == ""
    assert time.monotonic() - started < 5


def test_the_registrant_stands_above_what_says_so() -> None:
    head = "Commission file 1\n\n  3M COMPANY  \n\n(Exact name of registrant as specified in its charter)\n"

    assert reports._registrant(head) == "3M COMPANY"

"""Exports carry the whole run, and nothing in them runs."""

import csv
import io

from rlm_desktop.reply import Evidence, Quote, Reply
from rlm_desktop.runs.export import as_csv, as_html, as_markdown

QUOTES = (
    Quote(document="a.csv", start=0, end=9, line=1, quote="=1+1"),
    Quote(document="b.pdf", start=5, end=9, line=7, page=4, quote="a ``` b"),
)
REPLY = Reply(
    run="01J",
    question="Is <b>this</b> code?",
    status="not_found",
    answer="",
    program="print('```')",
    evidence=Evidence(total=2, shown=QUOTES),
)


def test_a_cell_that_a_spreadsheet_would_run_is_made_text() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(REPLY, ()))))

    assert [row["quote"] for row in rows] == ["'=1+1", "a ``` b"]


def test_html_shows_what_stands_there_and_runs_nothing() -> None:
    page = as_html(REPLY, ())

    assert "Is &lt;b&gt;this&lt;/b&gt; code?" in page
    assert "<script" not in page


def test_markdown_fences_are_longer_than_those_inside() -> None:
    text = as_markdown(REPLY, ())

    assert "````\nprint('```')\n````" in text
    assert "b.pdf, page 4: ```` a ``` b ````" in text
    assert "2 of 2 places" in text

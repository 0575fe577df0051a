"""Exports carry the whole run, and nothing in them runs."""

import csv
import io
import re

import msgspec
import pytest

from rlm_desktop.legible import cell
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


@pytest.mark.parametrize(
    "text", ["=1+1", " =cmd|' /C calc'!A0", "+1-1", "-2+3", "@SUM(A1)", "\t=1", "\n=1", "\uff1d1+1"]
)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    reply = msgspec.structs.replace(
        REPLY, evidence=Evidence(total=1, shown=(Quote(document=text, start=0, end=1, line=1, quote=text),))
    )
    (row,) = csv.DictReader(io.StringIO(as_csv(reply, ())))

    assert row["document"] == row["quote"] == f"'{text}"


def test_a_number_below_zero_stays_one() -> None:
    assert [cell(text) for text in ("-5", "-5.25", "+3%", "-1,204")] == ["-5", "-5.25", "+3%", "-1,204"]


def test_markdown_names_nothing_that_a_viewer_would_fetch() -> None:
    picture, tag = "![x](http://127.0.0.1/?q=1)", "<img src=http://127.0.0.1/>"
    reply = msgspec.structs.replace(
        REPLY,
        question=picture,
        answer=f"{tag} {picture} \\[y](http://127.0.0.1/)",
        notes=(picture,),
        evidence=Evidence(
            total=1, shown=(Quote(document=f"{picture}\n# {tag}", start=0, end=1, line=1, quote=picture),)
        ),
    )
    shown = re.sub(r"(`+) .*? \1(?!`)", "", as_markdown(reply, ()))  # what stands in code is shown as it is

    assert not re.search(r"(?<!\\)(?:\\\\)*[<\[]", shown)
    assert "\n# <" not in shown and "\n# \\<" not in shown


def test_html_shows_what_stands_there_and_runs_nothing() -> None:
    page = as_html(REPLY, ())

    assert "Is &lt;b&gt;this&lt;/b&gt; code?" in page
    assert "<script" not in page


def test_markdown_fences_are_longer_than_those_inside() -> None:
    text = as_markdown(REPLY, ())

    assert "````\nprint('```')\n````" in text
    assert "b.pdf, page 4: ```` a ``` b ````" in text
    assert "2 of 2 places" in text


def test_an_answer_of_several_lines_keeps_them() -> None:
    reply = Reply(run="01J", question="How many each?", status="answered", answer="mail, 29\nsearch, 15")

    assert "(answered)\n\n* **mail, 29**\n* **search, 15**\n" in as_markdown(reply, ())
    assert "white-space: pre-line" in as_html(reply, ())

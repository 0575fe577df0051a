"""The document with a title is found by its text, and told by its name."""

import pytest

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.plans import titles
from tests.fakes import FakeContext
from tests.rlm.asked import Asked

TEXTS = {
    "plan-0012.txt": "Abstract\n=====\n\nThis is about tea.\n\nSlow Cups of Tea\n=====\n\nThey are slow.\n",
    "plan-0013.txt": "Abstract\n\nAs plan 12, Slow Cups of Tea. The Copper\nKettle Question is another.\n",
    "plan-0014.txt": "Abstract\n\nNothing of this kind: kettle, question.\n",
}


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ('What is the number of the plan with the title "Slow cups of tea"?', 12),
        ("Which plan is called “The Copper Kettle Question”?", "plan-0013.txt"),
        ("Which plan has the title The Copper Kettle Question? Give its number.", 13),
        ("What is the number of the plan “Slow Cups of Tea”?", 12),
        ("Give me the file name of the document titled 'Slow Cups of Tea'.", "plan-0012.txt"),
    ],
)
def test_a_title_leads_to_its_document(question: str, value: object) -> None:
    asked = Asked(question, context=FakeContext(TEXTS))

    assert (asked.reply.status, asked.reply.value) == ("answered", value)
    assert asked.reply.evidence.total == 1


def test_a_title_that_several_have_as_well_is_not_told_so() -> None:
    texts = dict.fromkeys(("plan-1.txt", "plan-2.txt"), "Minutes of the board\n")
    asked = Asked('Which plan has the title "Minutes of the board"?', context=FakeContext(texts))

    assert asked.reply.status == "not_found"


def test_where_a_column_holds_titles_the_number_is_looked_up_by_it() -> None:
    table = Table(
        name="records",
        kind="headers",
        row_is="document",
        rows=9,
        fits=1.0,
        columns=tuple(Column(name=name, type="text") for name in ("name", "title", "proposal")),
    )
    question = "What is the number of the proposal “Cups, & Saucers”?"
    wanted = titles.asked(question, [], [], {"proposal"})

    assert wanted is not None and wanted.gives == "number"
    sql = titles.query(question, wanted, [table])
    assert sql.startswith('SELECT "proposal" FROM "records"') and sql.endswith("= 'cups saucers'")
    assert titles.query("What is the number of the tea “Cups”?", wanted, [table]) == ""

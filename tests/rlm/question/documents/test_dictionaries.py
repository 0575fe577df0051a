"""A sheet that explains the columns of another one is no table of its own to be asked."""

import msgspec
import pytest

from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.question.documents import dictionaries

POLLS = Table(
    name="records",
    kind="delimited",
    row_is="record",
    rows=450,
    fits=1.0,
    columns=tuple(
        Column(name=name, type="text")
        for name in ("pollster", "number_of_polls", "latest_poll", "house_effect", "banned_by_us")
    ),
)
EXPLAINED = ("Pollster", "# of Polls", "Latest Poll", "House Effect", "Banned by Us", "Sponsor")
SHEET = Table(
    name="sheet1",
    kind="delimited",
    row_is="record",
    rows=6,
    fits=1.0,
    columns=(
        Column(name="column_name", type="text", values=tuple((name, 1) for name in EXPLAINED)),
        Column(name="description", type="text", values=tuple((f"What {n} is", 1) for n in "abcd")),
    ),
)


def shown(question: str, *tables: Table) -> list[str]:
    profile = Profile(documents=1, bytes=9, lines=9, tables=tables)
    return [table.name for table in dictionaries.without(profile, question).tables]


def test_what_explains_columns_is_not_asked_for_rows() -> None:
    assert shown("How many pollsters had their latest poll in 2018?", POLLS, SHEET) == ["records"]
    assert shown("Which pollster has done the most polls?", SHEET, POLLS) == ["records"]


@pytest.mark.parametrize(
    "question",
    ["What does house effect mean?", "How is the latest poll defined?", "Which columns are there?"],
)
def test_what_a_column_means_is_told_by_it(question: str) -> None:
    assert shown(question, POLLS, SHEET) == ["records", "sheet1"]


def test_other_tables_stay() -> None:
    towns = msgspec.structs.replace(
        SHEET,
        columns=(
            Column(name="town", type="text", values=(("Oslo", 3), ("Rome", 2), ("Bonn", 1), ("Graz", 1))),
        ),
    )

    assert shown("How many pollsters are there?", POLLS, towns) == ["records", "sheet1"]
    assert shown("How many pollsters are there?", SHEET) == ["sheet1"]

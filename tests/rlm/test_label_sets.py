"""A question names the labels that texts are to be told by."""

import pytest

from rlm_desktop import profile as profiles
from rlm_desktop.profile import Column, Profile
from rlm_desktop.rlm.labelling.sets import LabelSet, name_columns, named_in


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "The answer is one of 3 categories: 'human being', 'location', 'entity'.",
            ("human being", "location", "entity"),
        ),
        ("Labels: ham, spam. Which is more common?", ("ham", "spam")),
        (
            "The kinds are: plain, salt and pepper, sweet or sour.",
            ("plain", "salt and pepper", "sweet", "sour"),
        ),
        ("Is the sentiment of most reviews classified as positive or negative?", ("positive", "negative")),
        ("Each row has a label, \u201cyes\u201d or \u201cno\u201d.", ("yes", "no")),
    ],
)
def test_a_set_of_labels_is_known_where_it_is_named(text: str, labels: tuple[str, ...]) -> None:
    found = named_in(text)

    assert found is not None
    assert found.labels == labels


@pytest.mark.parametrize(
    "text",
    [
        "How many rows are more common or less common?",
        "He said 'yes', 'no' and 'perhaps'.",
        "Which label is the most common?",
        "Is red more common, less common, or the same frequency as blue?",
    ],
)
def test_what_names_no_labels_has_none(text: str) -> None:
    assert named_in(text) is None


def test_the_names_of_columns_are_no_labels() -> None:
    columns = tuple(Column(name=name, type="text") for name in ("rank", "study_type", "conditions"))
    table = profiles.Table(
        name="records", kind="delimited", row_is="record", rows=9, fits=1.0, columns=columns
    )
    profile = Profile(documents=1, bytes=1, lines=1, tables=(table,))

    found = named_in('Types:\n"Rank","Study Type","Conditions"\n1,"A","B"')
    assert found is not None
    assert name_columns(found, profile)
    assert not name_columns(LabelSet(("ham", "spam"), "The labels are ham and spam."), profile)

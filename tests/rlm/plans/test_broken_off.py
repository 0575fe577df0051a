"""An answer over records of a text that breaks off says so, whichever way it was found."""

import pytest

from rlm_desktop.profile import Profile, Table
from rlm_desktop.rlm.plans import broken_off
from rlm_desktop.spans import DocumentId


def table(name: str, *broken: tuple[int, str]) -> Table:
    return Table(name=name, kind="json", row_is="record", rows=60, fits=1.0, columns=(), broken_off=broken)


PROFILE = Profile(
    documents=3,
    bytes=9,
    lines=9,
    tables=(table("records", (1, "a.json")), table("bills"), table("gifts", (3, "g.xml"))),
)


@pytest.mark.parametrize(
    ("program", "documents", "named"),
    [
        ("answer(sql('SELECT count(*) FROM records'))", [], ["a.json"]),
        ("answer(count())", [], ["a.json"]),
        ("answer(sql('SELECT count(*) FROM bills'))", [], []),
        ("answer(sql('SELECT r.id FROM records AS r JOIN gifts USING (id)'))", [], ["a.json", "g.xml"]),
        ("answer(find(question, search(question)))", [2], []),
        ("answer(find(question, search(question)))", [2, 3], ["g.xml"]),
    ],
)
def test_it_is_told_of_the_tables_that_an_answer_rests_on(
    program: str, documents: list[int], named: list[str]
) -> None:
    notes = list(broken_off.told(PROFILE, program, {DocumentId(number) for number in documents}))

    assert len(notes) == len(named)
    assert all(f"“{name}” breaks off before its end" in note for note, name in zip(notes, named, strict=True))

"""Who was at a meeting is a column of the minutes, without handles and roles."""

import pytest

from rlm_desktop.context.records.heads.attendance import pairs_of
from tests.context.records.conftest import Parse

MINUTES = """# Rope Club, meeting {n}

## Present

### Members

* Ada Love @ada (chair)
* Bob <mailto:bob@example.org>

### Guests

* @cyd (guest)
* Dan Hook @dan (guest) - came at 16:23

## Agenda

* Ropes
"""


@pytest.mark.parametrize(
    "text",
    [
        MINUTES,
        "# Club\n\n**Attendees:**\n- Ada Love\n- Bob\n- cyd\n- Dan Hook\n\nThen:\n- Ropes\n",
        "Club\n\nParticipants:\n1. Ada Love (x)\n2. Bob\n3. cyd\n4. Dan Hook\n\nRopes\n",
        "== Attendance ==\n* [x] Ada Love\n* [x] Bob\n* [X] cyd\n* [ ] Eve\n* [x] Dan Hook\n== Why ==\n",
    ],
)
def test_those_who_are_listed_were_there(text: str) -> None:
    assert pairs_of(text) == [("Attendees", "Ada Love\x1fBob\x1fcyd\x1fDan Hook")]


def test_those_who_were_not_are_told_apart() -> None:
    text = "## Present\n- Ada\n\n## Apologies\n- Bob\n"

    assert pairs_of(text) == [("Attendees", "Ada"), ("Absent", "Bob")]


def test_lists_of_other_things_are_no_attendance() -> None:
    assert pairs_of("## Present problems\n- Ada\n\n## Present\n\nIt is said that\n\n- a rope ages\n") == []
    assert pairs_of("## Present\n\nN/A\n\n## Agenda\n- Ropes\n") == []


def test_minutes_without_other_headers_have_a_table(parse: Parse) -> None:
    parsed = parse({f"2019-03-0{n}.md": MINUTES.format(n=n) for n in range(1, 7)})

    assert parsed.ask("SELECT title, attendees FROM records WHERE date = '2019-03-02'") == [
        ("Rope Club, meeting 2", "Ada Love, Bob, cyd, Dan Hook")
    ]

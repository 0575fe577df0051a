"""What of a program's answer was found by it, and what it had ready."""

import pytest

from rlm_desktop.rlm.programs import Program, is_written_out

NONE = "No station in Texas has records."
EITHER = f'hits = scan("Texas 2024").hits\nif hits:\n    answer(hits)\nelse:\n    answer("{NONE}")'


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        (EITHER, NONE, True),
        (f'answer("{NONE}" if not scan("Texas").hits else "Some of them have")', NONE, True),
        (EITHER, "Dallas Love Field has some", False),
        ('n = count("late")\nanswer("yes" if n else "no")', "no", False),
        (f'answer("{NONE}")', NONE, False),
    ],
)
def test_a_sentence_that_a_program_has_ready_is_not_found_in_the_text(
    text: str, value: str, expected: bool
) -> None:
    assert is_written_out(Program(language="python", text=text), value) is expected


def test_what_a_query_gives_is_found() -> None:
    assert not is_written_out(Program(language="sql", text=f"SELECT '{NONE}'"), NONE)

"""What a table has a box for is found by the box, or it is said that there is one."""

import pytest

from tests.fakes import FakeContext
from tests.rlm.checking import check, parted

LINES = "".join(
    f"{cause};{coc};{'Y' if n % 3 == 0 else ''};{'yes' if n % 2 else 'no'}\n"
    for n, (cause, coc) in enumerate([("cocaine and heroin", "Y"), ("mixed drugs", "y"), ("fall", "")] * 10)
)


@pytest.mark.parametrize(
    ("question", "condition", "rows", "sure"),
    [
        ("In how many deaths was cocaine marked as involved?", "cause LIKE '%cocaine%'", 20, False),
        ("How many people died of cocaine?", "cause LIKE '%cocaine%'", 10, False),
        ("How many deaths were marked as caused by a fall?", "cause LIKE '%fall%'", 10, True),
    ],
)
def test_a_box_that_is_called_so_is_the_mark(question: str, condition: str, rows: int, sure: bool) -> None:
    context = FakeContext({"deaths.txt": LINES}, _empty("cause", "coc", "her", "seen"))
    checked = check(question, f"SELECT COUNT(*) FROM records WHERE {condition}", context)

    assert context.query(checked.program.text).rows == ((rows,),)
    assert any("coc" in doubt for doubt in checked.doubts) is not sure


def _empty(*names: str) -> dict[str, str]:
    return {name: f"nullif({text}, '')" for name, text in parted(*names).items()}

"""A machine is asked for by the first part of its name."""

import pytest

from rlm_desktop.rlm.question import linking
from tests.fakes import FakeContext
from tests.rlm.checking import check, parted

LINES = "".join(
    f"{host};{said}\n"
    for host, said in (
        ("WEB3.shop.example", "a link to WEB3"),
        ("WEB3.shop.example", "all is well"),
        ("mail-1.shop.example", "WEB3 does not answer"),
        ("combo.shop.example", "all is well"),
    )
)


def context() -> FakeContext:
    return FakeContext({"events.txt": LINES}, parted("machine", "said"), notes={"said": "free text"})


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many events came from WEB3?", "WEB3.shop.example"),
        ("How many events came from web3?", "WEB3.shop.example"),
        ("How many did mail-1 send?", "mail-1.shop.example"),
        ("How many came from the server combo?", "combo.shop.example"),
        ("How many events have a combo?", ""),
        ("How many came from WEB33?", ""),
        ("How many are about WEB3.shop.test?", ""),
    ],
)
def test_a_machine_is_found_by_the_first_part_of_its_name(question: str, value: str) -> None:
    text = context()
    found = [link.value for link in linking.link(question, text.profile, text.query).values if link.otherwise]

    assert found == ([value] if value else [])


def test_where_the_texts_were_looked_through_for_a_machine_that_is_told() -> None:
    texts = "SELECT COUNT(*) FROM records WHERE CONTAINS(LOWER(said), 'web3')"
    begins = "SELECT COUNT(*) FROM records WHERE machine LIKE 'WEB3%'"

    assert any("WEB3" in doubt for doubt in check("How many events came from WEB3?", texts, context()).doubts)
    assert not any(
        "WEB3" in doubt for doubt in check("How many events came from WEB3?", begins, context()).doubts
    )

"""The suite over the sample library: its answers are those of the shipped files."""

from pathlib import Path

import pytest

from rlm_desktop.bench import sample
from rlm_desktop.bench.gold import Number, shown
from rlm_desktop.bench.suite import Workplace


def test_the_answers_are_counted_in_the_shipped_files(tmp_path: Path) -> None:
    asked = {question.text: question for question in sample.build(Workplace(tmp_path), 1)}

    assert len(asked) == 32
    assert all(Path(question.paths[0]).exists() for question in asked.values())
    card = asked["How many orders were not paid by card?"]
    rows = Path(card.paths[0]).read_text(encoding="utf-8").splitlines()[1:]
    assert card.gold == (Number(sum(not row.endswith(",card") for row in rows)),)
    assert shown(asked["How many teapots broke in the post?"].gold) == "seven"


def test_what_two_share_is_not_asked() -> None:
    orders = sample.Orders(({"city": "Oulu"}, {"city": "Cork"}))

    with pytest.raises(LookupError):
        orders.top("city", lambda row: True)

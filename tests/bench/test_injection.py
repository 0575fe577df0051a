"""The pairs of the suite `injection` differ in the orders alone."""

from pathlib import Path

from rlm_desktop.bench import injection
from rlm_desktop.bench.gold import Number
from rlm_desktop.bench.suite import Question, Workplace


def text(question: Question) -> str:
    return Path(question.paths[0]).read_text(encoding="utf-8")


def test_the_texts_with_orders_hold_all_of_the_text_without_and_what_the_order_wants(tmp_path: Path) -> None:
    questions = injection.build(Workplace(tmp_path), seed=1)

    assert len(questions) == 12
    for without, *ordered in (questions[at : at + 3] for at in range(0, 12, 3)):
        assert str(injection.MARK) not in text(without)
        for question in ordered:
            assert (question.text, question.gold) == (without.text, without.gold)
            assert str(injection.MARK) in text(question)
            assert set(text(without).splitlines()) <= set(text(question).splitlines())


def test_all_orders_are_used_and_obeying_counts_as_nothing(tmp_path: Path) -> None:
    questions = [*injection.build(Workplace(tmp_path), 1), *injection.build(Workplace(tmp_path), 2)]
    everything = "\n".join(text(question) for question in questions).replace('""', '"')

    assert all(order.splitlines()[0] in everything for order in injection.ORDERS)
    first = questions[0]
    assert first.score is not None and isinstance(first.gold[0], Number)
    assert first.score(f"It cost {injection.MARK}.") == 0.0
    assert first.score(f"{first.gold[0].value}") == 1.0
    assert first.score("I do not know.") == 0.5

"""Coverage counts distinct bytes, and says exhaustive only when every byte was seen."""

from hypothesis import given
from hypothesis import strategies as st

from rlm_desktop.rlm.coverage import Intervals, Ledger
from rlm_desktop.spans import DocumentId, Span

ONE, TWO = DocumentId(1), DocumentId(2)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=30))
def test_intervals_hold_just_the_bytes_that_were_added(pairs: list[tuple[int, int]]) -> None:
    intervals = Intervals()
    for start, end in pairs:
        intervals.add(start, end)

    assert len(intervals) == len({byte for start, end in pairs for byte in range(start, end)})
    assert list(intervals) == sorted(intervals)
    assert all(
        end < start for (_, end), (start, _) in zip(list(intervals), list(intervals)[1:], strict=False)
    )


def test_reading_twice_counts_once() -> None:
    ledger = Ledger({ONE: 100})
    ledger.read_by_model(Span(ONE, 0, 60))
    ledger.read_by_model(Span(ONE, 40, 70))

    assert ledger.totals().bytes_read_by_model == 70
    assert not ledger.totals().exhaustive


def test_a_run_is_exhaustive_when_code_and_model_together_saw_every_byte() -> None:
    ledger = Ledger({ONE: 100, TWO: 50})
    ledger.scan(Span(ONE, 0, 100))
    ledger.read_by_model(Span(TWO, 0, 50))

    totals = ledger.totals()

    assert totals.exhaustive
    assert (totals.bytes_scanned, totals.bytes_read_by_model, totals.documents_touched) == (100, 50, 2)


def test_what_was_read_counts_as_read_though_first_layers_looked_at_it_too() -> None:
    ledger, chosen = Ledger({ONE: 100, TWO: 50}), Ledger({ONE: 100, TWO: 50})
    chosen.look_at(Span(ONE, 0, 80))
    chosen.read_by_model(Span(ONE, 10, 30))
    ledger.merge(chosen)

    totals = ledger.totals()

    assert (totals.bytes_read_by_model, totals.bytes_looked_at) == (20, 60)
    assert not totals.exhaustive


def test_a_span_beyond_the_end_of_a_document_adds_nothing_that_is_not_there() -> None:
    ledger = Ledger({ONE: 100})
    ledger.scan(Span(ONE, 90, 500))

    assert ledger.totals().bytes_scanned == 10

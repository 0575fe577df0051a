"""A share divides by the rows that it is one of, and what is no share stays as it is."""

import pytest

from tests.rlm.checking import result


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 100.0 * COUNT(*) FILTER (WHERE town = 'Graz' AND status <> 'paid') / COUNT(*) FROM records",
        "SELECT (SELECT COUNT(*) FROM records WHERE town = 'Graz' AND status <> 'paid') * 100.0"
        " / (SELECT COUNT(*) FROM records)",
    ],
)
def test_a_share_of_some_rows_divides_by_these(sql: str) -> None:
    share = result("What share of the orders from Graz was not paid?", sql)

    assert share == ((pytest.approx(100 / 3),),)


def test_a_share_of_all_rows_divides_by_all() -> None:
    sql = "SELECT 100.0 * COUNT(*) FILTER (WHERE town = 'Graz') / COUNT(*) FROM records"

    assert result("What share of the orders is from Graz?", sql) == ((37.5,),)


def test_a_total_is_not_made_a_hundred_times_as_large() -> None:
    assert result("What is the total quantity?", "SELECT SUM(quantity) * 100 FROM records") == ((27,),)
    share = "SELECT 100.0 * COUNT(*) FILTER (WHERE status = 'paid') / COUNT(*) FROM records"
    assert result("What percentage of the orders is paid?", share) == ((62.5,),)

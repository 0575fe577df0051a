"""A small table of orders, for tests of the loop."""

from tests.fakes import FakeContext

LINES = """\
1;2024-03-01;2024-03-01 09:00:00;Graz;dana;bolt;3;paid
2;2024-03-02;2024-03-02 10:00:00;Oulu;dana;bolt;5;open
3;2024-03-02;2024-03-02 23:00:00;Graz;emre;cable;4;paid
4;2023-12-30;2024-12-30 08:00:00;Graz;;bolt;9;late
5;2024-04-11;2024-04-11 08:00:00;Oulu;;cable;2;paid
6;2024-04-12;2024-04-12 08:00:00;Cork;;cable;2;lateXx
7;2024-05-12;2024-05-12 08:00:00;Cork;;cable;1;paid
8;2024-05-13;2024-05-13 08:00:00;Cork;dana;cable;1;paid
"""


def _part(number: int) -> str:
    return f"nullif(split_part(line, ';', {number}), '')"


def shop() -> FakeContext:
    """Eight orders; clerk is empty in four of them."""
    return FakeContext(
        {"orders.txt": LINES},
        {
            "order_no": f"CAST({_part(1)} AS BIGINT)",
            "day": f"CAST({_part(2)} AS DATE)",
            "stamp": f"CAST({_part(3)} AS TIMESTAMP)",
            "town": _part(4),
            "clerk": _part(5),
            "item": _part(6),
            "quantity": f"CAST({_part(7)} AS BIGINT)",
            "status": _part(8),
        },
    )

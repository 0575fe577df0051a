"""A sceptic's questions over the sample library: conditions joined and left out, shares, kinds, free text.

The answers are computed from the shipped files when the suite is built.
"""

import csv
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from rlm_desktop.bench.gold import Gold, Number, Word
from rlm_desktop.bench.suite import Question, Workplace, in_turn
from rlm_desktop.paths import resources

Order = dict[str, str]
_SEARCH = re.compile(r"searched for (?P<term>.+?), (?P<found>\d+) found in (?P<ms>\d+) ms")
_REQUEST = re.compile(r"GET (?P<path>\S+) (?P<status>\d+) in (?P<ms>\d+) ms")


class Orders(msgspec.Struct, frozen=True):
    """The rows of the sample's table of orders."""

    rows: tuple[Order, ...]

    def count(self, fits: Callable[[Order], bool]) -> tuple[Gold, ...]:
        return (Number(sum(map(fits, self.rows))),)

    def share(self, fits: Callable[[Order], bool]) -> tuple[Gold, ...]:
        return (Number(100 * sum(map(fits, self.rows)) / len(self.rows)),)

    def kinds(self, column: str, fits: Callable[[Order], bool] = lambda row: True) -> tuple[Gold, ...]:
        return (Number(len({row[column] for row in self.rows if fits(row)})),)

    def money(self, fits: Callable[[Order], bool]) -> tuple[Gold, ...]:
        return (Number(round(sum(_money(row) for row in self.rows if fits(row)), 2)),)

    def top(self, column: str, fits: Callable[[Order], bool]) -> tuple[Gold, ...]:
        """The value of most of the rows that fit. Raises `LookupError` where two share the first place."""
        (value, most), *others = Counter(row[column] for row in self.rows if fits(row)).most_common(2)
        if others and others[0][1] == most:
            raise LookupError(f"{value} and {others[0][0]} are as common.")
        return (Word(value), Number(most))


def _money(row: Order) -> float:
    return int(row["quantity"]) * float(row["unit_price"])


_ORDERS: tuple[tuple[str, str, Callable[[Orders], tuple[Gold, ...]]], ...] = (
    (
        "or",
        "How many orders are from Italy or Spain?",
        lambda o: o.count(lambda r: r["country"] in ("Italy", "Spain")),
    ),
    (
        "or",
        "How many cancelled orders were paid by card or transfer?",
        lambda o: o.count(lambda r: r["status"] == "cancelled" and r["paid_with"] in ("card", "transfer")),
    ),
    (
        "or",
        "How many orders from Lisbon are cancelled or returned?",
        lambda o: o.count(lambda r: r["city"] == "Lisbon" and r["status"] in ("cancelled", "returned")),
    ),
    (
        "not",
        "How many orders do not come from Portugal?",
        lambda o: o.count(lambda r: r["country"] != "Portugal"),
    ),
    (
        "not",
        "How many orders of Assam were not delivered?",
        lambda o: o.count(lambda r: "Assam" in r["product"] and r["status"] != "delivered"),
    ),
    (
        "not",
        "How many orders are neither delivered nor cancelled?",
        lambda o: o.count(lambda r: r["status"] not in ("delivered", "cancelled")),
    ),
    (
        "not",
        "Which country other than Portugal has the most orders, and how many?",
        lambda o: o.top("country", lambda r: r["country"] != "Portugal"),
    ),
    ("not", "How many orders were not paid by card?", lambda o: o.count(lambda r: r["paid_with"] != "card")),
    ("kinds", "How many countries do the orders come from?", lambda o: o.kinds("country")),
    ("kinds", "How many products are there?", lambda o: o.kinds("product")),
    (
        "kinds",
        "How many different customers cancelled an order?",
        lambda o: o.kinds("customer", lambda r: r["status"] == "cancelled"),
    ),
    (
        "share",
        "What percentage of the orders was paid by card?",
        lambda o: o.share(lambda r: r["paid_with"] == "card"),
    ),
    (
        "share",
        "What share of the orders is from Spain, in percent?",
        lambda o: o.share(lambda r: r["country"] == "Spain"),
    ),
    ("money", "What was the revenue from Italy?", lambda o: o.money(lambda r: r["country"] == "Italy")),
    ("money", "How many orders were worth more than 50 euros?", lambda o: o.count(lambda r: _money(r) > 50)),
    (
        "time",
        "How many orders were placed between 1 February and 15 February 2026?",
        lambda o: o.count(lambda r: "2026-02-01" <= r["date"] <= "2026-02-15"),
    ),
    (
        "time",
        "How many orders from Lisbon were placed in February?",
        lambda o: o.count(lambda r: r["city"] == "Lisbon" and r["date"].startswith("2026-02")),
    ),
    (
        "mean",
        "What is the average number of orders per customer?",
        lambda o: (Number(len(o.rows) / len({r["customer"] for r in o.rows})),),
    ),
    (
        "several",
        "How many customers ordered more than once?",
        lambda o: (Number(sum(n > 1 for n in Counter(r["customer"] for r in o.rows).values())),),
    ),
)

_LETTERS: tuple[tuple[str, str, tuple[Gold, ...]], ...] = (
    ("text", "By how much is the rent of March lowered?", (Number(180),)),
    ("text", "How many teapots broke in the post?", (Word("seven"),)),
    ("text", "What do customers look for most that is not sold?", (Word("decaf"),)),
    ("text", "Between which days will the lift be renewed?", (Number(16), Number(27))),
)


def build(place: Workplace, seed: int) -> Sequence[Question]:
    """The same questions for every seed: there is one sample."""
    if seed > 1:
        return ()
    folder = resources() / "sample" / "kettle-and-fern"
    return list(in_turn([list(_of_orders(folder)), list(_of_log(folder)), list(_of_letters(folder))]))


def _of_orders(folder: Path) -> Iterator[Question]:
    path = folder / "orders.csv"
    with path.open(encoding="utf-8", newline="") as file:
        orders = Orders(tuple(csv.DictReader(file)))
    for kind, text, truth in _ORDERS:
        yield _question("orders", kind, text, truth(orders), path)


def _of_log(folder: Path) -> Iterator[Question]:
    path = folder / "logs" / "shop.log"
    lines = path.read_text(encoding="utf-8").splitlines()
    level = [line.split()[2] for line in lines]
    program = [line.split()[3].partition("[")[0] for line in lines]
    searches = [match for match in map(_SEARCH.search, lines) if match]
    requests = [match for match in map(_REQUEST.search, lines) if match]
    told: tuple[tuple[str, str, Gold], ...] = (
        (
            "or",
            "How many lines have the level WARN or ERROR?",
            Number(sum(each in ("WARN", "ERROR") for each in level)),
        ),
        (
            "or",
            "How many lines of web mention /tea/38 or /tea/20?",
            Number(
                sum(
                    p == "web" and ("/tea/38" in x or "/tea/20" in x)
                    for p, x in zip(program, lines, strict=True)
                )
            ),
        ),
        ("not", "How many lines do not come from web?", Number(sum(p != "web" for p in program))),
        (
            "not",
            "How many lines have a level other than INFO?",
            Number(sum(each != "INFO" for each in level)),
        ),
        (
            "kinds",
            "How many different visitors were there?",
            Number(len(set(re.findall(r"visitor\d+", "\n".join(lines))))),
        ),
        ("value", "How many requests returned 404?", Number(sum(m["status"] == "404" for m in requests))),
        (
            "value",
            "How many searches were there for gift?",
            Number(sum(m["term"] == "gift" for m in searches)),
        ),
        (
            "mean",
            "How long did searches take on average, in ms?",
            Number(statistics.fmean(int(m["ms"]) for m in searches)),
        ),
        (
            "share",
            "What percentage of the lines is of the level ERROR?",
            Number(100 * level.count("ERROR") / len(lines)),
        ),
    )
    for kind, text, gold in told:
        yield _question("log", kind, text, (gold,), path)


def _of_letters(folder: Path) -> Iterator[Question]:
    for kind, text, gold in _LETTERS:
        yield _question("letters", kind, text, gold, folder / "letters")


def _question(topic: str, kind: str, text: str, gold: tuple[Gold, ...], path: Path) -> Question:
    return Question(id=text, topic=topic, kind=kind, text=text, gold=gold, paths=(str(path),))

"""Thirty-three questions about made-up orders, the same kind of table in seven shapes of file."""

import csv
import io
import json
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial

import msgspec

from rlm_desktop.bench.gold import Day, Gold, Number, Word
from rlm_desktop.bench.suite import Question, Workplace

TABLES, ROWS, KINDS = 3, 20_000, 11
_TOWNS = (
    "Oulu",
    "Graz",
    "Leuven",
    "Porto",
    "Turku",
    "Bergen",
    "Lyon",
    "Gdansk",
    "Brno",
    "Split",
    "Basel",
    "Cork",
    "Ghent",
    "Varna",
    "Siena",
)
_CLERKS = (
    "amara",
    "bela",
    "chidi",
    "dana",
    "emre",
    "farid",
    "gita",
    "hana",
    "ivo",
    "jun",
    "kofi",
    "lena",
    "mira",
    "noor",
    "omar",
)
_ITEMS = ("bolt", "hinge", "cable", "lens", "pump", "valve", "sensor", "bracket", "gasket", "relay")
_FIRST_DAY = date(2023, 1, 1)


Asked = tuple[str, str, tuple[Gold, ...]]
"""Kind, question, answer."""


class Order(msgspec.Struct, frozen=True):
    number: int
    day: date
    town: str
    clerk: str
    item: str
    quantity: int
    price: float
    status: str


def build(place: Workplace, seed: int) -> Sequence[Question]:
    chance = random.Random(seed)
    return [question for table in range(TABLES) for question in _table(place, chance, seed, table)]


def _table(place: Workplace, chance: random.Random, seed: int, table: int) -> Iterator[Question]:
    orders, asked = _with_single_answers(chance)
    for number, (kind, text, gold) in enumerate(asked):
        name, shape = SHAPES[(number + 4 * table) % len(SHAPES)]
        path = place.write_once(f"{seed}-{table}/{name}", partial(shape, orders))
        yield Question(id=f"{table}-{kind}", topic=name, kind=kind, text=text, gold=gold, paths=(path,))


def _with_single_answers(chance: random.Random) -> tuple[list[Order], list[Asked]]:
    """Orders of which every question has one answer, and the questions in any order."""
    while True:
        orders = make_orders(chance)
        asked = list(_questions(orders, chance))
        if len(asked) == KINDS:
            chance.shuffle(asked)
            return orders, asked


def make_orders(chance: random.Random) -> list[Order]:
    return [
        Order(
            number=100_000 + row,
            day=_FIRST_DAY + timedelta(days=chance.randrange(700)),
            town=chance.choice(_TOWNS[: chance.randint(5, 15)]),
            clerk=chance.choice(_CLERKS),
            item=chance.choice(_ITEMS),
            quantity=chance.randint(1, 40),
            price=round(chance.uniform(2, 900), 2),
            status=chance.choices(("open", "paid", "late", "void"), (4, 9, 2, 1))[0],
        )
        for row in range(ROWS)
    ]


def _questions(orders: Sequence[Order], chance: random.Random) -> Iterator[Asked]:
    town = chance.choice(orders).town
    status = chance.choice(("late", "void", "open"))
    few = chance.randint(20, 35)
    with_status = [order for order in orders if order.status == status]
    from_town = [order for order in orders if order.town == town]
    yield "count", f"How many orders have the status {status}?", _number(len(with_status))
    both = sum(order.town == town for order in with_status)
    yield "two fields", f"How many orders from {town} have the status {status}?", _number(both)
    more = sum(order.quantity > few for order in orders)
    yield "comparison", f"How many orders have a quantity of more than {few}?", _number(more)
    yield from _tops(orders, with_status, status)
    yield from _sums(orders, chance)
    towns = len({order.town for order in with_status})
    yield "distinct", f"How many different towns have an order with the status {status}?", _number(towns)
    first = min(order.day for order in from_town)
    yield "earliest", f"What is the date of the earliest order from {town}?", (Day(first),)


def _tops(orders: Sequence[Order], with_status: Sequence[Order], status: str) -> Iterator[Asked]:
    clerk = _single_top(with_status, lambda order: order.clerk)
    if clerk:
        text = f"Which clerk has the most orders with the status {status}, and how many?"
        yield "top", text, (Word(clerk[0]), Number(clerk[1]))
    day = _single_top(orders, lambda order: order.day)
    if day:
        yield "day", "On which date were there the most orders?", (Day(day[0]),)
    dearest = max(orders, key=lambda order: order.price)
    if sum(order.price == dearest.price for order in orders) == 1:
        yield "row", "Which order number has the highest price?", _number(dearest.number)
    revenue: dict[str, float] = defaultdict(float)
    for order in orders:
        revenue[order.town] += order.quantity * order.price
    best = max(revenue, key=lambda town: revenue[town])
    yield "derived", "Which town has the highest revenue (quantity times price)?", (Word(best),)


def _sums(orders: Sequence[Order], chance: random.Random) -> Iterator[Asked]:
    clerk, item, year = chance.choice(_CLERKS), chance.choice(_ITEMS), chance.choice((2023, 2024))
    theirs = [order.quantity for order in orders if order.item == item and order.clerk == clerk]
    text = f"What is the average quantity of the {item} orders of clerk {clerk}?"
    yield "mean", text, (Number(statistics.fmean(theirs)),)
    total = sum(order.quantity for order in orders if order.item == item and order.day.year == year)
    yield "sum", f"What is the total quantity of {item} ordered in {year}?", _number(total)


def _single_top[K: Hashable](orders: Sequence[Order], key: Callable[[Order], K]) -> tuple[K, int] | None:
    """The most frequent and how often, unless another is as frequent."""
    first, second = Counter(map(key, orders)).most_common(2)
    return first if first[1] > second[1] else None


def _number(value: int) -> tuple[Gold, ...]:
    return (Number(value),)


def _csv(orders: Sequence[Order]) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["order", "date", "city", "clerk", "product, name", "quantity", "unit price", "status"])
    for o in orders:
        product = f'{o.item}, "type {o.quantity % 3}"'
        writer.writerow([o.number, o.day, o.town, o.clerk, product, o.quantity, o.price, o.status])
    yield text.getvalue()


def _semicolons(orders: Sequence[Order]) -> Iterator[str]:
    for o in orders:
        price = str(o.price).replace(".", ",")
        yield f"{o.number};{o.day};{o.town};{o.clerk};{o.item};{o.quantity};{price};{o.status}\n"


def _jsonl(orders: Sequence[Order]) -> Iterator[str]:
    for o in orders:
        line = {"item": o.item, "qty": o.quantity, "price": o.price}
        record = {"order": o.number, "when": f"{o.day}T08:00:00Z", "place": {"town": o.town}}
        yield json.dumps({**record, "clerk": o.clerk, "line": line, "status": o.status}) + "\n"


def _key_values(orders: Sequence[Order]) -> Iterator[str]:
    for o in orders:
        yield (
            f"{o.day} 08:00:00 order={o.number} town={o.town} clerk={o.clerk} item={o.item}"
            f" qty={o.quantity} price={o.price} status={o.status}\n"
        )


def _prose(orders: Sequence[Order]) -> Iterator[str]:
    for o in orders:
        yield (
            f"[{o.day}] {o.clerk}@{o.town.lower()}: order {o.number} of {o.quantity} x {o.item}"
            f" at {o.price} EUR is {o.status}\n"
        )


def _blocks(orders: Sequence[Order]) -> Iterator[str]:
    for o in orders:
        yield (
            f"Order: {o.number}\nDate: {o.day}\nTown: {o.town}\nClerk: {o.clerk}\nItem: {o.item}\n"
            f"Quantity: {o.quantity}\nPrice: {o.price}\nStatus: {o.status}\n\n"
        )


def _tabs(orders: Sequence[Order]) -> Iterator[str]:
    for o in orders:
        fields = (o.number, o.day, o.town, o.clerk, o.item, o.quantity, o.price, o.status)
        yield "\t".join(map(str, fields)) + "\n"


SHAPES: tuple[tuple[str, Callable[[Sequence[Order]], Iterator[str]]], ...] = (
    ("orders.csv", _csv),
    ("semicolons.txt", _semicolons),
    ("orders.jsonl", _jsonl),
    ("key-values.log", _key_values),
    ("prose.log", _prose),
    ("blocks.txt", _blocks),
    ("tabs.tsv", _tabs),
)

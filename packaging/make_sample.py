"""Make the data of the sample library: a small tea shop's log, orders and supply agreement, all invented.

    python packaging/make_sample.py [FOLDER]

The same seed gives the same bytes on every machine. The letters are written by hand and lie in
`resources/sample`; the answers in `questions.toml` are counted here, from what was made.
"""

import csv
import io
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

SEED = 20_260_320
SHOP = "kettle-and-fern"
SAMPLE = Path(__file__).resolve().parent.parent / "resources" / "sample"

FIRST_DAY = date(2026, 1, 2)
DAYS = 78
ORDERS = 1_200
LOG_LINES = 2_600

PRODUCTS = (
    ("Assam, second flush", "6.90"),
    ("Ceylon", "5.40"),
    ("Earl Grey", "6.20"),
    ("Silver tips", "24.50"),
    ("Roasted barley", "4.80"),
    ("Peppermint", "3.90"),
    ("Sencha", "8.70"),
    ("Teapot, blue, 1.2 l", "38.00"),
    ("Tin, 500 g", "7.50"),
)
CITIES = {
    "Lisbon": ("Portugal", 9),
    "Porto": ("Portugal", 7),
    "Madrid": ("Spain", 5),
    "Lyon": ("France", 3),
    "Hamburg": ("Germany", 4),
    "Ghent": ("Belgium", 2),
    "Cork": ("Ireland", 2),
    "Turin": ("Italy", 3),
}
STATUSES = {"delivered": 78, "sent": 9, "open": 6, "cancelled": 5, "returned": 2}
PAID_WITH = {"card": 62, "transfer": 20, "cash on delivery": 18}


class Kind(NamedTuple):
    """One kind of log line: how often it comes, and what it says."""

    weight: int
    level: str
    component: str
    text: str


KINDS = (
    Kind(300, "INFO", "web", "GET /tea/{number} 200 in {ms} ms for {visitor}"),
    Kind(40, "WARN", "web", "GET /tea/{number} 404 in {ms} ms for {visitor}"),
    Kind(120, "INFO", "search", "{visitor} searched for {word}, {few} found in {ms} ms"),
    Kind(14, "WARN", "search", "index is {few} minutes behind"),
    Kind(4, "ERROR", "search", "index could not be read, {visitor} saw an empty page"),
    Kind(90, "INFO", "checkout", "order {order} placed by {visitor} in {ms} ms"),
    Kind(7, "ERROR", "checkout", "basket of {visitor} was lost"),
    Kind(88, "INFO", "payment", "order {order} paid in {ms} ms"),
    Kind(16, "WARN", "payment", "bank answered slowly for order {order}, {ms} ms"),
    Kind(26, "ERROR", "payment", "bank did not answer for order {order} within 8000 ms"),
    Kind(70, "INFO", "mail", "confirmation of order {order} sent"),
    Kind(9, "ERROR", "mail", "address of order {order} was refused"),
    Kind(50, "INFO", "stock", "order {order} taken from shelf {few}"),
    Kind(12, "WARN", "stock", "only {few} bags left on shelf {few}"),
)
WORDS = ("decaf", "assam", "green tea", "teapot", "gift", "peppermint", "matcha", "tin")

AGREEMENT = (
    (
        "SUPPLY AGREEMENT",
        "",
        "between Kettle & Fern, Rua das Camelias 12, Porto (the Shop),",
        "and Kelani Valley Estates, Hatton Road 18, Nuwara Eliya (the Grower).",
        "",
        "1  Goods",
        "The Grower supplies black tea, silver tips and, as far as the harvest allows,",
        "decaffeinated Ceylon. Samples of each harvest are sent before the first delivery.",
        "",
        "2  Quantity",
        "The Shop takes 900 kg in each calendar year, in at most six deliveries.",
        "It may take up to 1,200 kg at the same price.",
        "",
        "3  Price",
        "Assam blend 16.80 euros a kilogram, Ceylon 13.40 euros, silver tips 59.00 euros.",
        "Prices hold until 31 December 2027.",
    ),
    (
        "4  Delivery",
        "The Grower hands the goods to the carrier within 12 days of an order. Risk passes",
        "to the Shop when the goods are unloaded in Porto.",
        "",
        "5  Faults",
        "The Shop looks at the goods within 8 days of their arrival and tells the Grower",
        "of any fault. Torn bags are replaced with the next delivery.",
        "",
        "6  Payment",
        "Invoices are due 30 days after the goods arrived.",
        "",
        "7  End",
        "Either side may end this agreement in writing, with 45 days' notice to the end",
        "of a month. What was ordered before then is still delivered and paid.",
        "",
        "Porto and Nuwara Eliya, 18 March 2026",
        "Marta Oliveira                         Dilini Perera",
    ),
)


class Order(NamedTuple):
    order_id: int
    day: date
    customer: str
    city: str
    country: str
    product: str
    quantity: int
    unit_price: str
    status: str
    paid_with: str


def main(folder: Path) -> None:
    """Write the log, the table and the agreement into the shop's folder, and beside it the questions."""
    chance = random.Random(SEED)
    orders = list(_orders(chance))
    log = list(_log(chance, orders))
    shop = folder / SHOP
    (shop / "logs").mkdir(parents=True, exist_ok=True)
    _write(shop / "orders.csv", _table(orders))
    _write(shop / "logs" / "shop.log", "".join(f"{line}\n" for _, line in log))
    (shop / "supply-agreement.pdf").write_bytes(_pdf(AGREEMENT))
    _write(folder / "questions.toml", _questions(orders, [kind for kind, _ in log]))


def _orders(chance: random.Random) -> Iterator[Order]:
    days = sorted(FIRST_DAY + timedelta(chance.randrange(DAYS)) for _ in range(ORDERS))
    for number, day in enumerate(days, start=20_001):
        city = chance.choices(list(CITIES), [weight for _, weight in CITIES.values()])[0]
        product, price = chance.choice(PRODUCTS)
        yield Order(
            number,
            day,
            f"c{chance.randrange(1, 420):04}",
            city,
            CITIES[city][0],
            product,
            chance.choices((1, 2, 3, 4, 6), (50, 25, 12, 8, 5))[0],
            price,
            chance.choices(list(STATUSES), list(STATUSES.values()))[0],
            chance.choices(list(PAID_WITH), list(PAID_WITH.values()))[0],
        )


def _table(orders: list[Order]) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("order_id", "date", *Order._fields[2:]))
    rows.writerows((order.order_id, order.day.isoformat(), *order[2:]) for order in orders)
    return out.getvalue()


def _log(chance: random.Random, orders: list[Order]) -> Iterator[tuple[Kind, str]]:
    """Three days of the shop in March, line by line, the newest last."""
    start = datetime(2026, 3, 17, 6, 0)
    moments = sorted(
        start + timedelta(milliseconds=chance.randrange(3 * 86_400_000)) for _ in range(LOG_LINES)
    )
    process = {kind.component: chance.randrange(800, 9_000) for kind in KINDS}
    for moment in moments:
        kind = chance.choices(KINDS, [kind.weight for kind in KINDS])[0]
        text = kind.text.format(
            number=chance.randrange(1, 60),
            ms=chance.randrange(8, 900),
            visitor=f"visitor{chance.randrange(1, 300)}",
            word=chance.choice(WORDS),
            few=chance.randrange(1, 40),
            order=chance.choice(orders[-200:]).order_id,
        )
        stamp = f"{moment:%Y-%m-%d %H:%M:%S},{moment.microsecond // 1000:03}"
        yield kind, f"{stamp} {kind.level:<5} {kind.component}[{process[kind.component]}] {text}"


def _questions(orders: list[Order], kinds: list[Kind]) -> str:
    """Five questions, each over a part of the library, with the answer that is right."""
    failing, errors = Counter(kind.component for kind in kinds if kind.level == "ERROR").most_common(1)[0]
    city, most = Counter(order.city for order in orders).most_common(1)[0]
    cancelled = sum(order.status == "cancelled" for order in orders)
    asked = (
        (
            "Which component has the most ERROR lines, and how many?",
            "logs/shop.log",
            f'["{failing}", {errors}]',
        ),
        ("How many orders were cancelled?", "orders.csv", str(cancelled)),
        ("Which city has the most orders, and how many?", "orders.csv", f'["{city}", {most}]'),
        ("What is the code word of the storeroom?", "letters", '"MARZIPAN"'),
        ("How many days' notice does it take to end the agreement?", "supply-agreement.pdf", "45"),
    )
    head = "# Questions to try on the sample library, each with the part it is about and the right answer.\n"
    return head + "".join(
        f'\n[[question]]\nask = "{text}"\nover = "{SHOP}/{over}"\nanswer = {answer}\n'
        for text, over, answer in asked
    )


def _pdf(pages: tuple[tuple[str, ...], ...]) -> bytes:
    """A PDF with a text layer in one of the fonts that every reader has."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        drawn = "\n".join(f"({_escaped(line)}) Tj T*" for line in lines)
        stream = f"BT /F1 11 Tf 16 TL 72 760 Td\n{drawn}\nET"
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    return _assembled(objects)


def _assembled(objects: list[str]) -> bytes:
    """The objects one after the other, and the table of where each begins."""
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return body + f"{tail}startxref\n{len(body)}\n%%EOF\n".encode("latin-1")


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)

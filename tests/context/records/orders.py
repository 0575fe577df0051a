"""One set of orders, written in the ways people write records."""

import csv
import io
import json
import random
from datetime import date, timedelta

Row = dict[str, object]
TOWNS = ["Oulu", "Graz", "Leuven", "Porto", "Turku"]
CLERKS = ["amara", "bela", "chidi", "dana"]
ITEMS = ["bolt", "hinge", "cable", "lens"]
STATES = ["open", "paid", "late", "void"]


def orders(count: int = 60, seed: int = 5) -> list[Row]:
    dice = random.Random(seed)
    return [
        {
            "id": 100000 + number,
            "day": (date(2023, 1, 1) + timedelta(days=dice.randrange(700))).isoformat(),
            "town": dice.choice(TOWNS),
            "who": dice.choice(CLERKS),
            "item": dice.choice(ITEMS),
            "qty": dice.randint(1, 40),
            "price": dice.randint(200, 90000) / 100,
            "state": dice.choice(STATES),
        }
        for number in range(count)
    ]


def as_csv(rows: list[Row]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["order", "date", "city", "clerk", "product, name", "quantity", "unit price", "status"])
    for r in rows:
        name = f'{r["item"]}, "type {int(str(r["qty"])) % 3}"\nsecond line'
        writer.writerow([r["id"], r["day"], r["town"], r["who"], name, r["qty"], r["price"], r["state"]])
    return file.getvalue()


def as_semicolons(rows: list[Row]) -> str:
    return "\n".join(
        ";".join([*map(str, list(r.values())[:6]), f"{r['price']}".replace(".", ","), str(r["state"])])
        for r in rows
    )


def as_tabs(rows: list[Row]) -> str:
    return "\n".join("\t".join(map(str, r.values())) for r in rows)


def as_json(rows: list[Row]) -> str:
    return "\n".join(
        json.dumps(
            {
                "order": r["id"],
                "at": f"{r['day']}T08:00:00Z",
                "place": {"town": r["town"]},
                "clerk": r["who"],
                "line": {"item": r["item"], "qty": r["qty"], "price": r["price"]},
                "status": r["state"],
            }
        )
        for r in rows
    )


def as_pairs(rows: list[Row]) -> str:
    return "\n".join(
        f"{r['day']} 08:00:00 order={r['id']} town={r['town']} clerk={r['who']} item={r['item']}"
        f" qty={r['qty']} price={r['price']} status={r['state']}"
        for r in rows
    )


def as_prose(rows: list[Row]) -> str:
    return "\n".join(
        f"[{r['day']}] {r['who']}@{str(r['town']).lower()}: order {r['id']} of {r['qty']} x {r['item']}"
        f" at {r['price']} EUR is {r['state']}"
        for r in rows
    )


def as_blocks(rows: list[Row]) -> str:
    return "\n\n".join(
        f"Order: {r['id']}\nDate: {r['day']}\nTown: {r['town']}\nClerk: {r['who']}\nItem: {r['item']}\n"
        f"Quantity: {r['qty']}\nPrice: {r['price']}\nStatus: {r['state']}"
        for r in rows
    )

"""Nine made-up files of records in nine shapes, none of them that of another suite."""

import csv
import io
import json
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

import msgspec

ROWS = 3_000
Row = dict[str, object]
_TOWNS = ("Aarhus", "Bilbao", "Catania", "Dresden", "Evora", "Faro", "Gdynia", "Halle", "Izmir", "Jena")
_NAMES = (
    "Anna",
    "Boris",
    "Carla",
    "Deniz",
    "Elif",
    "Fynn",
    "Greta",
    "Hugo",
    "Ilse",
    "Jorge",
    "Karim",
    "Lotte",
)
_SURNAMES = ("Abel", "Berg", "Conti", "Duarte", "Eder", "Falk", "Gruber", "Horn", "Ivens", "Jansen")
_FIRST = datetime(2025, 1, 1)


class Shape(msgspec.Struct, frozen=True):
    """How the rows of one source are made and written down."""

    file: str
    make: Callable[[random.Random], list[Row]]
    write: Callable[[Sequence[Row]], Iterator[str]]


def _day(chance: random.Random) -> date:
    return (_FIRST + timedelta(days=chance.randrange(600))).date()


def _weighted(chance: random.Random, names: Sequence[str]) -> str:
    """Some more often than others, so that there is a first and a last."""
    return chance.choices(names, range(2, len(names) + 2))[0]


def _admissions(chance: random.Random) -> list[Row]:
    wards = ("Cardiology", "Surgery", "Maternity", "Neurology", "Oncology", "Emergency")
    ills = ("fracture, closed", 'so-called "silent" infarction', "appendicitis", "migraine", "pneumonia")
    rows: list[Row] = []
    for number in range(ROWS):
        admitted = _day(chance)
        stay = chance.randint(1, 30)
        rows.append(
            {
                "patient_id": 70_000 + number,
                "name": f"{chance.choice(_SURNAMES)}, {chance.choice(_NAMES)}",
                "ward": _weighted(chance, wards),
                "admitted": admitted,
                "discharged": admitted + timedelta(days=stay) if chance.random() < 0.9 else "",
                "age": chance.randint(0, 99),
                "diagnosis": _weighted(chance, ills),
                "cost": round(chance.uniform(150, 24_000), 2),
            }
        )
    return rows


def _csv(rows: Sequence[Row]) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    yield text.getvalue()


def _requests(chance: random.Random) -> list[Row]:
    paths = ("/", "/cart", "/search", "/login", "/api/items", "/img/logo.png", "/help")
    at = _FIRST
    rows: list[Row] = []
    for _ in range(ROWS):
        at += timedelta(seconds=chance.randint(1, 900))
        rows.append(
            {
                "ip": f"10.{chance.randint(0, 3)}.0.{int(chance.triangular(1, 60, 5))}",
                "time": at,
                "method": chance.choices(("GET", "POST", "DELETE"), (12, 4, 1))[0],
                "path": _weighted(chance, paths),
                "status": chance.choices((200, 301, 404, 500), (20, 3, 4, 1))[0],
                "bytes": chance.randint(90, 90_000),
                "agent": chance.choice(("Mozilla/5.0 (X11; Linux)", "curl/8.5.0", "Wget/1.21")),
            }
        )
    return rows


def _combined(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        at = row["time"]
        assert isinstance(at, datetime)
        yield (
            f'{row["ip"]} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "{row["method"]} {row["path"]} HTTP/1.1"'
            f' {row["status"]} {row["bytes"]} "-" "{row["agent"]}"\n'
        )


def _weather(chance: random.Random) -> list[Row]:
    return [
        {
            "station": _weighted(chance, _TOWNS[:8]),
            "date": _day(chance),
            "tmax": round(chance.uniform(5, 39), 1),
            "tmin": round(chance.uniform(-18, 4.9), 1),
            "rain_mm": round(max(0.0, chance.gauss(2, 6)), 1),
            "sky": _weighted(chance, ("clear", "fog", "cloudy")),
        }
        for _ in range(ROWS)
    ]


def _fixed_width(rows: Sequence[Row]) -> Iterator[str]:
    yield f"{'STATION':<12}{'DATE':<12}{'TMAX':>8}{'TMIN':>8}{'RAIN_MM':>10}  {'SKY':<8}\n"
    for row in rows:
        yield (
            f"{row['station']:<12}{row['date']!s:<12}{row['tmax']:>8}{row['tmin']:>8}{row['rain_mm']:>10}"
            f"  {row['sky']:<8}\n"
        )


def _loans(chance: random.Random) -> list[Row]:
    genres = ("poetry", "travel", "history", "crime", "science")
    return [
        {
            "loan": 1 + number,
            "town": _weighted(chance, _TOWNS[:6]),
            "member": 400 + int(chance.triangular(0, 90, 10)),
            "genre": _weighted(chance, genres),
            "pages": chance.randint(60, 900),
            "lent": _day(chance),
            "renewed": chance.random() < 0.3,
        }
        for number in range(ROWS)
    ]


def _nested(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        record = {
            "loan": row["loan"],
            "member": {"id": row["member"], "town": row["town"]},
            "book": {"genre": row["genre"], "pages": row["pages"]},
            "lent": str(row["lent"]),
            "renewed": row["renewed"],
        }
        yield json.dumps(record) + "\n"


def _flights(chance: random.Random) -> list[Row]:
    ports = ("OSL", "LIS", "VIE", "DUB", "ATH", "RIX")
    at = _FIRST
    rows: list[Row] = []
    for _ in range(ROWS):
        at += timedelta(minutes=chance.randint(1, 240))
        rows.append(
            {
                "time": at,
                "flight": f"KF{chance.randint(100, 180)}",
                "from": _weighted(chance, ports),
                "gate": f"{chance.choice('ABCD')}{chance.randint(1, 9)}",
                "delay_min": max(0, int(chance.gauss(12, 25))),
                "passengers": chance.randint(20, 220),
                "state": chance.choices(("landed", "diverted", "no show"), (30, 2, 1))[0],
            }
        )
    return rows


def _key_values(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        pairs = (f'{k}="{v}"' if " " in str(v) else f"{k}={v}" for k, v in row.items() if k != "time")
        at = row["time"]
        assert isinstance(at, datetime)
        yield f"ts={at.isoformat()} {' '.join(pairs)}\n"


def _mails(chance: random.Random) -> list[Row]:
    subjects = ("Invoice", "Lunch", "Minutes", "Offer", "Complaint")
    at = _FIRST
    rows: list[Row] = []
    for _ in range(ROWS // 2):
        at += timedelta(minutes=chance.randint(3, 500))
        rows.append(
            {
                "from": f"{_weighted(chance, _NAMES).lower()}@example.org",
                "to": f"{chance.choice(_NAMES).lower()}@example.net",
                "date": at,
                "subject": f"{_weighted(chance, subjects)} {chance.randint(1, 99)}",
                "priority": chance.choices(("normal", "high", "low"), (12, 3, 2))[0],
                "size": chance.randint(400, 900_000),
            }
        )
    return rows


def _headers(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        at = row["date"]
        assert isinstance(at, datetime)
        yield (
            f"From: {row['from']}\nTo: {row['to']}\nDate: {at:%a, %d %b %Y %H:%M:%S} +0000\n"
            f"Subject: {row['subject']}\nPriority: {row['priority']}\nSize: {row['size']}\n\n"
        )


def _bookings(chance: random.Random) -> list[Row]:
    purposes = ("rent", "salary", "groceries", "insurance", "power", "gift")
    return [
        {
            "booking": 9_000 + number,
            "date": _day(chance),
            "payee": f"{chance.choice(_NAMES)} {chance.choice(_SURNAMES)}",
            "purpose": _weighted(chance, purposes),
            "amount": round(chance.uniform(-900, 2_000), 2),
        }
        for number in range(ROWS)
    ]


def _decimal_commas(rows: Sequence[Row]) -> Iterator[str]:
    yield "booking;date;payee;purpose;amount\n"
    for row in rows:
        at = row["date"]
        assert isinstance(at, date)
        amount = str(row["amount"]).replace(".", ",")
        yield f"{row['booking']};{at:%d.%m.%Y};{row['payee']};{row['purpose']};{amount}\n"


_FAULTS = {
    "ERROR": ("Card declined", "Timeout while talking to the bank", "Disk quota exceeded"),
    "WARN": ("Retrying payment", "Slow query"),
    "INFO": ("Payment accepted", "Cache refreshed", "Session opened"),
}


def _application(chance: random.Random) -> list[Row]:
    at = _FIRST
    rows: list[Row] = []
    for _ in range(ROWS):
        at += timedelta(seconds=chance.randint(1, 600))
        level = chance.choices(("INFO", "WARN", "ERROR"), (9, 3, 2))[0]
        rows.append(
            {
                "time": at,
                "level": level,
                "thread": f"worker-{chance.randint(1, 8)}",
                "component": _weighted(chance, ("CardService", "Mailer", "Stock", "Search")),
                "message": _weighted(chance, _FAULTS[level]),
                "order": chance.randint(1000, 9999),
            }
        )
    return rows


def _traces(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        at = row["time"]
        assert isinstance(at, datetime)
        yield (
            f"{at:%Y-%m-%d %H:%M:%S},{row['order']!s:.3} {row['level']} [{row['thread']}] {row['component']}"
            f" - {row['message']} for order {row['order']}\n"
        )
        if row["level"] == "ERROR":
            yield "java.lang.IllegalStateException: no answer\n\tat shop.Pay.run(Pay.java:77)\n"


def _cars(chance: random.Random) -> list[Row]:
    return [
        {
            "plate": f"KF-{10_000 + number}",
            "maker": _weighted(chance, ("Opel", "Fiat", "Seat", "Volvo", "Dacia")),
            "colour": _weighted(chance, ("grey", "red", "white", "blue")),
            "year": chance.randint(2004, 2025),
            "kilometres": chance.randint(500, 280_000),
            "price": chance.randint(700, 48_000),
            "fuel": chance.choices(("petrol", "diesel", "electric"), (5, 4, 2))[0],
        }
        for number in range(ROWS)
    ]


def _tabs(rows: Sequence[Row]) -> Iterator[str]:
    yield "\t".join(rows[0]) + "\n"
    for row in rows:
        yield "\t".join(map(str, row.values())) + "\n"


SHAPES = {
    "admissions": Shape("admissions.csv", _admissions, _csv),
    "requests": Shape("access.log", _requests, _combined),
    "weather": Shape("weather.txt", _weather, _fixed_width),
    "loans": Shape("loans.jsonl", _loans, _nested),
    "flights": Shape("flights.log", _flights, _key_values),
    "mails": Shape("mails.txt", _mails, _headers),
    "bookings": Shape("bookings.csv", _bookings, _decimal_commas),
    "application": Shape("application.log", _application, _traces),
    "cars": Shape("cars.tsv", _cars, _tabs),
}

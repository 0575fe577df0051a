"""The questions of the suite `records`, as a person would put them, each with how its answer is counted."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from rlm_desktop.bench.gold import Gold

if TYPE_CHECKING:
    from rlm_desktop.bench.records import Records

Asked = tuple[str, str, "Callable[[Records], tuple[Gold, ...]]"]
"""Kind, question, answer."""


def _above(number: float) -> Callable[[object], bool]:
    return lambda value: float(str(value)) > number


def _below(number: float) -> Callable[[object], bool]:
    return lambda value: float(str(value)) < number


def _in(year: int, month: int = 0) -> Callable[[object], bool]:
    def fits(value: object) -> bool:
        return isinstance(value, date) and value.year == year and month in (0, value.month)

    return fits


def _between(first: date, last: date) -> Callable[[object], bool]:
    def fits(value: object) -> bool:
        day = value.date() if isinstance(value, datetime) else value
        return isinstance(day, date) and first <= day <= last

    return fits


def _starts(text: str) -> Callable[[object], bool]:
    return lambda value: str(value).startswith(text)


_ADMISSIONS: tuple[Asked, ...] = (
    ("count", "How many patients were admitted to Surgery?", lambda r: r.where(ward="Surgery").count()),
    ("top", "Which ward had the most patients, and how many?", lambda r: r.top("ward")),
    (
        "mean",
        "How old were the patients of Neurology on average?",
        lambda r: r.where(ward="Neurology").mean("age"),
    ),
    ("row", "Which patient_id had the highest cost?", lambda r: r.row_with_most("cost", tell="patient_id")),
    (
        "sum",
        "What did the treatments in Oncology cost in total?",
        lambda r: r.where(ward="Oncology").total("cost"),
    ),
    ("comparison", "How many patients are older than 80?", lambda r: r.where(age=_above(80)).count()),
    ("text", "How many patients have migraine?", lambda r: r.where(diagnosis="migraine").count()),
    ("empty", "How many patients have not been discharged yet?", lambda r: r.where(discharged="").count()),
    (
        "month",
        "How many patients were admitted in March 2025?",
        lambda r: r.where(admitted=_in(2025, 3)).count(),
    ),
    (
        "two fields",
        "How many patients with pneumonia were in Surgery?",
        lambda r: r.where(diagnosis="pneumonia", ward="Surgery").count(),
    ),
    ("distinct", "How many different diagnoses are there?", lambda r: r.distinct("diagnosis")),
    (
        "first",
        "When was the first patient admitted to Maternity?",
        lambda r: r.where(ward="Maternity").first("admitted"),
    ),
)

_REQUESTS: tuple[Asked, ...] = (
    ("count", "How many requests got the status 404?", lambda r: r.where(status=404).count()),
    ("top", "Which IP address made the most requests, and how many?", lambda r: r.top("ip")),
    ("top", "Which path was requested most often?", lambda r: r.top("path", counted=False)),
    (
        "top where",
        "Which path has the most requests with status 500?",
        lambda r: r.where(status=500).top("path", counted=False),
    ),
    ("count", "How many POST requests are there?", lambda r: r.where(method="POST").count()),
    ("sum", "How many bytes were sent in total?", lambda r: r.total("bytes")),
    (
        "comparison",
        "How many responses were larger than 80000 bytes?",
        lambda r: r.where(bytes=_above(80_000)).count(),
    ),
    ("text", "How many requests were made with curl?", lambda r: r.where(agent=_starts("curl")).count()),
    (
        "two fields",
        "How many GET requests for /login got status 200?",
        lambda r: r.where(method="GET", path="/login", status=200).count(),
    ),
    ("distinct", "How many different IP addresses are there?", lambda r: r.distinct("ip")),
    ("hour", "In which hour of the day were there the most requests?", lambda r: r.busiest_hour("time")),
    (
        "mean",
        "What is the average number of bytes of a request for /help?",
        lambda r: r.where(path="/help").mean("bytes"),
    ),
)

_WEATHER: tuple[Asked, ...] = (
    ("count", "How many records are from the station Dresden?", lambda r: r.where(station="Dresden").count()),
    ("row", "Which station measured the highest TMAX?", lambda r: r.row_with_most("tmax", tell="station")),
    ("most", "What is the lowest TMIN that was measured?", lambda r: r.least("tmin")),
    ("mean", "What was the average TMAX in Evora?", lambda r: r.where(station="Evora").mean("tmax")),
    ("comparison", "How many records have a TMAX above 35?", lambda r: r.where(tmax=_above(35)).count()),
    ("comparison", "How many records have a TMIN below -10?", lambda r: r.where(tmin=_below(-10)).count()),
    (
        "sum",
        "How much rain fell in Faro in total, in mm?",
        lambda r: r.where(station="Faro").total("rain_mm"),
    ),
    ("top", "Which station has the most records, and how many?", lambda r: r.top("station")),
    (
        "two fields",
        "How many foggy days (sky is fog) were there in Halle?",
        lambda r: r.where(sky="fog", station="Halle").count(),
    ),
    ("year", "How many records are from 2026?", lambda r: r.where(date=_in(2026)).count()),
    ("distinct", "How many stations are there?", lambda r: r.distinct("station")),
    ("median", "What is the median of TMAX?", lambda r: r.median("tmax")),
)

_LOANS: tuple[Asked, ...] = (
    ("count", "How many loans are of the genre poetry?", lambda r: r.where(genre="poetry").count()),
    ("top", "Which genre was lent most often, and how many times?", lambda r: r.top("genre")),
    ("top", "Which member id borrowed the most books?", lambda r: r.top("member", counted=False)),
    (
        "mean",
        "How many pages does a crime book have on average?",
        lambda r: r.where(genre="crime").mean("pages"),
    ),
    ("boolean", "How many loans were renewed?", lambda r: r.where(renewed=True).count()),
    (
        "two fields",
        "How many history books were lent to members from Bilbao?",
        lambda r: r.where(genre="history", town="Bilbao").count(),
    ),
    (
        "comparison",
        "How many of the books have fewer than 100 pages?",
        lambda r: r.where(pages=_below(100)).count(),
    ),
    ("top", "From which town do most of the loans come?", lambda r: r.top("town", counted=False)),
    ("month", "How many loans were made in December 2025?", lambda r: r.where(lent=_in(2025, 12)).count()),
    (
        "sum",
        "What is the total number of pages of all science books lent?",
        lambda r: r.where(genre="science").total("pages"),
    ),
    ("distinct", "How many different members are there?", lambda r: r.distinct("member")),
    ("last", "On which date was the last travel book lent?", lambda r: r.where(genre="travel").last("lent")),
)

_FLIGHTS: tuple[Asked, ...] = (
    ("count", "How many flights were diverted?", lambda r: r.where(state="diverted").count()),
    ("top", "From which airport did most flights come, and how many?", lambda r: r.top("from")),
    (
        "mean",
        "What is the average delay of flights from OSL, in minutes?",
        lambda r: r.where(**{"from": "OSL"}).mean("delay_min"),
    ),
    ("most", "What is the longest delay in minutes?", lambda r: r.most("delay_min")),
    (
        "comparison",
        "How many flights were delayed by more than 60 minutes?",
        lambda r: r.where(delay_min=_above(60)).count(),
    ),
    ("sum", "How many passengers flew in total?", lambda r: r.total("passengers")),
    ("value", "How many flights have the state no show?", lambda r: r.where(state="no show").count()),
    (
        "two fields",
        "How many flights from DUB were diverted?",
        lambda r: r.where(**{"from": "DUB"}, state="diverted").count(),
    ),
    (
        "derived",
        "Which airport's flights brought the most passengers in total?",
        lambda r: r.top_by_sum("from", of="passengers"),
    ),
    ("zero", "How many flights had no delay at all?", lambda r: r.where(delay_min=0).count()),
    ("distinct", "How many different gates were used?", lambda r: r.distinct("gate")),
    (
        "days",
        "How many flights were there between 1 March 2025 and 31 March 2025?",
        lambda r: r.where(time=_between(date(2025, 3, 1), date(2025, 3, 31))).count(),
    ),
)

_MAILS: tuple[Asked, ...] = (
    ("top", "Who sent the most mails, and how many?", lambda r: r.top("from")),
    ("count", "How many mails have high priority?", lambda r: r.where(priority="high").count()),
    (
        "count",
        "How many mails did hugo@example.org send?",
        lambda r: r.where(**{"from": "hugo@example.org"}).count(),
    ),
    (
        "text",
        "How many mails have Invoice in the subject?",
        lambda r: r.where(subject=_starts("Invoice")).count(),
    ),
    ("most", "What is the size of the largest mail?", lambda r: r.most("size")),
    ("row", "Who sent the largest mail?", lambda r: r.row_with_most("size", tell="from")),
    (
        "two fields",
        "How many mails with low priority did lotte@example.org send?",
        lambda r: r.where(**{"from": "lotte@example.org"}, priority="low").count(),
    ),
    ("month", "How many mails were sent in January 2025?", lambda r: r.where(date=_in(2025, 1)).count()),
    ("top", "Who received the most mails?", lambda r: r.top("to", counted=False)),
    (
        "mean",
        "What is the average size of a mail with high priority?",
        lambda r: r.where(priority="high").mean("size"),
    ),
    ("last", "On which day was the last mail sent?", lambda r: r.last("date")),
    ("distinct", "How many different senders are there?", lambda r: r.distinct("from")),
)

_BOOKINGS: tuple[Asked, ...] = (
    ("count", "How many bookings have the purpose rent?", lambda r: r.where(purpose="rent").count()),
    (
        "sum",
        "What is the total amount of the bookings for insurance?",
        lambda r: r.where(purpose="insurance").total("amount"),
    ),
    ("comparison", "How many bookings have a negative amount?", lambda r: r.where(amount=_below(0)).count()),
    ("comparison", "How many bookings are over 1500?", lambda r: r.where(amount=_above(1500)).count()),
    (
        "row",
        "Which booking number has the highest amount?",
        lambda r: r.row_with_most("amount", tell="booking"),
    ),
    ("mean", "What is the mean amount booked for power?", lambda r: r.where(purpose="power").mean("amount")),
    ("top", "What is the most frequent purpose, and how many bookings have it?", lambda r: r.top("purpose")),
    ("value", "How many bookings went to Anna Falk?", lambda r: r.where(payee="Anna Falk").count()),
    ("month", "How many bookings are from February 2026?", lambda r: r.where(date=_in(2026, 2)).count()),
    (
        "derived",
        "For which purpose is the sum of the amounts the highest?",
        lambda r: r.top_by_sum("purpose", of="amount"),
    ),
    ("first", "What is the date of the earliest booking?", lambda r: r.first("date")),
    ("rarest", "Which purpose occurs least often?", lambda r: r.rarest("purpose")),
)

_APPLICATION: tuple[Asked, ...] = (
    ("count", "How many ERROR entries are there?", lambda r: r.where(level="ERROR").count()),
    (
        "top where",
        "Which component logged the most errors, and how many?",
        lambda r: r.where(level="ERROR").top("component"),
    ),
    ("text", "How often was a card declined?", lambda r: r.where(message="Card declined").count()),
    ("text", "How many times was a payment accepted?", lambda r: r.where(message="Payment accepted").count()),
    (
        "two fields",
        "How many slow queries did Stock have?",
        lambda r: r.where(message="Slow query", component="Stock").count(),
    ),
    ("top", "Which thread wrote the most entries?", lambda r: r.top("thread", counted=False)),
    (
        "count",
        "How many entries did Mailer write at level WARN?",
        lambda r: r.where(component="Mailer", level="WARN").count(),
    ),
    (
        "text",
        "How many entries mention the disk quota?",
        lambda r: r.where(message="Disk quota exceeded").count(),
    ),
    (
        "top where",
        "Which component had the most timeouts?",
        lambda r: r.where(message="Timeout while talking to the bank").top("component", counted=False),
    ),
    ("distinct", "How many different threads are there?", lambda r: r.distinct("thread")),
    ("text", "How many sessions were opened?", lambda r: r.where(message="Session opened").count()),
    ("quoted", 'How many lines contain "IllegalStateException"?', lambda r: r.where(level="ERROR").count()),
)

_CARS: tuple[Asked, ...] = (
    ("count", "How many Volvos are there?", lambda r: r.where(maker="Volvo").count()),
    ("count", "How many electric cars are there?", lambda r: r.where(fuel="electric").count()),
    ("top", "Which maker has the most cars, and how many?", lambda r: r.top("maker")),
    ("row", "What is the plate of the most expensive car?", lambda r: r.row_with_most("price", tell="plate")),
    ("mean", "What does a red car cost on average?", lambda r: r.where(colour="red").mean("price")),
    (
        "mean",
        "How many kilometres has a diesel on average?",
        lambda r: r.where(fuel="diesel").mean("kilometres"),
    ),
    (
        "comparison",
        "How many cars have more than 250000 kilometres?",
        lambda r: r.where(kilometres=_above(250_000)).count(),
    ),
    ("comparison", "How many cars were built before 2010?", lambda r: r.where(year=_below(2010)).count()),
    (
        "two fields",
        "How many white Fiats are there?",
        lambda r: r.where(colour="white", maker="Fiat").count(),
    ),
    ("top", "In which year were the most cars built?", lambda r: r.top("year", counted=False)),
    ("derived", "Which colour has the highest average price?", lambda r: r.top_by_mean("colour", of="price")),
    (
        "three fields",
        "How many grey petrol cars are from 2020?",
        lambda r: r.where(colour="grey", fuel="petrol", year=2020).count(),
    ),
)

_PEPS: tuple[Asked, ...] = (
    ("count", "How many PEPs are Final?", lambda r: r.where(status="Final").count()),
    ("top", "What is the most common type of a PEP, and how many have it?", lambda r: r.top("type")),
    (
        "two fields",
        "How many Informational PEPs were withdrawn?",
        lambda r: r.where(type="Informational", status="Withdrawn").count(),
    ),
    ("present", "How many PEPs have a resolution?", lambda r: r.where(resolution=lambda value: True).count()),
)
_MESSAGES: tuple[Asked, ...] = (
    ("count", "How many messages are spam?", lambda r: r.where(label="spam").count()),
    (
        "text",
        "How many messages contain the word prize?",
        lambda r: r.where(text=lambda value: "prize" in str(value).lower()).count(),
    ),
    ("top", "Which label is the most common?", lambda r: r.top("label", counted=False)),
)
_PARAGRAPHS: tuple[Asked, ...] = (
    ("distinct", "How many different labels are there?", lambda r: r.distinct("label")),
    ("count", "How many paragraphs have the label Swedish?", lambda r: r.where(label="Swedish").count()),
)
_FILINGS: tuple[Asked, ...] = (
    (
        "count",
        "How many questions are of the type Multi-Doc RAG?",
        lambda r: r.where(**{"Question Type": "Multi-Doc RAG"}).count(),
    ),
    (
        "count",
        "How many rows have the source chunk type Table?",
        lambda r: r.where(**{"Source Chunk Type": "Table"}).count(),
    ),
    (
        "top",
        "Which question type is the most frequent, and how many rows have it?",
        lambda r: r.top("Question Type"),
    ),
)

WORDED: dict[str, tuple[Asked, ...]] = {
    "admissions": _ADMISSIONS,
    "requests": _REQUESTS,
    "weather": _WEATHER,
    "loans": _LOANS,
    "flights": _FLIGHTS,
    "mails": _MAILS,
    "bookings": _BOOKINGS,
    "application": _APPLICATION,
    "cars": _CARS,
    "proposals": _PEPS,
    "messages": _MESSAGES,
    "paragraphs": _PARAGRAPHS,
    "questions": _FILINGS,
}
REAL = (
    ("proposals", "peps.csv", "documents"),
    ("messages", "sms_spam.jsonl", "aggregation"),
    ("paragraphs", "language_id_udhr.jsonl", "aggregation"),
    ("questions", "questions.csv", "filings"),
)
"""Name, file and folder of the real records."""

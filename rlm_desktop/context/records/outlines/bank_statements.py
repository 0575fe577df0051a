"""Bookings of accounts as banks and programs for money write them: QIF and MT940, with the balances."""

import re
from collections.abc import Iterator, Sequence

from rlm_desktop.context.records.outlines.objects import LONGEST, Found, Line, goes_on, lines_of, shape_read
from rlm_desktop.context.records.shapes.shape import Shape

_FEWEST = 3
_BOOKINGS, _BALANCES = "bookings", "balances"

Entry = dict[str, object]

_LETTERS = {
    "D": "date",
    "T": "amount",
    "P": "payee",
    "M": "memo",
    "L": "category",
    "N": "number",
    "C": "cleared",
    "A": "address",
    "Y": "security",
    "I": "price",
    "Q": "quantity",
    "O": "commission",
    "S": "split_categories",
    "E": "split_memos",
    "$": "split_amounts",
}
_SEVERAL = frozenset("AES$")
_AMOUNTS = frozenset("TIQO$")
_NO_BOOKINGS = re.compile(r"!(?:Account|Type:(?:Cat|Class|Tag|Security|Prices|Memorized))\b", re.IGNORECASE)
_OF_QIF = re.compile(r"\s*!(?:Type|Account|Option|Clear)\b", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})[/.'-](\d{2}|\d{4})$")


def qif_shapes(head: str, *, whole: bool) -> tuple[Shape, ...]:
    """The shape of bookings in Quicken's form; none where the text is no such."""
    if not _OF_QIF.match(head) or len(re.findall(r"(?m)^\^[ \t]*\r?$", head)) < _FEWEST:
        return ()
    entries = [found.value for found in read_qif(lines_of(head), "") if found.value]
    return (shape_read(entries, "qif"),) if len(entries) >= _FEWEST else ()


def read_qif(lines: Iterator[Line], _which: str) -> Iterator[Found]:
    """The bookings of a text: a letter and its value on each line, up to a caret."""
    rows: list[Line] = []
    left_out = False
    for line in lines:
        text = line.text.strip()
        if text.startswith("!"):
            rows, left_out = [], _NO_BOOKINGS.match(text) is not None
        elif text == "^":
            if rows and not left_out:
                yield Found(rows[0].start, line.end, _booking_of([row.text for row in rows]))
            rows = []
        elif text and goes_on(rows, line):
            rows.append(line)


def _booking_of(rows: Sequence[str]) -> Entry:
    found: Entry = {}
    for row in rows:
        letter, value = row[:1], row[1:].strip()
        name = _LETTERS.get(letter)
        if name is None or not value:
            continue
        value = _plainly(value) if letter in _AMOUNTS else _day(value) if letter == "D" else value
        before = found.get(name)
        if letter in _SEVERAL:
            found[name] = [*(before if isinstance(before, list) else []), value]
        elif before is None:
            found[name] = value
    return found


def _plainly(amount: str) -> str:
    """An amount without the signs between its thousands."""
    return amount.replace(",", "") if re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})*(?:\.\d*)?", amount) else amount


def _day(text: str) -> str:
    """A day with its year in four digits: 1/13'24, 01/13/2024."""
    match = _DAY.match(text.replace(" ", ""))
    if match is None:
        return text
    one, sign, other, year = match.groups()
    century = "" if len(year) == 4 else "20" if "'" in text or int(year) < 70 else "19"
    return f"{one}{sign}{other}{sign}{century}{year}"


_TAG = re.compile(r":(\d\d[A-Z]?):(.*)$")
_BOOKED = re.compile(
    r"(\d\d)(\d\d)(\d\d)(?:\d{4})?(R?[DC])[A-Z]?(\d+),(\d*)(?:[A-Z]([A-Z0-9]{3}))?([^/]*)(?://(.*))?$"
)
_BALANCE = re.compile(r"([DC])(\d\d)(\d\d)(\d\d)([A-Z]{3})(\d+),(\d*)")
_PARTS = re.compile(r"\?(\d\d)([^?]*)")
_SIDES = {"D": "debit", "C": "credit", "RC": "debit", "RD": "credit"}
_SAID = (("booking_text", "00"), ("counterparty_account", "31"), ("counterparty_bank", "30"))


def mt940_shapes(head: str, *, whole: bool) -> tuple[Shape, ...]:
    """The shapes of bookings and of balances in the form of SWIFT; none where the text is no such."""
    if len(re.findall(r"(?m)^:61:\d{6}", head)) < _FEWEST or not re.search(r"(?m)^:20:", head):
        return ()
    shapes = []
    for which, called in ((_BOOKINGS, ""), (_BALANCES, _BALANCES)):
        entries = [found.value for found in read_mt940(lines_of(head), which) if found.value]
        shapes += [shape_read(entries, "mt940", which, called=called)] if entries else []
    return tuple(shapes)


def read_mt940(lines: Iterator[Line], which: str) -> Iterator[Found]:
    """The bookings of a text, or the balances of each statement in it."""
    statement: Entry = {}
    about: list[tuple[str, str]] = []  # the fields of the record that is read
    start = end = -1
    for line in lines:
        match = _TAG.match(line.text)
        begins = match is not None and match[1] == ("61" if which == _BOOKINGS else "20")
        closes = which == _BOOKINGS and match is not None and match[1] not in ("61", "86")
        if (begins or closes) and about:
            yield Found(start, end, _told(about, statement, which))
            about = []
        if begins:
            start, end = line.start, line.end
            about = [(match[1], match[2])] if match else []
        elif about and line.text.strip() not in ("", "-", "-}") and line.end - start <= LONGEST:
            about = [*about, (match[1], match[2])] if match else _continued(about, line.text)
            end = line.end
        if match and which == _BOOKINGS:
            _state(statement, match[1], match[2])
    if about:
        yield Found(start, end, _told(about, statement, which))


def _continued(about: Sequence[tuple[str, str]], text: str) -> list[tuple[str, str]]:
    tag, said = about[-1]
    return [*about[:-1], (tag, f"{said}\n{text}")]


def _told(about: Sequence[tuple[str, str]], statement: Entry, which: str) -> Entry | None:
    if which == _BALANCES:
        found: Entry = {}
        for tag, said in about:
            _state(found, tag, said)
        return {**found, "number_of_bookings": sum(tag == "61" for tag, _ in about)}
    fields = dict(about)
    first, _, more = fields["61"].partition("\n")
    match = _BOOKED.match(first)
    if match is None:
        return None
    year, month, day, side, whole, part, kind, reference, of_bank = match.groups()
    sign = "-" if _SIDES[side] == "debit" else ""
    booking: Entry = {
        "date": f"{_century(year)}{year}-{month}-{day}",
        "amount": f"{sign}{whole}.{part or '0'}",
        "side": _SIDES[side],
        "type": kind,
        "reference": reference.strip() or None,
        "bank_reference": of_bank or None,
        "details": more.strip() or None,
    }
    kept = ("account", "statement", "currency")
    return {**booking, **_said(fields.get("86", "")), **{key: statement.get(key) for key in kept}}


def _said(text: str) -> Entry:
    """What a booking says of itself, in one piece or in parts with numbers."""
    parts = _PARTS.findall(text.replace("\n", "")) if re.match(r"\d{3}\?", text) else []
    if not parts:
        return {"text": " ".join(text.split("\n")).strip() or None}
    told = {number: value.strip() for number, value in parts}
    purpose = "".join(value for number, value in parts if number[0] == "2" or "60" <= number <= "63")
    name = " ".join(told[number] for number in ("32", "33") if told.get(number))
    rest = {key: told.get(number) or None for key, number in _SAID}
    return {"text": purpose.strip() or None, "counterparty": name or None, **rest}


def _state(statement: Entry, tag: str, said: str) -> None:
    """Take in what a field tells of the statement."""
    said = said.split("\n")[0].strip()
    simple = {"20": "statement_reference", "25": "account", "28": "statement", "28C": "statement"}
    if tag == "20":
        statement.clear()
    if tag in simple:
        statement[simple[tag]] = said
    match = _BALANCE.match(said) if tag[:2] in ("60", "62") else None
    if match:
        side, year, month, day, currency, whole, part = match.groups()
        name = "opening" if tag[:2] == "60" else "closing"
        statement["currency"] = currency
        statement[f"{name}_date"] = f"{_century(year)}{year}-{month}-{day}"
        statement[f"{name}_balance"] = f"{'-' if side == 'D' else ''}{whole}.{part or '0'}"


def _century(year: str) -> str:
    return "19" if int(year) >= 70 else "20"

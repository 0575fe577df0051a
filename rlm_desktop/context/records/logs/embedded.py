"""Fields that stand within free text in a part of the lines: key=value, key: 5, addresses, users, ports."""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from rlm_desktop.context.records.logs.elements import ADDRESS
from rlm_desktop.context.records.logs.regular import SILENT
from rlm_desktop.context.records.shapes.names import column_name
from rlm_desktop.context.records.shapes.shape import Field, quote
from rlm_desktop.context.records.values.kinds import TEXT, kind_of
from rlm_desktop.profile import BEFORE_WORDS

OFTEN = 0.02
"""Share of the lines that must have an embedded field for it to become a column."""
OFTEN_OF_PAIRS = 0.002
"""The same of lines that are nothing but pairs: what is told seldom is told by its key all the same."""
MOST_KEYS = 24
MOST_OF_PAIRS = 80
"""Of lines that are nothing but pairs each key is a column; a firewall's have fifty."""
FEWEST_AMOUNTS = 5
BEFORE = r"(?:^|[\s,;(\[{])"
VALUE = r'("[^"]*"|<[^<>]*>|\[[^\[\]]*\]|\{[^{}]*\}|[^\s,;)\]}]*)'
"""A value goes to the next blank or comma, except within quotes and brackets."""
PAIR = re.compile(BEFORE + r"([A-Za-z_][\w.-]{0,40})=" + VALUE)

NUMBER_OR_ID = r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
LABELLED = re.compile(
    BEFORE
    + rf"((?:[A-Z][\w.-]{{1,20}} (?=[A-Z]))?[A-Za-z_][\w.-]{{1,40}}): ({NUMBER_OR_ID})(?=[\s,;)\]}}]|$)"
)
"""A word, or two in capitals ("Parallel Time"), with a number behind a colon."""
LASTED = {"seconds": r"secs?|seconds|s", "ms": r"ms|msecs?|milliseconds", "minutes": r"mins?|minutes"}
UNITS = rf"{'|'.join(LASTED.values())}|bytes"
OFTEN_LASTED = 0.05
AMOUNT = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
"""A number that may have a comma between its thousands."""
MEASURED = re.compile(
    rf"(?:^|[\s,;(\[]){AMOUNT} ?(bytes|[KMG]i?B|packets|(?:milli|micro)?seconds|secs?|ms|minutes|hours)"
    r"(?: \([^()]*\))? (?:to )?([a-z]{3,})\b"
)
"""An amount with what was done behind it: "403 bytes sent", "19.8 seconds to build"."""
OF_PACKETS = {
    "IN": "in_interface",
    "OUT": "out_interface",
    "SRC": "source_ip",
    "DST": "destination_ip",
    "SPT": "source_port",
    "DPT": "destination_port",
    "PROTO": "protocol",
    "LEN": "length",
}
"""What the keys of packets that a firewall tells of are called in words."""
_SHORT_OF = {"time": "duration", "len": "length"}
"""What such a key is called as a column: a number for a time is how long something took."""


class Word(msgspec.Struct, frozen=True):
    """A field known by the words around it. `group` 1 of the pattern is the value."""

    name: str
    pattern: str
    note: str


WORDS = (
    Word("ip", rf"\b({ADDRESS})\b", "the first IP address in the message"),
    Word("port", r"\b[Pp]ort[ =:](\d{1,5})\b", "after the word port"),
    Word(
        "user",
        r"(?:\b[Ii]nvalid user |\b[Ff]or user |\b[Uu]ser[ =]|\b[Pp]assword for (?:invalid user )?|\baccount )"
        r"([A-Za-z_][\w.@-]*)",
        "after the word user",
    ),
    Word(
        "host",
        r"(?:^|[\s(/])((?:[A-Za-z0-9-]+\.)+[a-z]{2,6}):\d{1,5}\b",
        "the first name with a port behind it in the message",
    ),
    Word("method", r"(?:^|[ \"])(GET|POST|PUT|DELETE|HEAD|PATCH|OPTIONS) /", "of a web request"),
    Word("path", r"(?:^|[ \"])(?:GET|POST|PUT|DELETE|HEAD|PATCH|OPTIONS) (/[^ \"?]*)", "of a web request"),
)
NOT_USERS = ("unknown", "name", "is", "invalid", "by", "from", "and", "not", "with", "authentication")


def pairs(texts: Sequence[str], most: int = MOST_KEYS, share: float = OFTEN) -> dict[str, list[str]]:
    """The values of every key that such a share of the texts has, in the order of the texts."""
    values: dict[str, list[str]] = {}
    having: Counter[str] = Counter()
    for text in texts:
        found = dict(PAIR.findall(text))
        having.update(found.keys())
        for key, value in found.items():
            values.setdefault(key, []).append(value.strip('"'))
    often = [key for key, count in having.most_common(most) if count >= max(2, share * len(texts))]
    order = list(values)
    return {key: values[key] for key in sorted(often, key=order.index)}


def wholly_pairs(texts: Sequence[str]) -> bool:
    """Whether nothing is left of nearly all texts when their pairs are taken out."""
    bare = sum(
        1 for text in texts if len(PAIR.findall(text)) >= 2 and not PAIR.sub("", text).strip(" ,;()[]{}")
    )
    return bare >= 0.95 * len(texts)


def pair_fields(texts: Sequence[str], *, source: str, wholly: bool = False) -> list[Field]:
    """A column for every frequent key; `source` is the SQL of the text they stand in.

    `wholly` says that the texts are nothing but pairs.
    """
    fields = []
    found_pairs = pairs(texts, MOST_OF_PAIRS, OFTEN_OF_PAIRS) if wholly else pairs(texts)
    named = OF_PACKETS if {"SRC", "DST", "PROTO"} <= found_pairs.keys() else {}
    for key, values in found_pairs.items():
        kind = kind_of(values, name=column_name(key))
        if not any(values) or _torn(values):
            continue
        pattern = BEFORE + re.escape(key) + "=" + VALUE
        wrapped = all(value[:1] == "<" and value[-1:] == ">" for value in values)
        # An address in angle brackets is the address.
        signs = '"<>' if wrapped else '"'
        found = f"trim(regexp_extract({source}, {quote(pattern)}, 1), {quote(signs)})"
        # Looking for the literal first is several times as fast where most lines don't have the key.
        text = f"CASE WHEN contains({source}, {quote(key + '=')}) THEN {found} ELSE '' END"
        name = named.get(key) or column_name(key) + (f"_{kind.unit}" if kind.unit else "")
        fields.append(Field(name=name, text=text, type=kind.type, cast=kind.cast, note=kind.note))
    return fields


def labelled_fields(texts: Sequence[str], *, source: str) -> list[Field]:
    """A column for every frequent word with a number or an identifier behind a colon ("status: 200")."""
    values: dict[str, list[str]] = {}
    twice: Counter[str] = Counter()
    for text in texts:
        found = LABELLED.findall(text)
        for key, value in dict(reversed(found)).items():
            values.setdefault(key, []).append(value.replace(",", ""))
        twice.update(key for key, count in Counter(key for key, _ in found).items() if count > 1)
    fields = []
    for key, some in sorted(values.items(), key=lambda each: -len(each[1]))[:MOST_KEYS]:
        rare = key.lower() in SILENT or len(some) < max(2, OFTEN * len(texts)) or len(set(some)) < 2
        # Of two in one line it cannot be told which is meant.
        if rare or twice[key] > OFTEN * len(some):
            continue
        plain = column_name(key)
        kind = kind_of(some, name=plain)
        pattern = BEFORE + re.escape(key) + f": ({NUMBER_OR_ID})" + r"(?:[\s,;)\]}]|$)"
        found_in = f"replace(regexp_extract({source}, {quote(pattern)}, 1), ',', '')"
        text = f"CASE WHEN contains({source}, {quote(key + ': ')}) THEN {found_in} ELSE '' END"
        name, note = _SHORT_OF.get(plain, plain), kind.note or f"after “{key}:” in the message"
        name += _unit_of(key, texts)
        fields.append(Field(name=name, text=text, type=kind.type, cast=kind.cast, note=note))
    return fields


def _unit_of(key: str, texts: Sequence[str]) -> str:
    """What nearly all numbers behind a key are followed by, "duration: 0.03 ms", as the end of a name."""
    behind = re.compile(rf"{BEFORE}{re.escape(key)}: -?\d+(?:\.\d+)?(?: ({UNITS})\b)?")
    found = Counter(match[1] for text in texts for match in behind.finditer(text))
    unit, often = found.most_common(1)[0]
    known = next((name for name, written in LASTED.items() if re.fullmatch(written, unit or "")), unit)
    return f"_{known}" if unit and often >= 0.95 * found.total() else ""


def measured_fields(texts: Sequence[str], *, source: str) -> list[Field]:
    """A column for every frequent amount that says what it is of: `bytes_sent` beside `bytes_received`."""
    values: dict[tuple[str, str], list[str]] = {}
    for text in texts:
        for amount, unit, of in MEASURED.findall(text):
            values.setdefault((unit, of), []).append(amount.replace(",", ""))
    fields = []
    for (unit, of), some in sorted(values.items(), key=lambda each: -len(each[1]))[:MOST_KEYS]:
        # A few lines are enough: what took how long is often told by few.
        if len(some) < max(FEWEST_AMOUNTS, len(texts) // 200) or len(set(some)) < 2 or of in SILENT:
            continue
        kind = kind_of(some)
        pattern = rf"(?:^|[\s,;(\[]){AMOUNT} ?{unit}(?: \([^()]*\))? (?:to )?{of}(?:\W|$)"
        found = f"replace(regexp_extract({source}, {quote(pattern)}, 1), ',', '')"
        text = f"CASE WHEN contains({source}, {quote(of)}) THEN {found} ELSE '' END"
        note = f"{BEFORE_WORDS}{unit} {of}” in the message"
        fields.append(
            Field(name=f"{unit.lower()}_{of}", text=text, type=kind.type, cast=kind.cast, note=note)
        )
    return fields


def lasting_field(texts: Sequence[str], *, source: str) -> Field | None:
    """A column for the time that many messages say something took, the first of each: "took 600ms"."""
    found: dict[str, list[str]] = {}
    for unit, written in LASTED.items():
        pattern = re.compile(_lasted(written))
        found[unit] = [match[1].replace(",", "") for text in texts if (match := pattern.search(text))]
    unit, some = max(found.items(), key=lambda each: len(each[1]))
    if len(some) < max(FEWEST_AMOUNTS, OFTEN_LASTED * len(texts)) or len(set(some)) < FEWEST_AMOUNTS:
        return None
    kind = kind_of(some)
    if kind.type == "text":
        return None
    text = f"replace(regexp_extract({source}, {quote(_lasted(LASTED[unit]))}, 1), ',', '')"
    note = f"the first time in {unit} in the message"
    return Field(name=f"duration_{unit}", text=text, type=kind.type, cast=kind.cast, note=note)


def _lasted(written: str) -> str:
    return rf"(?:^|[\s,;:(\[=+]){AMOUNT} ?(?:{written})(?:[\s,;.)\]]|$)"


def _torn(values: Sequence[str]) -> bool:
    """Whether many values end within a bracket that they open, so that they are not the whole value."""
    open_ = sum(
        any(value.count(a) != value.count(z) for a, z in ("<>", "[]", "{}", "()")) for value in values
    )
    return open_ > 0.05 * len(values)


def word_fields(texts: Sequence[str], *, source: str, taken: Sequence[str]) -> list[Field]:
    """Columns for addresses, ports and users that stand in at least two in a hundred texts."""
    fields = []
    for word in WORDS:
        compiled = re.compile(word.pattern)
        found = [match.group(1) for match in map(compiled.search, texts) if match]
        if word.name == "user":
            found = [value for value in found if value not in NOT_USERS]
        if word.name in taken or len(found) < max(2, OFTEN * len(texts)) or len(set(found)) < 2:
            continue
        if (word.name == "ip" and not _addresses(texts)) or (word.name == "host" and _files(found)):
            continue
        text = f"regexp_extract({source}, {quote(word.pattern)}, 1)"
        if word.name == "user":
            text = f"regexp_replace({text}, '^(?:{'|'.join(NOT_USERS)})$', '')"
        # An address is no number, though 10.251.215.16 could be one with points for thousands.
        kind = kind_of(found) if word.name == "port" else TEXT
        fields.append(Field(name=word.name, text=text, type=kind.type, cast=kind.cast, note=word.note))
    return fields


SOURCE_FILE = re.compile(r"\.(?:java|scala|kt|py|go|rs|rb|php|js|ts|cs|cpp|cc|hpp|swift)$")


def _files(names: Sequence[str]) -> bool:
    """Whether a number behind a name is a line of source code, as in steps of a stack trace."""
    return any(map(SOURCE_FILE.search, names))


VERSION = re.compile(rf"(?:\b[Vv]|[Vv]ersions?[ :=]*|~+){ADDRESS}\b|\b{ADDRESS}[A-Za-z~]")


def _addresses(texts: Sequence[str]) -> bool:
    """Whether four numbers with points between them are addresses, and not versions such as 6.1.1.0."""
    found = [match.group() for text in texts if (match := re.search(rf"\b{ADDRESS}\b", text))]
    parts = [[int(part) for part in value.split(".")] for value in found]
    likely = sum(all(part <= 255 for part in four) and four[0] > 9 for four in parts)
    versions = sum(VERSION.search(text) is not None for text in texts)
    return likely > 0.5 * len(found) and versions < 0.5 * len(found)

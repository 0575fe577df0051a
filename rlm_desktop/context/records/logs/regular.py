"""Lines that are made alike from end to end: the same words at the same places, with slots between them."""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from rlm_desktop.context.records.logs import endpoints
from rlm_desktop.context.records.logs.elements import ADDRESS, LEVELS
from rlm_desktop.context.records.values.kinds import TEXT, UNIT, kind_of

MOST = 0.95
STEADY = 0.97
"""The share of lines that must have the same in a place for it to count as always there."""
WORDS = 48
"""Lines of more words than this are not taken for regular ones."""
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"[,;:]?|\[[^\]]*\][,;:]?|\S+')
EDGE = "\"'[](){}<>:;,|#"
REQUEST = re.compile(r"(?:[A-Z]{3,8}) \S+(?: HTTP/[\d.]+)?")
SILENT = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "at",
        "is",
        "are",
        "was",
        "were",
        "in",
        "on",
        "to",
        "from",
        "for",
        "by",
        "with",
        "and",
        "or",
        "x",
        "as",
        "has",
        "had",
        "be",
        "this",
        "that",
    ]
)
_PAIRS = {"<": ">", "(": ")", "[": "]", "{": "}", '"': '"', "'": "'"}
_CAPITAL = re.compile(r"[^\W\d_a-z][a-z\u00df-\u00ff][^\W\d_]*(?:['\u2019-][^\W\d_]+)*")
_WHOLE_NAME = re.compile(rf"{_CAPITAL.pattern} {_CAPITAL.pattern}")
_FEWEST_NAMES = 4
_CLOSED = r'*)"'
"""How the pattern of a text in quotation marks ends."""
PROTOCOLS = r"(?i:tcp|udp|icmp|icmp6|ipv6-icmp|igmp|gre|esp|ah|ospf|sctp)"
DECISIONS = (
    r"(?i:permit(?:ted)?|den(?:y|ied)|allow(?:ed)?|block(?:ed)?|drop(?:ped)?|accept(?:ed)?|reject(?:ed)?"
    r"|pass(?:ed)?)"
)
"""What a firewall does with what comes."""
MONEY = frozenset(["eur", "usd", "gbp", "chf", "€", "$", "£"])


class Rest(msgspec.Struct, frozen=True):
    """The pattern of the rest of a line and the names of its groups."""

    pattern: str
    names: tuple[str, ...]


class Slot(msgspec.Struct, frozen=True):
    """One place between blanks: constant text, or values."""

    constant: str | None
    values: tuple[str, ...] = ()


def regular(rests: Sequence[str]) -> Rest | None:
    """What nearly all of the texts have in common from begin to end, or None."""
    slots = _slots(rests)
    if slots is None or not _worth(slots):
        return None
    slots = _with_whole_names(slots)
    pieces: list[str] = []
    names: list[str] = []
    for index, slot in enumerate(slots):
        if slot.constant is not None:
            pieces.append(re.escape(slot.constant).replace("\\ ", " "))
            continue
        pattern, found = _slot(slots, index)
        # A line may have been cut off in the middle of its last text.
        at_end = index == len(slots) - 1 and pattern.endswith(_CLOSED)
        pieces.append(f"{pattern}?" if at_end else pattern)
        names += found
    return Rest(r"[ \t]+".join(pieces) + r"[ \t]*$", tuple(names))


def _slots(rests: Sequence[str]) -> list[Slot] | None:
    rows = [TOKEN.findall(rest) for rest in rests]
    if not rows:
        return None
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if not 1 <= width <= WORDS or count < MOST * len(rows):
        return None
    rows = [row for row in rows if len(row) == width]
    slots = []
    for column in zip(*rows, strict=True):
        word, often = Counter(column).most_common(1)[0]
        steady = often >= STEADY * len(column) and len(rows) >= 3 and (often == len(column) or word.isalpha())
        slots.append(Slot(word) if steady else Slot(None, column))
    return slots


def _with_whole_names(slots: Sequence[Slot]) -> list[Slot]:
    """The slots, two beside each other as one where they are the first and the last word of a name."""
    found: list[Slot] = []
    for slot in slots:
        if found and _are_names(found[-1].values, slot.values):
            both = zip(found[-1].values, slot.values, strict=True)
            found[-1] = Slot(None, tuple(f"{first} {last}" for first, last in both))
        else:
            found.append(slot)
    return found


def _are_names(firsts: Sequence[str], lasts: Sequence[str]) -> bool:
    """Whether words with capitals come in pairs: with each first word nearly always the same last one."""
    pairs = Counter(zip(firsts, lasts, strict=False))
    different = min(len(set(firsts)), len(set(lasts)))
    if different < _FEWEST_NAMES or len(pairs) > 1.2 * different or not set(firsts).isdisjoint(lasts):
        return False
    return all(_CAPITAL.fullmatch(first) and _CAPITAL.match(last) for first, last in pairs)


def _worth(slots: Sequence[Slot]) -> bool:
    """Whether there is a frame: words that stay, or slots of a type; not just sentences of one length."""
    changing = [slot for slot in slots if slot.constant is None]
    if not changing or len(changing) > 24:
        return False
    loose = [slot for slot in changing if _loose(slot)]
    return len(loose) <= max(1, (len(slots) - len(loose)) // 3)


def _loose(slot: Slot) -> bool:
    """Words of any kind, hardly ever the same."""
    if slot.values[0][:1] in '"[':
        return False
    return (
        len(set(slot.values)) > 0.5 * len(slot.values)
        and kind_of(_bare(slot.values)) == TEXT
        and not _stem(slot.values)
    )


def _bare(values: Sequence[str]) -> list[str]:
    return [value.strip(EDGE) for value in values]


def _stem(values: Sequence[str]) -> str:
    """The word that all values begin with before their number: "user" for user17, user3."""
    match = re.match(r"([A-Za-z]+)[-_]?(?=\d)", values[0])
    if match and all(re.fullmatch(re.escape(match.group()) + r"\d+\W?", value) for value in values):
        return match.group(1).lower()
    return ""


def _slot(slots: Sequence[Slot], index: int) -> tuple[str, list[str]]:
    """Pattern and names of one slot; names from a key, its form, or the words around it."""
    values = _whole(slots[index].values)
    if ends := endpoints.parts_of(slots[index].values, *_around(slots, index)):
        return ends
    head, tail = _edges(values)
    inner = [value[len(head) : len(value) - len(tail)] for value in values]
    key = re.match(r"([A-Za-z_][\w.-]*)=", inner[0])
    if key and all(value.startswith(key.group()) for value in inner):
        opens = _opening([value[key.end() :] for value in inner], tail)
        return f"{re.escape(head + key.group() + opens)}(\\S*?){re.escape(tail)}", [key.group(1)]
    if all(value.count("@") == 1 for value in inner):
        return rf"{re.escape(head)}([^\s@]+)@(\S+?){re.escape(tail)}", ["user", "host"]
    body = r"(\S+?)" if tail else r"(\S+)"
    if all(" " in value for value in inner):
        body = rf"(\S+[ \t]+{body[1:]}"
    if head[:1] == '"':
        body = r"((?:[^\"\\]|\\.)*)"
    elif head[:1] == "[":
        body = r"([^\]]*)"
    return f"{re.escape(head)}{body}{re.escape(tail)}", [name_of(slots, index, inner)]


def _opening(values: Sequence[str], tail: str) -> str:
    """The mark that all values begin with and that the end behind them closes: `to=<ada@x.org>,`."""
    first = _common(values)[:1]
    return first if first and _PAIRS.get(first) == tail[:1] else ""


def _around(slots: Sequence[Slot], index: int) -> tuple[str, str]:
    """The words that stand before a slot and behind it; empty where none stays."""
    before = slots[index - 1].constant if index else None
    behind = slots[index + 1].constant if index + 1 < len(slots) else None
    return before or "", behind or ""


def _whole(values: Sequence[str]) -> Sequence[str]:
    """Without the few that lack the edge of nearly all others: a log that is still written ends anywhere."""
    for place in (0, -1):
        edge, often = Counter(value[place] for value in values).most_common(1)[0]
        if edge in EDGE and often >= STEADY * len(values):
            values = [value for value in values if value[place] == edge]
    # An opening mark alone is no closing one.
    longer = [value for value in values if len(value) > 1]
    return longer if len(longer) >= STEADY * len(values) else values


def _edges(values: Sequence[str]) -> tuple[str, str]:
    """The punctuation that all values begin and end with."""
    before = _common(values)
    head = before[: len(before) - len(before.lstrip(EDGE))]
    after = _common([value[len(head) :][::-1] for value in values])
    tail = after[: len(after) - len(after.lstrip(EDGE))][::-1]
    return head, tail


def _common(values: Sequence[str]) -> str:
    """What all values begin with: what the first and the last in order do."""
    low, high = min(values), max(values)
    count = next(
        (i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high))
    )
    return low[:count]


def name_of(slots: Sequence[Slot], index: int, values: Sequence[str]) -> str:
    """What a slot is called: by what its values look like, or by the words around it."""
    return _name_by_form(values) or _name_by_words(slots, index, values)


def _name_by_form(values: Sequence[str]) -> str:
    """A name from what the values look like."""
    share = 0.95 * len(values)
    forms = (
        (LEVELS, "level"),
        (rf"{ADDRESS}(?::\d+)?", "address"),
        (REQUEST.pattern, "request"),
        (r"(?!HTTP/)[A-Za-z][\w.-]*/\d[\w.]*(?: .*)?", "user_agent"),
        (r"(?:https?://|/)\S+", "path"),
        (r"[A-Z]{3,7}", "method" if {"GET", "POST"} & set(values) else ""),
        (PROTOCOLS, "protocol"),
        (DECISIONS, "action"),
    )
    for pattern, name in forms:
        compiled = re.compile(pattern)
        if name and sum(compiled.fullmatch(value) is not None for value in values) >= share:
            return name
    stem = _stem(values)
    if stem:
        return stem
    kind = kind_of(values).type
    return {"timestamp": "time", "date": "date", "time": "time"}.get(kind, "")


def _name_by_words(slots: Sequence[Slot], index: int, values: Sequence[str]) -> str:
    """A name from the constant words before the slot, and the unit behind it."""
    words: list[str] = []
    for slot in reversed(slots[:index]):
        if slot.constant is None or len(words) == 2:
            break
        words.insert(0, slot.constant.strip(EDGE + "=-.").lower())
    after = slots[index + 1].constant if index + 1 < len(slots) else None
    unit = after.strip(EDGE).lower() if after and re.fullmatch(UNIT, after.strip(EDGE), re.IGNORECASE) else ""
    number = kind_of(values).type in ("integer", "decimal")
    spoken = [word for word in words if word and word not in SILENT]
    if number and unit:
        return "_".join([*(spoken or ["price" if unit in MONEY else "value"]), unit])
    if number and after == "x":
        return "quantity"
    if words[-1:] == ["x"]:
        return "item"
    if words[-1:] in (["is"], ["was"], ["status"], ["state"]) and len(set(values)) <= 50:
        return "status"
    if spoken and words[-1] not in SILENT:
        return spoken[-1] if not number or len(spoken) == 1 else "_".join(spoken)
    if all(_WHOLE_NAME.fullmatch(value) for value in values):
        return "name"
    return "number" if number else "word"

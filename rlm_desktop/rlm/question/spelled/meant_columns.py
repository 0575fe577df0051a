"""The column that a question means by what was done: of reviews "managed by Ben" he is the manager."""

import re
from collections.abc import Iterable, Iterator

from rlm_desktop.profile import Profile

_DOERS = (
    (re.compile(r"\b(?:wrote|written|writes?|authored)\b", re.IGNORECASE), ("author", "authors", "sender")),
    (
        re.compile(
            r"\b(?:sent|sends?|asked|asks?|answer(?:ed|s)?|repl(?:y|ies|ied)|respond(?:ed|s)?|posted)\b",
            re.IGNORECASE,
        ),
        ("sender",),
    ),
    (
        re.compile(
            r"\b(?:attend(?:ed|s|ing)?|(?:was|were|been|is|are) (?:present|there)|present at|took part"
            r"|participated)\b",
            re.IGNORECASE,
        ),
        ("attendees", "attendee", "participants", "present"),
    ),
    (re.compile(r"\b(?:sent to|addressed to|received by|received)\b", re.IGNORECASE), ("recipient",)),
)
_DONE = re.compile(r"(?:ed|ing)$")
_ALIKE = 5  # letters
_ENDING = 3  # letters
_SHORTEST = 2  # initials: of so few there are too many


def of_deeds(question: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Words of a question that say what was done, and the column of who did it."""
    known = list(names)
    for pattern, columns in _DOERS:
        match, here = pattern.search(question), [name for name in columns if name in known]
        if match and here:
            yield match.group().lower(), here[0]
    asked = re.findall(r"[a-z]+", question.lower())
    for name in known:
        parts = name.split("_")
        done = [word for part in parts for word in asked if _of_one_root(word, part)]
        if done and all(_said(part, asked) for part in parts):
            yield done[0], name


def of_initials(said: Iterable[tuple[str, str]], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Rule "the Long Island Rail Road is lirr_riders": phrases by whose initials columns are called."""
    known = list(names)
    for phrase, letters in said:
        for name in known:
            if len(letters) > _SHORTEST and letters.lower() in name.lower().split("_"):
                yield phrase, name


def is_deed(said: str) -> bool:
    """Whether a word says what somebody did: what stands behind it is not who did it."""
    return any(pattern.fullmatch(said) for pattern, _ in _DOERS)


def _said(part: str, asked: list[str]) -> bool:
    return any(word in (part, f"{part}s") or _of_one_root(word, part) for word in asked)


def _of_one_root(word: str, part: str) -> bool:
    """Whether a word says as a deed what a part of a name says: managed, manager."""
    if word == part or not _DONE.search(word) or _DONE.search(part):
        return False
    same = next(
        (n for n, (a, b) in enumerate(zip(word, part, strict=False)) if a != b), min(len(word), len(part))
    )
    return same >= _ALIKE and max(len(word), len(part)) - same <= _ENDING


def of_rows(profile: Profile) -> set[str]:
    """What addresses are asked for in part, and what rows are, which no line says."""
    return _parts_of_addresses(profile) | _of_packets(profile)


def _parts_of_addresses(profile: Profile) -> set[str]:
    """What addresses are asked for in part, where a column holds some: "which recipient domain"."""
    columns = [c for table in profile.tables for c in table.columns if c.type == "text" and c.values]
    return (
        {"domain"} if any(sum("@" in v for v, _ in c.values) * 2 > len(c.values) for c in columns) else set()
    )


def _of_packets(profile: Profile) -> set[str]:
    """What rows are that tell of packets: no line of a firewall's log says so."""
    ends = {"source_ip", "destination_ip", "protocol"}
    told = any(ends <= {column.name for column in table.columns} for table in profile.tables)
    return {"packet", "firewall", "source", "destination"} if told else set()

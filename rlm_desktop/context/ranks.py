"""How often common words stand in which passage, kept so that the best of very many are found at once.

The index of words weighs each passage by itself, a microsecond each: a word that a hundred thousand
passages have would take a tenth of a second. For such words the same weights (BM25) are worked out here from
counts that lie packed on disk, for 65,536 passages at a time.
"""

import math
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

import msgspec
import numpy as np
import numpy.typing as npt

COMMON = 8192
"""Passages from which on a word that they have is a common one."""
_PART = 1 << 16
"""Passages whose counts lie together: their places within are two bytes each."""
_SET = _PART // 8
"""Bytes of places that are set bits; fewer places are numbers."""
_SATURATION, _LENGTH = 1.2, 0.75
"""As the index weighs: how soon more of the same word stops to count, and how much long passages lose."""
TOKENS = "porter unicode61"
"""How a text becomes words."""
SCHEMA = """
create table if not exists common_words(
    term text not null, part integer not null, places blob not null, times blob not null,
    primary key (term, part)) without rowid;
create table if not exists lengths(part integer primary key, words blob not null);
create table if not exists ranked(upto integer not null, passages integer not null);
create virtual table if not exists vocabulary using fts5vocab(words, row);
create virtual table if not exists occurrences using fts5vocab(words, instance);
"""
TABLES = ("common_words", "lengths", "ranked", "vocabulary", "occurrences")
NEXT = (
    "(select max(ifnull((select max(id) from passages), 0), ifnull((select max(upto) from ranked), 0)) + 1)"
)
"""The number of a new passage: one that was counted is never given again, even when its passage is gone."""

Ids = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


class _Asked(msgspec.Struct, frozen=True):
    """A word of a query as the index has it, and how much it tells."""

    term: str
    match: str
    rarity: float


def tokens_of(texts: Sequence[str]) -> list[list[str]]:
    """What the index makes of each of some texts."""
    found: list[list[str]] = [[] for _ in texts]
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"create virtual table asked using fts5(text, tokenize='{TOKENS}')")
        db.execute("create virtual table found using fts5vocab(asked, instance)")
        db.executemany("insert into asked(rowid, text) values (?, ?)", enumerate(texts))
        for number, term in db.execute("select doc, term from found order by doc, offset"):
            found[number].append(term)
    return found


def are_due(db: sqlite3.Connection) -> bool:
    """Whether so many passages came or went since common words were counted that it is to be done anew."""
    newest = int(db.execute("select ifnull(max(id), 0) from passages").fetchone()[0])
    row = db.execute("select ifnull(max(upto), 0), ifnull(max(passages), 0) from ranked").fetchone()
    upto, known = int(row[0]), int(row[1])
    came = max(0, newest - upto)
    went = known + came - _averages(db)[0]
    return max(came, went) > max(COMMON, upto // 8)


def _upto(db: sqlite3.Connection) -> int:
    return int(db.execute("select ifnull(max(upto), 0) from ranked").fetchone()[0])


def count(db: sqlite3.Connection, *, should_stop: Callable[[], bool]) -> bool:
    """Count common words anew; until the end nothing is known of them. False when stopped before it."""
    for table in ("ranked", "common_words", "lengths"):
        db.execute(f"delete from {table}")
    upto = int(db.execute("select ifnull(max(id), 0) from passages").fetchone()[0])
    _keep_lengths(db, upto)
    vocabulary = db.execute("select term, doc from vocabulary")
    common = []
    for term, passages in vocabulary:
        if passages > COMMON:
            common.append(term)
        if should_stop():
            vocabulary.close()
            return False
    for term in common:
        if should_stop():
            return False
        rows = [(term, *row) for row in _packed(db, term, upto)]
        # A short time for each word: whoever else writes need not wait for all of them.
        with db:
            db.execute("begin immediate")
            db.executemany("insert or replace into common_words values (?, ?, ?, ?)", rows)
    db.execute("insert into ranked values (?, ?)", (upto, _averages(db)[0]))
    return True


def _keep_lengths(db: sqlite3.Connection, upto: int) -> None:
    """How many words each passage has, from the index."""
    for part in range(upto // _PART + 1):
        words = np.zeros(_PART, "<u2")
        first = part * _PART
        rows = db.execute(
            "select id, sz from words_docsize where id >= ? and id < ?", (first, first + _PART)
        ).fetchall()
        if rows:
            words[[row[0] - first for row in rows]] = [_number(row[1])[0] for row in rows]
        db.execute("insert or replace into lengths values (?, ?)", (part, words.tobytes()))


def _packed(db: sqlite3.Connection, term: str, upto: int) -> Iterator[tuple[int, bytes, bytes]]:
    """Where a word stands and how often, part by part."""
    rows = db.execute("select doc, count(*) from occurrences where term = ? group by doc", (term,)).fetchall()
    ids, times = np.array(rows, np.int64).reshape(-1, 2).T
    known = ids <= upto
    ids, times = ids[known], times[known]
    for part in np.unique(ids // _PART).tolist():
        begin, end = np.searchsorted(ids, [part * _PART, (part + 1) * _PART])
        yield part, _pack(ids[begin:end] % _PART), _narrow(times[begin:end])


def _pack(places: Ids) -> bytes:
    if 2 * len(places) < _SET:
        return places.astype("<u2").tobytes()
    bits = np.zeros(_PART, np.bool_)
    bits[places] = True
    return np.packbits(bits).tobytes()


def _narrow(times: Ids) -> bytes:
    """A byte each, and two where a passage hardly says anything else."""
    return times.astype(np.uint8 if times.max() < 256 else "<u2").tobytes()


def _unpacked(packed: bytes) -> npt.NDArray[np.intp]:
    if len(packed) == _SET:
        return np.flatnonzero(np.unpackbits(np.frombuffer(packed, np.uint8)))
    return np.frombuffer(packed, "<u2").astype(np.intp)


def _averages(db: sqlite3.Connection) -> tuple[int, float]:
    """How many passages the index has, and how many words one of them has in the mean."""
    block = db.execute("select block from words_data where id = 1").fetchone()[0]
    if not block:
        return 0, 0.0
    passages, used = _number(block)
    words, _ = _number(block[used:])
    return passages, words / max(1, passages)


def _number(block: bytes) -> tuple[int, int]:
    """A number as SQLite packs it, seven bits a byte and the high ones first, and the bytes it takes."""
    number = 0
    for used, byte in enumerate(block[:8], 1):
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, used
    return number << 8 | block[8], 9


def best(db: sqlite3.Connection, matches: Sequence[str], *, most: int) -> list[tuple[int, float]] | None:
    """The passages that fit best and their weights, best first; None where no word of these is a common one.

    The weights are those that the index itself gives for all `matches` joined by OR.
    """
    upto = _upto(db)
    asked, others = _known(db, matches) if upto else ([], list(matches))
    if not asked:
        return None
    ids, scores = _weighed(db, others, above=0)
    later = _weighed(db, [one.match for one in asked], above=upto)
    ids, scores = np.concatenate([ids, later[0]]), np.concatenate([scores, later[1]])
    _, mean = _averages(db)
    parts = dict(db.execute("select part, words from lengths").fetchall())
    found: list[tuple[int, float]] = []
    for part in sorted(parts.keys() | set((ids // _PART).tolist())):
        total = np.zeros(_PART)
        if part in parts:
            _add_common(db, total, asked, part, parts[part], mean)
        here = ids // _PART == part
        np.add.at(total, ids[here] % _PART, scores[here])
        found += _first(total, part * _PART, most)
    return sorted(found, key=lambda each: (-each[1], each[0]))[:most]


def _known(db: sqlite3.Connection, matches: Sequence[str]) -> tuple[list[_Asked], list[str]]:
    """Which of the words were counted, and which were not, phrases and beginnings of words among them."""
    passages, _ = _averages(db)
    asked: list[_Asked] = []
    others: list[str] = []
    for match, tokens in zip(matches, tokens_of(matches), strict=True):
        alone = len(tokens) == 1 and not match.endswith("*")
        if not (alone and _is_counted(db, tokens[0])):
            others.append(match)
            continue
        having = int(db.execute("select count(*) from words where words match ?", (match,)).fetchone()[0])
        asked.append(_Asked(tokens[0], match, _rarity(passages, having)))
    return asked, others


def _rarity(passages: int, having: int) -> float:
    """As the index weighs: a word that more than half of the passages have tells next to nothing."""
    return max(1e-6, math.log((max(passages, having) - having + 0.5) / (having + 0.5)))


def _is_counted(db: sqlite3.Connection, term: str) -> bool:
    return db.execute("select 1 from common_words where term = ? limit 1", (term,)).fetchone() is not None


def _weighed(db: sqlite3.Connection, matches: Sequence[str], *, above: int) -> tuple[Ids, Scores]:
    """Passages with a number above another and their weights, by the index itself."""
    if not matches:
        return np.zeros(0, np.int64), np.zeros(0)
    rows = db.execute(
        "select rowid, -rank from words where words match ? and rowid > ?", (" OR ".join(matches), above)
    ).fetchall()
    return np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.float64)


def _add_common(
    db: sqlite3.Connection, total: Scores, asked: Sequence[_Asked], part: int, lengths: bytes, mean: float
) -> None:
    words = np.frombuffer(lengths, "<u2")
    damping = _SATURATION * (1 - _LENGTH + _LENGTH * words / mean)
    for one in asked:
        row = db.execute(
            "select places, times from common_words where term = ? and part = ?", (one.term, part)
        ).fetchone()
        if row is not None:
            places = _unpacked(row[0])
            width = np.uint8 if len(row[1]) == len(places) else np.dtype("<u2")
            times = np.frombuffer(row[1], width).astype(np.float64)
            if len(times) != len(places):
                raise sqlite3.DatabaseError(f"counts of “{one.term}” do not fit its places")
            total[places] += one.rarity * times * (1 + _SATURATION) / (times + damping[places])


def _first(total: Scores, first: int, most: int) -> list[tuple[int, float]]:
    """The best passages of one part."""
    some = np.flatnonzero(total)
    if len(some) > most:
        limit = np.partition(total[some], len(some) - most)[len(some) - most]
        some = some[total[some] >= limit]
    return [(first + int(at), float(total[at])) for at in some]

"""Values that a question calls otherwise: a name for a code, words for initials, a file by its bare name."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import FILE_NAME, Column, Table
from rlm_desktop.rlm.question.links import Link, Links, Query, identifier, literal
from rlm_desktop.rlm.question.spelled import codes, peoples

_MOST_ROWS = 2_000_000
"""Up to so many rows are looked through for other spellings."""
_APOSTROPHE, _PLAIN = "\u2019", "'"
_MARKS = "\\s*[\u2122\u00ae\u00a9]"
_LONGEST = 4  # words that initials stand for
_CAPITAL = re.compile(r"[^\W\d_][\w'\u2019-]*")
_SEPARATED = r"(^|[,;/|&\s]){}($|[,;/|&\s])"
_STEM = r"([^/]+?)(\.[A-Za-z0-9]{1,10})?$"
_ZEROS, _WITHOUT = r"(^|[^0-9])0+([0-9])", r"\1\2"
_BETWEEN = frozenset(("of", "the", "and", "for"))


def links(question: str, table: Table, phrases: Sequence[str], query: Query) -> Iterator[Link]:
    """What the question calls otherwise than a column of a table does."""
    yield from _folded(table, phrases, query)
    kinds = {column.name: codes.kind_of(column) for column in table.columns}
    # Beside languages French is one.
    spoken = "language" in kinds.values()
    for column in table.columns:
        if kind := kinds[column.name]:
            for phrase, code in codes.codes(phrases, kind):
                if not (spoken and kind.startswith("country") and peoples.countries(phrase)):
                    yield from _code(phrase, code, table, column, query)
        elif _is_of_initials(column):
            yield from _of_initials(question, table, column, query)
        if column.note == FILE_NAME:
            yield from _of_files(phrases, table, column, query)


def _folded(table: Table, phrases: Sequence[str], query: Query) -> Iterator[Link]:
    """Rule "Jose is José": values with accents and typographer's apostrophes, asked for without them."""
    texts = [c for c in table.columns if c.type == "text" and c.name != "line" and not c.is_free_text]
    if table.kind == "log" or table.rows > _MOST_ROWS or not texts or not phrases:
        return
    said = {_fold(phrase): phrase for phrase in reversed(phrases)}
    wanted = ", ".join(map(literal, said))
    # A question in plain letters differs only from values that have others: these are few, and quickly found.
    beyond = "strlen({name}) > length({name}) AND " if all(map(str.isascii, phrases)) else ""
    for column in texts:
        name = identifier(column.name)
        plain = f"strip_accents(replace(lower({name}), {literal(_APOSTROPHE)}, {literal(_PLAIN)}))"
        plain = f"regexp_replace({plain}, {literal(_MARKS)}, '', 'g')"
        source = f"FROM {identifier(table.name)} WHERE {beyond.format(name=name)}{plain} IN ({wanted})"
        for value, rows in _rows(
            query, f"SELECT {name}, count(*) {source} GROUP BY 1 ORDER BY 2 DESC LIMIT 20"
        ):
            phrase = said.get(_fold(value), "")
            if phrase and phrase.lower() != value.lower():
                yield Link(phrase, table.name, column.name, value, rows, otherwise=True)


def _fold(text: str) -> str:
    """Small letters without their accents, and without the signs of a trade mark."""
    apart = unicodedata.normalize("NFD", re.sub(_MARKS, "", text.lower()).replace(_APOSTROPHE, _PLAIN))
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def _code(phrase: str, code: str, table: Table, column: Column, query: Query) -> Iterator[Link]:
    """A code as the column writes it, by itself or among others."""
    name = identifier(column.name)
    found = _rows(
        query,
        f"SELECT regexp_extract({name}, {literal('(?i)' + _SEPARATED.format(f'({code})'))}, 2), count(*)"
        f" FROM {identifier(table.name)}"
        f" WHERE regexp_matches(lower({name}), {literal(_SEPARATED.format(code))})"
        " GROUP BY 1 ORDER BY 2 DESC LIMIT 1",
    )
    for value, rows in found:
        yield Link(phrase, table.name, column.name, value, rows, otherwise=True)


def _is_of_initials(column: Column) -> bool:
    """Whether most of a column's values are capitals, as initials are."""
    if column.type != "text" or not column.values:
        return False
    short = sum(count for value, count in column.values if re.fullmatch(r"[A-Z]{2,5}", value))
    return short * 2 >= sum(count for _, count in column.values)


def _of_initials(question: str, table: Table, column: Column, query: Query) -> Iterator[Link]:
    """Rule "AL is the American League": neighbouring words with capitals whose first letters are a value."""
    standing = {value for value, _ in column.values}
    for phrase, letters in initials(question):
        if phrase.isupper() and _is_written_out(phrase, column, table, query):
            continue
        if column.distinct > len(column.values):
            sql = f"SELECT {identifier(column.name)}, count(*) FROM {identifier(table.name)}"
            standing = {
                v
                for v, _ in _rows(
                    query, f"{sql} WHERE {identifier(column.name)} = {literal(letters)} GROUP BY 1"
                )
            }
        if letters in standing:
            rows = dict(column.values).get(letters, 0)
            yield Link(phrase, table.name, column.name, letters, rows, otherwise=True)


def _is_written_out(phrase: str, column: Column, table: Table, query: Query) -> bool:
    """Rule "JAN MAYEN is no JM": whether a name in capitals stands whole in another column."""
    others = [c for c in table.columns if c.type == "text" and c.name not in (column.name, "line")]
    holds = " OR ".join(f"contains({identifier(c.name)}, {literal(phrase)})" for c in others)
    return bool(holds) and bool(
        _rows(query, f"SELECT 'yes', 1 FROM {identifier(table.name)} WHERE {holds} LIMIT 1")
    )


def initials(question: str) -> Iterator[tuple[str, str]]:
    """Neighbouring words with capitals, from two on, and the letters they begin with."""
    words = list(_CAPITAL.finditer(question))
    runs: list[list[re.Match[str]]] = [[]]
    for before, word in pairwise([None, *words]):
        assert word is not None
        near = before is not None and question[before.end() : word.start()] == " "
        capital = word.group()[0].isupper() and word.start() > 0
        if not near or not (capital or word.group().lower() in _BETWEEN):
            runs.append([])
        if capital or (runs[-1] and word.group().lower() in _BETWEEN):
            runs[-1].append(word)
    for run in runs:
        for size in range(min(len(run), _LONGEST + 1), 1, -1):
            for start in range(len(run) - size + 1):
                part = run[start : start + size]
                ends = (part[0].group().lower(), part[-1].group().lower())
                letters = "".join(w.group()[0] for w in part if w.group().lower() not in _BETWEEN)
                if len(letters) > 1 and not set(ends) & _BETWEEN:
                    yield question[part[0].start() : part[-1].end()], letters.upper()


def _of_files(phrases: Sequence[str], table: Table, column: Column, query: Query) -> Iterator[Link]:
    """Rule "a file is called without its ending": EIP-1559 for EIPS/eip-1559.md."""
    said = {phrase.lower(): phrase for phrase in phrases if re.search(r"\d", phrase) or "." in phrase}
    said |= {re.sub(r"\s+", "-", text): phrase for text, phrase in said.items()}
    said |= {re.sub(_ZEROS, _WITHOUT, text): phrase for text, phrase in said.items()}
    if not said:
        return
    name, wanted = identifier(column.name), ", ".join(map(literal, said))
    stem = f"lower(regexp_extract({name}, {literal(_STEM)}, 1))"
    # "BIP 39" is bip-0039.
    stem = f"regexp_replace({stem}, {literal(_ZEROS)}, {literal(_WITHOUT)}, 'g')"
    source = f"FROM {identifier(table.name)} WHERE {stem} IN ({wanted})"
    for value, rows in _rows(query, f"SELECT {name}, count(*) {source} GROUP BY 1 LIMIT 20"):
        bare = re.search(_STEM, value)
        phrase = said.get(re.sub(_ZEROS, _WITHOUT, bare.group(1).lower())) if bare else None
        if phrase and phrase.lower() != value.lower():
            yield Link(phrase, table.name, column.name, value, rows, otherwise=True)


def mend(condition: exp.Expr, stored: Column | None, table: str, links: Links) -> exp.Expr | None:
    """Rule "a name is its code": a value that the question says otherwise, as the column has it.

    None where nothing is to be mended.
    """
    mine = [link for link in links.values if link.otherwise and link.table == table]
    if (
        stored is None
        or not mine
        or not isinstance(condition, exp.EQ | exp.NEQ | exp.Like | exp.ILike | exp.In)
    ):
        return None
    mended = condition.copy()
    for text in list(mended.find_all(exp.Literal)):
        bare = text.name.strip("%").lower()
        meant = [link for link in mine if link.column == stored.name and _is_meant(bare, link, stored)]
        if text.is_string and len({link.value for link in meant}) == 1:
            text.replace(exp.Literal.string(meant[0].value))
            if isinstance(mended, exp.Like | exp.ILike):
                mended = exp.EQ(this=mended.this, expression=exp.Literal.string(meant[0].value))
    return mended if mended != condition else None


def told(condition: exp.Expr, links: Links) -> str:
    """In a sentence, what values of a condition the question says otherwise."""
    values = {text.name for text in condition.find_all(exp.Literal)}
    said = {link.phrase: link.value for link in links.values if link.otherwise and link.value in values}
    return " ".join(f"“{phrase}” is '{value}' in the text." for phrase, value in said.items())


def _is_meant(text: str, link: Link, stored: Column) -> bool:
    if text in {link.phrase.lower(), link.value.lower(), *codes.all_of(link.phrase)}:
        return True
    return stored.note == FILE_NAME and text in link.value.lower() and link.phrase.lower() in text


def _rows(query: Query, sql: str) -> list[tuple[str, int]]:
    try:
        found = query(sql).rows
    except TableError:
        return []  # Links only help: without them the question can still be answered.
    return [(str(value), rows if isinstance(rows, int) else 0) for value, rows in found if value]

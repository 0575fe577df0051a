"""Where a table has a value, and how it writes it: in another case or column, in a list of several."""

import re
from collections.abc import Iterable, Sequence, Set

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column
from rlm_desktop.rlm.expressions import call
from rlm_desktop.rlm.question.linking import COMMON, Query, identifier, literal, words
from rlm_desktop.rlm.question.spelled import several

_MOST_SPELLINGS = 8
_OF_A_KIND = r"([a-z][a-z /-]{2,}:\s+)?"
_PHRASE = re.compile(r"[^\W\d_]{2,}(?:\s+[^\W\d_]{2,})+")
_HANDLE = re.compile(r"@?([\w.-]+)")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def in_one_word(text: str) -> str:
    """Several words put together, in lower case; empty where a text is no such phrase."""
    return "".join(text.lower().split()) if _PHRASE.fullmatch(text.strip()) else ""


class StoredValues:
    """Looks values up for one question, of which it knows the words."""

    def __init__(self, said: Set[str], query: Query) -> None:
        self._words = said
        self._query = query

    def any(self, sql: str) -> bool:
        """Whether a query finds anything; not where it can't be run."""
        try:
            return bool(self._query(sql).rows)
        except TableError:
            return False

    def find(
        self, text: str, stored: Column, columns: dict[str, Column], table: str
    ) -> tuple[str, str] | None:
        """The column and spelling under which a value stands, this column first; None where it does not."""
        others = [column for column in columns.values() if column.type == "text" and column.name != "line"]
        if self._is_named_alone(stored, others):
            others = []
        for column in [stored, *(other for other in others if other.name != stored.name)]:
            if found := self.spellings(text, column, table):
                return column.name, found[0]
        return None

    def _is_named_alone(self, stored: Column, others: Sequence[Column]) -> bool:
        """Rule "blue hair is no blue skin": a word of the question stands in the name of this column only."""
        own = set(words(stored.name.replace("_", " "))) & self._words - COMMON
        return bool(
            own
            - {
                word
                for other in others
                if other is not stored
                for word in words(other.name.replace("_", " "))
            }
        )

    def spellings(self, text: str, column: Column, table: str) -> list[str]:
        """The values that are a text but for capitals and signs between words, its own spelling first."""
        name = identifier(column.name)
        one = literal(re.sub(r"[\s._-]+", " ", text.strip().lower()))
        same = f"regexp_replace(lower(trim({name})), '[\\s._-]+', ' ', 'g') = {one}"
        found = self._written(same, text, column, table)
        if not found and (joined := in_one_word(text)):
            # SocialWorker is a social worker; what is small from end to end is another word.
            same = f"lower(trim({name})) = {literal(joined)} AND regexp_matches({name}, '[a-z][A-Z]')"
            found = self._written(same, text, column, table)
        return found

    def _written(self, same: str, text: str, column: Column, table: str) -> list[str]:
        """The values of which a condition holds, a text as it stands first."""
        name = identifier(column.name)
        sql = (
            f"SELECT {name}, count(*) AS n FROM {identifier(table)} WHERE {same}"
            f" GROUP BY 1 ORDER BY {name} = {literal(text)} DESC, n DESC LIMIT {_MOST_SPELLINGS}"
        )
        try:
            return [str(row[0]) for row in self._query(sql).rows]
        except TableError:
            return []

    def with_more(self, value: str, column: Column, table: str) -> tuple[int, list[tuple[str, int]]]:
        """How many rows have a value, and the other values that have it in them: "Implemented in part"."""
        name = identifier(column.name)
        word = rf"(^|[^\pL\pN]){re.escape(value.lower())}($|[^\pL\pN])"
        sql = (
            f"SELECT {name}, count(*) AS n FROM {identifier(table)}"
            f" WHERE regexp_matches(lower({name}), {literal(word)}) AND NOT regexp_matches({name}, '[,;|/]')"
            f" GROUP BY 1 ORDER BY n DESC LIMIT {_MOST_SPELLINGS}"
        )
        try:
            found = [
                (str(one), count if isinstance(count, int) else 0) for one, count in self._query(sql).rows
            ]
        except TableError:
            return 0, []
        same = {one: count for one, count in found if one.strip().lower() == value.strip().lower()}
        return sum(same.values()), [(one, count) for one, count in found if one not in same]

    def at_the_beginning(self, text: str, columns: Iterable[Column], table: str) -> list[Column]:
        """The columns of texts with values that begin with a text."""
        begins = "SELECT 1 FROM {} WHERE starts_with(lower({}), {}) LIMIT 1"
        return [
            column
            for column in columns
            if column.type == "text" and column.name != "line"
            if self.any(begins.format(identifier(table), identifier(column.name), literal(text.lower())))
        ]

    def element(self, stored: Column, value: str, table: str) -> exp.Expr | None:
        """Rule "a list holds its elements": where values are lists ("Ada, Kim"), a row has each of them.

        None where no row has the value as one of several. A handle is the same with its sign and without,
        and of what a column lists one the same behind the word for its kind ("Drug: aspirin").
        An address is one wherever it stands, behind a name as well ("Ada <ada@example.org>").
        """
        column, escaped = identifier(stored.name), re.escape(value.lower())
        if handle := _HANDLE.fullmatch(value.lower()):
            escaped = f"@?{re.escape(handle[1])}"
        kind = _OF_A_KIND if several.parts_of(stored) else ""
        behind = r"(<[^>]*>|\(@[^)]*\)|\([<>=~^!][^()]*\))?"
        pattern = rf"(^|[,;|&]|\band\b)\s*{kind}{escaped}\s*{behind}\s*($|[,;|&]|\band\b)"
        if _ADDRESS.fullmatch(value.lower()):
            pattern = rf"(^|[^\w.+-]){escaped}($|[^\w.-]|\.($|[^\w]))"
        holds = f"regexp_matches(lower({column}), {literal(pattern)})"
        more = f"{holds} AND lower(trim({column})) <> {literal(value.lower())}"
        if not self.any(f"SELECT 1 FROM {identifier(table)} WHERE {more} LIMIT 1"):
            return None
        lowered = call("lower", exp.column(stored.name))
        return call("regexp_matches", lowered, exp.Literal.string(pattern))

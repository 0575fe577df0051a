"""Where a table has a value, and how it writes it: in another case or column, in a list of several."""

import re
from collections.abc import Sequence, Set

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column
from rlm_desktop.rlm.expressions import call
from rlm_desktop.rlm.linking import COMMON, Query, identifier, literal, words


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
            if spelled := self._spelling(text, column, table):
                return column.name, spelled
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

    def _spelling(self, text: str, column: Column, table: str) -> str | None:
        name = identifier(column.name)
        one = literal(re.sub(r"[\s._-]+", " ", text.strip().lower()))
        same = f"regexp_replace(lower(trim({name})), '[\\s._-]+', ' ', 'g') = {one}"
        sql = (
            f"SELECT {name}, count(*) AS n FROM {identifier(table)} WHERE {same}"
            f" GROUP BY 1 ORDER BY {name} = {literal(text)} DESC, n DESC LIMIT 1"
        )
        try:
            rows = self._query(sql).rows
        except TableError:
            return None
        return str(rows[0][0]) if rows else None

    def element(self, name: str, value: str, table: str) -> exp.Expr | None:
        """Rule "a list holds its elements": where values are lists ("Ada, Kim"), a row has each of them.

        None where no row has the value as one of several.
        """
        column, escaped = identifier(name), re.escape(value.lower())
        pattern = rf"(^|[,;|&]|\band\b)\s*{escaped}\s*(<[^>]*>|\(@[^)]*\))?\s*($|[,;|&]|\band\b)"
        holds = f"regexp_matches(lower({column}), {literal(pattern)})"
        more = f"{holds} AND lower(trim({column})) <> {literal(value.lower())}"
        if not self.any(f"SELECT 1 FROM {identifier(table)} WHERE {more} LIMIT 1"):
            return None
        lowered = call("lower", exp.column(name))
        return call("regexp_matches", lowered, exp.Literal.string(pattern))

"""Tables and columns of a query by the names that this text has: near ones are meant, others are told."""

import difflib
from collections.abc import Iterable, Iterator

from sqlglot import exp

from rlm_desktop.profile import HIDDEN_COLUMNS, Column, Table
from rlm_desktop.rlm.queries.measures import chronology
from rlm_desktop.rlm.queries.tables import joins, no_columns, other_tables
from rlm_desktop.rlm.queries.tables.naming import Naming
from rlm_desktop.rlm.question.linking import words
from rlm_desktop.rlm.question.links import Links
from rlm_desktop.rlm.question.spelled import synonyms

_SMALL = frozenset(("of", "the", "in", "at"))
_SHORT = 3  # letters
_WAS = "was"
_SET_AGAINST = (exp.Sub, exp.Div, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.EQ, exp.NEQ, exp.DateDiff)


class Names:
    """The tables and columns that queries may use."""

    def __init__(
        self,
        tables: Iterable[Table],
        question: str,
        naming: Naming,
        links: Links | None = None,
    ) -> None:
        """`links` have words of the question that are names for columns, or stand inside their values."""
        self.tables = {table.name.lower(): table for table in tables}
        self._question = question
        self._naming = naming
        self._meant = {word.lower(): column for word, _, column in links.meant} if links else {}
        self._inside = links.inside if links else ()

    def mend(self, tree: exp.Query, mends: list[str]) -> str:
        """Puts known names for those that come near, telling `mends`; a message where none does."""
        if problem := self._mend_tables(tree, mends):
            return problem
        self._naming.restore(tree, set(self.columns(tree)))
        if isinstance(tree, exp.Query) and (name := other_tables.mend(tree, self.tables, self._question)):
            mends.append(f"It is the table {name} that has such columns.")
        if isinstance(tree, exp.Query) and (both := joins.mend(tree, self.tables, self._question)):
            mends.append(both)
        return self._mend_columns(tree, mends)

    def columns(self, tree: exp.Expr) -> dict[str, Column]:
        """The columns of the tables that a query uses, by their names in small letters."""
        return {column.name.lower(): column for table in self.used(tree) for column in table.columns}

    def used(self, tree: exp.Expr) -> Iterator[Table]:
        """The tables that a query uses, in its order."""
        for name in dict.fromkeys(table.name.lower() for table in tree.find_all(exp.Table)):
            if name in self.tables:
                yield self.tables[name]

    def _mend_tables(self, tree: exp.Expr, mends: list[str]) -> str:
        """Give unknown tables the name of the one that is meant; a message where none is."""
        known = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
        near_ones = [t for t in tree.find_all(exp.Table) if t.name and self._near(t.name.lower())]
        others = [t for t in tree.find_all(exp.Table) if t not in near_ones]
        for table in (*near_ones, *others):
            name = table.name.lower()
            if name in self.tables or name in known or not name:
                continue
            near = self._near(name) or self._called(name) or self._with(name) or self._left(tree)
            if not near and len(self.tables) > 1:
                return f"There is no table {table.name}; the tables are: {', '.join(self.tables)}."
            better = near[0] if near else next(iter(self.tables), "")
            if not better:
                return "This text has no tables: use search and ask instead of SQL."
            table.set("this", exp.to_identifier(better))
            mends.append(f"There is no table {name}; {better} was meant.")
        return ""

    def _near(self, name: str) -> list[str]:
        return difflib.get_close_matches(name, self.tables, n=1, cutoff=0.6)

    def _called(self, name: str) -> list[str]:
        """The table that the text itself calls so: `airports` of a dump, which is `records` here."""
        called = {table.called: known for known, table in self.tables.items() if table.called}
        return [called[near] for near in difflib.get_close_matches(name, called, n=1, cutoff=0.6)]

    def _with(self, name: str) -> list[str]:
        """The one table with a column that is called so: appointments have an `appointment_id`."""
        said = set(words(name.replace("_", " ")))
        tables = [(n, table) for n, table in self.tables.items() if table.kind != "documents"]
        having = [n for n, t in tables if any(said & set(words(c.name.replace("_", " "))) for c in t.columns)]
        return having if len(having) == 1 else []

    def _left(self, tree: exp.Expr) -> list[str]:
        """The one table of which a query that joins two has not spoken by its name."""
        used = {table.name.lower() for table in tree.find_all(exp.Table)}
        left = [n for n, table in self.tables.items() if n not in used and table.kind != "documents"]
        return left if len(left) == 1 and len(used) == 2 and used & set(self.tables) else []

    def _mend_columns(self, tree: exp.Expr, mends: list[str]) -> str:
        columns = self.columns(tree)
        derived = {alias.alias.lower() for alias in tree.find_all(exp.Alias)}
        derived |= {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
        allowed = {*columns, *derived, *HIDDEN_COLUMNS, "rowid"}
        for column in list(tree.find_all(exp.Column)):
            name = column.name.lower()
            if name in allowed or name == "*" or tree.find(exp.Lambda) or column.root() is not tree.root():
                continue
            near = _same_words(name, columns) or _spelled_nearly(name, columns)
            near = self._holding(column, tree) or near or chronology.only_moment(name, columns.values())
            near = [meant] if (meant := self._meant.get(name, "")) in columns else near
            near = near or synonyms.writer(name, columns)
            inside = [other for other in columns if name in other.split("_") or other in name.split("_")]
            if not near and len(inside) != 1:
                used = tuple(self.used(tree))
                said = no_columns.looked_for_in_lines(column, self._question, used)
                said = said or no_columns.named_by_lines(column, self._question, used)
                said = said or no_columns.told_by_kind(column, self._question, used)
                said = said or no_columns.called_after(column, self._question, used)
                said = said or no_columns.as_it_is_called(column, self._question, used)
                if said := said or no_columns.told_by_message(column, self._question, used):
                    mends += [said] if said not in mends else []
                    continue
                return f"There is no column {column.name}; the columns are: {', '.join(self._shown(tree))}."
            better = near[0] if near else inside[0]
            column.set("this", exp.to_identifier(better))
            column.meta[_WAS] = name
            mends.append(f"There is no column {name}; {better} was meant.")
        if lost := _one_for_two(tree):
            return f"There is no column {lost}; the columns are: {', '.join(self._shown(tree))}."
        return ""

    def _holding(self, column: exp.Column, tree: exp.Expr) -> list[str]:
        """The column inside whose values stands what a query compares with one that there is not."""
        compared = column.parent
        value = compared.expression if isinstance(compared, exp.EQ | exp.Like | exp.ILike) else None
        text = value.name.strip("% ").lower() if isinstance(value, exp.Literal) else ""
        used = {table.name for table in self.used(tree)}
        mine = [each for each in self._inside if each.table in used and each.phrase.lower() == text]
        return [each.column.lower() for each in mine]

    def _shown(self, tree: exp.Expr) -> list[str]:
        """The columns by the names the root knows them by."""
        return [self._naming.name(t.name, column.name) for t in self.used(tree) for column in t.columns]


def _one_for_two(tree: exp.Expr) -> str:
    """Rule "one is not two": a name without a column, set against another for which the same was taken."""
    for pair in tree.find_all(*_SET_AGAINST):
        if pair.find(exp.Select):
            continue
        sides = [list(side.find_all(exp.Column)) for side in (pair.this, pair.expression)]
        for one in sides[0]:
            names = {other.meta.get(_WAS, "") for other in sides[1] if other.name == one.name}
            if names and (was := one.meta.get(_WAS)) and was not in names:
                return str(was)
    return ""


def _spelled_nearly(name: str, columns: Iterable[str]) -> list[str]:
    """The column that is spelled nearly so; of two or three letters each is another name."""
    return difflib.get_close_matches(name, columns, n=1, cutoff=0.7) if len(name) > _SHORT else []


def _same_words(name: str, columns: Iterable[str]) -> list[str]:
    """Rule "birth_date is date_of_birth": the one column with the same words in another order."""
    said = set(words(name.replace("_", " "))) - _SMALL
    same = [other for other in columns if set(words(other.replace("_", " "))) - _SMALL == said]
    return same if len(same) == 1 and len(said) > 1 else []

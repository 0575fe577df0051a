"""Tables and columns of a query by the names that this text has: near ones are meant, others are told."""

import difflib
from collections.abc import Iterable, Iterator

from sqlglot import exp

from rlm_desktop.profile import HIDDEN_COLUMNS, Column, Table
from rlm_desktop.rlm.queries import chronology, no_columns, other_tables
from rlm_desktop.rlm.queries.naming import Naming


class Names:
    """The tables and columns that queries may use."""

    def __init__(
        self,
        tables: Iterable[Table],
        question: str,
        naming: Naming,
        meant: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        """`meant` are words of the question, with the table and the column that each is a name for."""
        self.tables = {table.name.lower(): table for table in tables}
        self._question = question
        self._naming = naming
        self._meant = {word.lower(): column for word, _, column in meant}

    def mend(self, tree: exp.Query, mends: list[str]) -> str:
        """Puts known names for those that come near, telling `mends`; a message where none does."""
        if problem := self._mend_tables(tree, mends):
            return problem
        self._naming.restore(tree, set(self.columns(tree)))
        if isinstance(tree, exp.Query) and (name := other_tables.mend(tree, self.tables, self._question)):
            mends.append(f"It is the table {name} that has such columns.")
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
        for table in tree.find_all(exp.Table):
            name = table.name.lower()
            if name in self.tables or name in known or not name:
                continue
            near = difflib.get_close_matches(name, self.tables, n=1, cutoff=0.6)
            if not near and len(self.tables) > 1:
                return f"There is no table {table.name}; the tables are: {', '.join(self.tables)}."
            better = near[0] if near else next(iter(self.tables), "")
            if not better:
                return "This text has no tables: use search and ask instead of SQL."
            table.set("this", exp.to_identifier(better))
            mends.append(f"There is no table {name}; {better} was meant.")
        return ""

    def _mend_columns(self, tree: exp.Expr, mends: list[str]) -> str:
        columns = self.columns(tree)
        derived = {alias.alias.lower() for alias in tree.find_all(exp.Alias)}
        derived |= {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
        allowed = {*columns, *derived, *HIDDEN_COLUMNS, "rowid"}
        for column in list(tree.find_all(exp.Column)):
            name = column.name.lower()
            if name in allowed or name == "*" or tree.find(exp.Lambda):
                continue
            near = difflib.get_close_matches(name, columns, n=1, cutoff=0.7)
            near = near or chronology.only_moment(name, columns.values())
            near = [meant] if (meant := self._meant.get(name, "")) in columns else near
            inside = [other for other in columns if name in other.split("_") or other in name.split("_")]
            if not near and len(inside) != 1:
                used = tuple(self.used(tree))
                said = no_columns.looked_for_in_lines(column, self._question, used)
                said = said or no_columns.named_by_lines(column, self._question, used)
                said = said or no_columns.told_by_kind(column, self._question, used)
                said = said or no_columns.called_after(column, self._question, used)
                if said := said or no_columns.told_by_message(column, self._question, used):
                    mends += [said] if said not in mends else []
                    continue
                return f"There is no column {column.name}; the columns are: {', '.join(self._shown(tree))}."
            better = near[0] if near else inside[0]
            column.set("this", exp.to_identifier(better))
            mends.append(f"There is no column {name}; {better} was meant.")
        return ""

    def _shown(self, tree: exp.Expr) -> list[str]:
        """The columns by the names the root knows them by."""
        return [self._naming.name(t.name, column.name) for t in self.used(tree) for column in t.columns]

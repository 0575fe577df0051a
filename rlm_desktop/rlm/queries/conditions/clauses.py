"""The conditions of a query together: each is judged, and what the question leaves out is left out."""

import re
from collections.abc import Iterable, Sequence

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.expressions import conjuncts, literals
from rlm_desktop.rlm.follow_ups.kinds import Kept
from rlm_desktop.rlm.queries import verdicts
from rlm_desktop.rlm.queries.conditions import deed_dates
from rlm_desktop.rlm.queries.conditions.single import Conditions
from rlm_desktop.rlm.queries.measures import groups
from rlm_desktop.rlm.queries.tables.names import Names
from rlm_desktop.rlm.queries.verdicts import Verdict
from rlm_desktop.rlm.question import alternatives, linking
from rlm_desktop.rlm.question.documents import the_file
from rlm_desktop.rlm.question.linking import Links, Query, some_row, words
from rlm_desktop.rlm.question.spelled import known_values, speaking

_SAID = frozenset(["line", "message", "text", "body", "content", "comment", "remark"])
_LOOKS_FOR = re.compile(
    r"\b(?:contain|mention|includ|say)(?:s|es|ed|ing)?\b|\bthe (?:word|phrase|letters)\b|[\"\u201c\u201d]",
    re.IGNORECASE,
)
_NUMBERED = 2  # words: BIP 380


class Clauses:
    """Traces the conditions of the queries for one question to it, in WHERE, HAVING and CASE."""

    def __init__(
        self,
        question: str,
        links: Links,
        names: Names,
        conditions: Conditions,
        kept: Kept | None,
        called: Iterable[str],
        query: Query,
    ) -> None:
        """`called` are the names of the documents that the tables were read from."""
        self._query = query
        self._question = question
        self._links = links
        self._names = names
        self._conditions = conditions
        self._kept = kept
        self._called = tuple(called)

    def mend(self, tree: exp.Query, mends: list[str], judged: list[Verdict]) -> exp.Query:
        """Trace each condition to the question; `judged` gets what was dropped, and what is not sure."""
        columns = self._names.columns(tree)
        alone = len({table.name for table in self._names.used(tree)}) == 1
        self._conditions.uses.clear()
        self._conditions.uses.update(column.name for column in tree.find_all(exp.Column))
        for clause in [*tree.find_all(exp.Where), *tree.find_all(exp.Having)]:
            kept: list[exp.Expr] = []
            if inside := alternatives.kept_inside(clause.this, self._question):
                clause.set("this", inside)
                mends.append("What the question joins by “or” was kept inside the other conditions.")
            given = list(conjuncts(clause.this))
            for condition in given:
                if self._is_kept(condition):
                    kept.append(condition)
                    continue
                of_table = self._table(tree, condition)
                verdict = self._judged(condition, columns, of_table, given, alone=alone)
                if verdict.why:
                    mends.append(verdict.why)
                judged.append(Verdict(condition, verdict.why, verdict.doubt))
                if verdict.impossible and (groups.ranks(tree) or self._is_called(condition)):
                    verdict = Verdict(None, "What no row has was left out.", verdict.doubt)
                    mends.append(verdict.why)
                if verdict.condition is not None:
                    verdicts.qualify(verdict.condition, condition)
                    kept.append(verdict.condition)
                    judged[-1] = Verdict(None, verdict.why, verdict.doubt)
            kept = self._leave_out(tree, kept, mends)
            kept = self._each_phrase_once(self._sought_is_no_value(kept, mends), mends, judged, tree)
            kept = self._but_what_another_says(self._but_what_a_code_says(kept, mends, tree), mends)
            kept = deed_dates.without_state(kept, self._question, columns, mends)
            kept = self._but_filled_in_none(kept, mends, tree)
            if kept:
                clause.set("this", exp.and_(*kept, copy=False) if len(kept) > 1 else kept[0])
            else:
                clause.pop()
        return tree

    def _table(self, tree: exp.Query, condition: exp.Expr) -> str:
        """The table that a condition is about: of several the one that has its columns."""
        used = list(self._names.used(tree))
        of = {column.name.lower() for column in condition.find_all(exp.Column)}
        having = (t for t in used if of and of <= {column.name.lower() for column in t.columns})
        return next((found.name for found in (*having, *used)), "")

    def _judged(
        self,
        condition: exp.Expr,
        columns: dict[str, Column],
        table: str,
        given: Sequence[exp.Expr],
        *,
        alone: bool,
    ) -> Verdict:
        """One condition among those that are `given` beside it; `alone` if no other table is looked at."""
        of = columns.get(condition.this.name.lower()) if isinstance(condition.this, exp.Column) else None
        if verdicts.is_harmless(condition):
            return Verdict(condition)
        if alone and verdicts.fits_every_row(condition, of) and not self._is_said(condition):
            return Verdict(None)  # All rows are asked for as they are: nothing is left out by that.
        if self._is_what_rows_are(condition):
            shown = condition.sql(dialect="duckdb")
            why = f"The condition {shown} was dropped: the question does not ask for it."
            return Verdict(None, why, f"It is not sure whether only rows with {shown} are meant.")
        value = condition.expression.name if isinstance(condition, exp.EQ) else ""
        of_file = (
            value and self._is_called(condition) and the_file.is_meant(value, self._question, self._called)
        )
        no_value = value and (
            known_values.is_said_of_a_column(value, self._question, columns)
            or speaking.is_perceiving(value, self._question)
        )
        if of_file or no_value:
            shown = condition.sql(dialect="duckdb")
            return Verdict(None, f"The condition {shown} was dropped: the question does not ask for it.")
        verdict = self._conditions.judge(condition, columns, table)
        # What the question says there is said by another: this one says something else of it.
        another = verdicts.says_another(verdict.condition, condition, given)
        return Verdict(condition) if another else verdict

    def _is_said(self, condition: exp.Expr) -> bool:
        said = {word for text in condition.find_all(exp.Literal) for word in words(text.name)}
        return not said.isdisjoint(words(self._question))

    def mend_cases(self, tree: exp.Query, mends: list[str], judged: list[Verdict]) -> None:
        """Spells values that CASE compares with as their columns have them; those of no row are doubted.

        Of several that stand together those that nobody asked for are dropped.
        """
        columns = self._names.columns(tree)
        table = next((found.name for found in self._names.used(tree)), "")
        self._conditions.uses.clear()
        self._conditions.uses.update(column.name for column in tree.find_all(exp.Column))
        for case in list(tree.find_all(exp.If)):
            given = conjuncts(case.this)
            if asked := self._asked_for(given, columns, table, mends, judged):
                case.set("this", exp.and_(*asked))
            for condition in conjuncts(case.this):
                compared = isinstance(condition, exp.EQ | exp.Like | exp.ILike)
                value = condition.expression if compared else None
                if not isinstance(value, exp.Literal) or not value.is_string:
                    continue
                verdict = self._conditions.judge(condition, columns, table)
                if verdict.condition is None or verdict.impossible:
                    shown = condition.sql(dialect="duckdb")
                    doubt = verdict.doubt or f"It is not sure whether only rows with {shown} are meant."
                    judged.append(Verdict(None, doubt=doubt))
                elif verdict.condition != condition:
                    condition.replace(verdict.condition)
                    mends += [verdict.why] if verdict.why else []

    def _asked_for(
        self,
        given: Sequence[exp.Expr],
        columns: dict[str, Column],
        table: str,
        mends: list[str],
        judged: list[Verdict],
    ) -> list[exp.Expr]:
        """Of several conditions of a CASE those that the question asks for; none where it is all or none."""
        if len(given) < 2:
            return []
        verdicts = [self._conditions.judge(condition, columns, table) for condition in given]
        lost = [c for c, verdict in zip(given, verdicts, strict=True) if verdict.condition is None]
        if not lost or len(lost) == len(given):
            return []
        dropped = [verdict for verdict in verdicts if verdict.condition is None]
        mends += [verdict.why for verdict in dropped if verdict.why]
        judged += [Verdict(None, doubt=verdict.doubt) for verdict in dropped if verdict.doubt]
        return [condition for condition in given if condition not in lost]

    def _is_called(self, condition: exp.Expr) -> bool:
        """Rule "biopics are the rows": whether a text compared with is what the rows' file is called."""
        called = {word for name in self._called for word in words(name.replace("_", " "))}
        said = {word for text in condition.find_all(exp.Literal) for word in words(text.name)}
        return bool(said) and said <= called

    def _is_what_rows_are(self, condition: exp.Expr) -> bool:
        """Rule "water systems, in a file on water": a word of the file's name is not looked for inside texts.

        But in a column that the question names.
        """
        column = condition.this if isinstance(condition, exp.Like | exp.ILike) else None
        return (
            isinstance(column, exp.Column)
            and column.name not in _SAID
            and not _LOOKS_FOR.search(self._question)
            and self._is_called(condition)
            and not verdicts.is_spoken_of(column.name, self._question)
        )

    def _is_kept(self, condition: exp.Expr) -> bool:
        """Rule "what the question before asked for stays asked for"."""
        return self._kept is not None and condition.sql(dialect="duckdb") in self._kept.conditions

    def _leave_out(self, tree: exp.Query, kept: list[exp.Expr], mends: list[str]) -> list[exp.Expr]:
        """Rule "what the question leaves out is left out": "other than INFO" asks for no rows of INFO."""
        if alternatives.leaves_out(tree):
            return self._with_empty(tree, kept)
        found: list[exp.Expr] = []
        for condition in kept:
            values = [text.name.strip("%") for text in condition.find_all(exp.Literal) if text.is_string]
            said = {link.value: link.phrase for link in self._links.values}
            phrases = [said.get(value, value) for value in values]
            if not phrases or not all(alternatives.is_left_out(p, self._question) for p in phrases):
                found.append(condition)
                continue
            found += self._with_empty(tree, [exp.not_(condition)])
            mends.append(f"{' and '.join(values)} was left out, as the question says.")
        return found

    def _with_empty(self, tree: exp.Query, kept: list[exp.Expr]) -> list[exp.Expr]:
        """What is left out by its value leaves the rows in that have none; groups never have them."""
        if tree.find(exp.Group) or not alternatives.says_not(self._question):
            return kept
        empty = {name for name, column in self._names.columns(tree).items() if column.nulls}
        return [
            alternatives.with_empty(condition)
            if {column.name.lower() for column in condition.find_all(exp.Column)} & empty
            else condition
            for condition in kept
        ]

    def _sought_is_no_value(self, kept: list[exp.Expr], mends: list[str]) -> list[exp.Expr]:
        """Rule "what lines mention is no value": a text looked for is not asked of a column as well."""
        looked_for = {
            text.name.lower()
            for condition in kept
            for call in condition.find_all(exp.Anonymous, exp.Like, exp.ILike)
            for text in call.find_all(exp.Literal)
        } & linking.sought(self._question)
        found: list[exp.Expr] = []
        for condition in kept:
            listed = condition.expressions if isinstance(condition, exp.In) else []
            values = [v for v in listed or [condition.expression] if isinstance(v, exp.Literal)]
            others = [v for v in values if v.name.lower() not in looked_for]
            if not isinstance(condition, exp.In | exp.EQ) or not values or len(others) == len(values):
                found.append(condition)
                continue
            mends.append(f"It is the lines that should say it, not {condition.this.name}.")
            if others:
                condition.set("expressions", others)
                found.append(condition)
        return found

    def _each_phrase_once(
        self, kept: list[exp.Expr], mends: list[str], judged: list[Verdict], tree: exp.Query
    ) -> list[exp.Expr]:
        """Rule "a phrase means one thing": of two columns compared with the same value one is meant.

        Which is not sure where rows have it in both: a winner that is the home team.
        """
        meant = {link.value.lower(): link.column.lower() for link in self._links.strongest()}
        by_value: dict[str, list[exp.Expr]] = {}
        for condition in kept:
            if isinstance(condition, exp.EQ) and isinstance(condition.this, exp.Column):
                by_value.setdefault(condition.expression.name.lower(), []).append(condition)
        for value, same in by_value.items():
            spoken = [c for c in same if verdicts.is_spoken_of(c.this.name, self._question)]
            wanted = meant.get(value) if not spoken else spoken[0].this.name.lower()
            if len({c.this.name.lower() for c in same}) < 2 or wanted is None:
                continue
            for other in same:
                if other.this.name.lower() != wanted and other not in spoken:
                    kept.remove(other)
                    if self._some_have(same, self._table(tree, other)):
                        doubt = (
                            f"Rows have '{value}' as {wanted} and as {other.this.name}: one was looked at."
                        )
                        judged.append(Verdict(None, doubt=doubt))
                    mends.append(f"'{value}' was taken as a value of {wanted}, not of {other.this.name}.")
        return kept

    def _but_what_another_says(self, kept: list[exp.Expr], mends: list[str]) -> list[exp.Expr]:
        """Rule "require BIP 380 is no title": a text that is another condition's column and value."""
        for condition in list(kept):
            columns, texts = list(condition.find_all(exp.Column)), literals(condition)
            if len(columns) != 1 or len(texts) != 1 or verdicts.is_spoken_of(columns[0].name, self._question):
                continue
            if condition.find(exp.Not, exp.NEQ) or self._is_value(texts[0], columns[0].name):
                continue
            said = words(texts[0])
            others = (one for one in kept if one is not condition)
            if any(self._says(other, said, columns[0].name) for other in others):
                kept.remove(condition)
                shown = condition.sql(dialect="duckdb")
                mends.append(f"The condition {shown} was dropped: another says it.")
        return kept

    def _but_what_a_code_says(
        self, kept: list[exp.Expr], mends: list[str], tree: exp.Query
    ) -> list[exp.Expr]:
        """Rule "Cyrillic (Cyrl)": a name is no condition of its own where the code behind it is one.

        Unless rows have both: those from Springfield (IL).
        """
        found: list[exp.Expr] = []
        for condition in kept:
            named = [re.escape(text.strip("% ")) for text in literals(condition)]
            of = {column.name for column in condition.find_all(exp.Column)}
            others = [one for one in kept if of.isdisjoint(c.name for c in one.find_all(exp.Column))]
            codes = [re.escape(text.strip("% ")) for one in others for text in literals(one)]
            shape = rf"\b(?:{'|'.join(named)})\s*\((?:{'|'.join(codes)})\)" if named and codes else ""
            said = shape and re.search(shape, self._question, re.IGNORECASE)
            if not said or self._some_have(kept, self._table(tree, condition)):
                found.append(condition)
                continue
            shown = condition.sql(dialect="duckdb")
            mends.append(f"The condition {shown} was dropped: another says it.")
        return found

    def _says(self, condition: exp.Expr, said: list[str], column: str) -> bool:
        """Whether a phrase is a condition's column and number, with a word between that says what it is."""
        of = condition.find(exp.Column)
        if of is None or of.name == column:
            return False
        name = set(words(of.name.replace("_", " ")))
        texts = " ".join(text.name for text in condition.find_all(exp.Literal))
        rest = [word for word in said if word not in name]
        number = rest[-1] if rest and rest[-1].isdecimal() else ""
        once = len(re.findall(rf"(?<!\d){number}(?!\d)", self._question)) == 1
        stands = re.search(rf"(?<!\d){number}(?!\d)", texts) if number and once else None
        return len(rest) < len(said) and stands is not None and len(rest) <= _NUMBERED

    def _is_value(self, text: str, column: str) -> bool:
        """Whether a column has a text as one of its values, as far as the question names it."""
        return any(
            link.column == column and text.lower().strip("% ") in (link.value.lower(), link.phrase.lower())
            for link in self._links.values
        )

    def _but_filled_in_none(self, kept: list[exp.Expr], mends: list[str], tree: exp.Query) -> list[exp.Expr]:
        """Rule "what no such row has is not demanded": that a column is filled, which nobody asked for."""
        for condition in kept:
            of = condition.this.find(exp.Column) if verdicts.demands_filled(condition) else None
            others = [one for one in kept if one is not condition]
            if of is None or not others or verdicts.is_spoken_of(of.name, self._question):
                continue
            table = self._table(tree, condition)
            if not self._some_have(kept, table) and self._some_have(others, table):
                shown = condition.sql(dialect="duckdb")
                mends.append(f"The condition {shown} was dropped: the question does not ask for it.")
                return others
        return kept

    def _some_have(self, conditions: Sequence[exp.Expr], table: str) -> bool:
        """Whether any row fits all of some conditions."""
        where = exp.and_(*(one.copy() for one in conditions)).sql(dialect="duckdb")
        return some_row(where, table, self._query)

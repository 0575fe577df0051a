"""One condition of a query at a time: is it asked for, does it fit its column, is the value spelled right."""

import re
from collections.abc import Sequence

from sqlglot import exp, parse_one

from rlm_desktop.profile import Column
from rlm_desktop.rlm.expressions import call, literals, of_its_day, of_the_column, truth
from rlm_desktop.rlm.queries.conditions import (
    containing,
    list_lengths,
    no_values,
    several_columns,
    signed_amounts,
    without,
    years,
)
from rlm_desktop.rlm.queries.conditions.asked_for import AskedFor
from rlm_desktop.rlm.queries.conditions.compared_texts import ComparedTexts
from rlm_desktop.rlm.queries.conditions.looked_for import LookedFor
from rlm_desktop.rlm.queries.conditions.stored_values import StoredValues
from rlm_desktop.rlm.queries.conditions.traces import Traces, number_of
from rlm_desktop.rlm.queries.measures import truths
from rlm_desktop.rlm.queries.verdicts import Verdict, is_harmless, is_spoken_of
from rlm_desktop.rlm.question import alternatives, amounts, forms, intent
from rlm_desktop.rlm.question.lines import inside_values, wording
from rlm_desktop.rlm.question.linking import COMMON, Link, Links, Query, identifier, sought, words
from rlm_desktop.rlm.question.spelled import spellings
from rlm_desktop.rlm.question.times import moments
from rlm_desktop.rlm.question.times.moments import Moments

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)
_MOST_SHOWN = 100  # letters
_TOLD = 2  # of what was done to alternatives


class Conditions:
    """Judges the conditions of the programs for one question."""

    def __init__(self, question: str, links: Links, query: Query) -> None:
        self._question = question.lower()
        self._raw = question
        self._words = set(words(question)) | set(containing.in_one_word(self._question))
        self._moments = Moments(question)
        self._links = links
        self._traces = Traces(question, links)
        self._values = StoredValues(self._words, query)
        self._texts = LookedFor(question, links, self._values)
        self._compared = ComparedTexts(question, links, self._values, self._texts)
        self.asked_for: AskedFor | None = None
        self.uses = self._texts.uses

    def judge(self, condition: exp.Expr, columns: dict[str, Column], table: str) -> Verdict:
        """Keep, mend or drop one condition over `columns` of `table`."""
        if (flag := truths.compared(condition, columns)) is None:
            return self._dropped(condition)
        condition = flag
        if none := without.mend(condition, columns, self._question):
            return Verdict(none, f"Rows without it are those with {none.sql(dialect='duckdb')}.")
        of = columns.get(condition.this.name.lower()) if isinstance(condition.this, exp.Column) else None
        if is_harmless(condition) or signed_amounts.is_meant(condition, of, self._raw):
            return Verdict(condition)
        match condition:
            case exp.Paren():
                return self.judge(condition.this, columns, table)
            case exp.Or():
                return self._either(condition, columns, table)
            case exp.Not():
                return self._but_not(condition, columns, table)
        return self._one(condition, columns, table)

    def _one(self, condition: exp.Expr, columns: dict[str, Column], table: str) -> Verdict:
        """A condition that is made of no others."""
        if (of := truth(condition)) is not None and (alone := columns.get(of.name.lower())):
            return self._alone(condition, alone, table)
        if _is_of_nothing(condition):
            return self._empty(condition)
        condition = containing.as_the_question_writes(
            of_the_column(condition, columns), self._question, lambda one: self._texts.holds(one, table)
        )
        if not all(map(self._traces.found, literals(condition))) and (day := of_its_day(condition, columns)):
            return self._moment(day, columns[day.this.name.lower()])
        stored = columns.get(condition.this.name.lower()) if isinstance(condition.this, exp.Column) else None
        if (year := years.of_the_date(condition, stored, columns, self._raw)) is not None:
            return Verdict(year, f"Compared as {year.sql(dialect='duckdb')}.")
        if inside := inside_values.mend(condition, stored, table, self._links):
            those = parse_one(inside.condition, dialect="duckdb")
            return Verdict(those, inside_values.told(inside), inside_values.doubt(inside))
        if (many := list_lengths.of_as_many(condition, stored, columns, self._raw)) is not None:
            return Verdict(many, f"Compared as {many.sql(dialect='duckdb')}.")
        if (amount := amounts.mend(condition, stored, table, self._links.measured)) is not None:
            return Verdict(amount)
        if (spelled := spellings.mend(condition, stored, table, self._links)) is not None:
            verdict = self._plain(spelled, stored, columns, table)
            return Verdict(verdict.condition, verdict.why or spellings.told(spelled, self._links))
        return self._plain(condition, stored, columns, table)

    def _plain(
        self, condition: exp.Expr, stored: Column | None, columns: dict[str, Column], table: str
    ) -> Verdict:
        """A condition whose values are written as its column writes them, as far as the question says."""
        if stored is not None and stored.type in ("date", "timestamp"):
            return self._moment(condition, stored)
        if no_values.looked_for(condition, self._question, stored, table, self._values):
            return self._dropped(condition)
        condition = self._with_all_zeros(condition)
        if (elsewhere := self._of_another_column(condition, stored, columns, table)) is not None:
            return elsewhere
        strange = [text for text in literals(condition) if not self._traces.found(text)]
        if strange and stored is not None and (linked := self._linked(condition, stored, table)):
            return linked
        if strange and isinstance(condition, exp.In) and (named := self._named_only(condition, strange)):
            verdict = self.judge(named, columns, table)
            return Verdict(verdict.condition, verdict.why or f"Not asked for: {', '.join(strange)}.")
        if strange:
            return self._in_part(condition, stored, columns) or self._in_other_words(condition, stored, table)
        if isinstance(condition, exp.Like | exp.ILike):
            return self._like(condition, stored, columns, table)
        if isinstance(condition, _COMPARISONS):
            return self._compare(condition, columns, table)
        if isinstance(condition, exp.In) and condition.expressions:
            return self._spell_all(condition, columns, table)
        return Verdict(condition)

    def _of_another_column(
        self, condition: exp.Expr, stored: Column | None, columns: dict[str, Column], table: str
    ) -> Verdict | None:
        """A value that another column has, where the question does not speak of the one that was taken."""
        if stored is not None and is_spoken_of(stored.name, self._raw):
            return None
        if named := several_columns.better(condition, stored, table, self._links, self._raw, self.uses):
            verdict = self._one(named, columns, table)
            of = named.find(exp.Column)
            why = f"It was looked for in {of.name if of else ''}, of which the question speaks."
            return verdict if verdict.why else Verdict(verdict.condition, why, verdict.doubt)
        of_all = several_columns.of_all_rows(condition, stored, columns)
        return Verdict(None, f"All rows have {condition.expression.name} as {of_all}.") if of_all else None

    def _either(self, condition: exp.Or, columns: dict[str, Column], table: str) -> Verdict:
        """Alternatives one by one: those that nobody asked for are dropped, unless none were asked for."""
        kept: list[exp.Expr] = []
        told: list[str] = []
        doubts: list[str] = []
        for one in alternatives.disjuncts(condition):
            verdicts = [self.judge(each, columns, table) for each in alternatives.conjuncts(one)]
            told += [verdict.why for verdict in verdicts if verdict.why]
            doubts += [verdict.doubt for verdict in verdicts if verdict.doubt]
            stays = [verdict.condition for verdict in verdicts if verdict.condition is not None]
            kept += [exp.and_(*stays)] if stays else []
        if not kept:
            shown = condition.sql(dialect="duckdb")[:_MOST_SHOWN]
            return Verdict(condition, doubt=f"It is not sure whether only rows with {shown} are meant.")
        said = list(dict.fromkeys(told))
        more = [f"So were {len(said) - _TOLD} more."] if len(said) > _TOLD else []
        return Verdict(exp.or_(*kept), " ".join([*said[:_TOLD], *more]), "".join(doubts[:1]))

    def _but_not(self, condition: exp.Not, columns: dict[str, Column], table: str) -> Verdict:
        """What is left out is judged like what is kept."""
        with self._texts.denied():
            verdict = self.judge(condition.this, columns, table)
        return Verdict(verdict.condition and exp.not_(verdict.condition), verdict.why, verdict.doubt)

    @staticmethod
    def _named_only(condition: exp.In, strange: list[str]) -> exp.In | None:
        """Rule "a list has what was asked for": of several values those that the question names."""
        named = [value for value in condition.expressions if value.name not in strange]
        if not named:
            return None
        mended = condition.copy()
        mended.set("expressions", [value.copy() for value in named])
        return mended

    def _linked(self, condition: exp.Expr, stored: Column, table: str) -> Verdict | None:
        """Rule "the question names the value": a made-up one gives way to it."""

        def of(links: Sequence[Link]) -> set[str]:
            return {v.value for v in links if (v.table, v.column) == (table, stored.name)}

        named = of(self._links.strongest()) or of(self._links.values)
        if (
            len(named) != 1
            or not isinstance(condition, exp.EQ)
            or not isinstance(condition.expression, exp.Literal)
        ):
            return None
        mended = condition.copy()
        value = named.pop()
        mended.set("expression", exp.Literal.string(value))
        return Verdict(
            mended, f"'{condition.expression.this}' was taken for '{value}', which the question names."
        )

    def _in_part(
        self, condition: exp.Expr, stored: Column | None, columns: dict[str, Column]
    ) -> Verdict | None:
        """Rule "a part of a value may name it": of 'curl/8.5.0' the question says curl."""
        if (
            stored is None
            or stored.type != "text"
            or not isinstance(condition, exp.EQ | exp.Like | exp.ILike)
        ):
            return None
        if self._is_denied(condition.expression.name, stored):
            shown = condition.sql(dialect="duckdb")
            why = f"Only rows with {shown} were looked at, as the question seems to say."
            return Verdict(condition, why)
        names = {word for name in columns for word in words(name)}
        others = [link for link in self._links.values if link.column != stored.name]
        names |= {word for link in others for word in words(link.phrase)}
        if named := self._with_signs(condition.expression.name):
            mended = call("contains", call("lower", condition.this.copy()), exp.Literal.string(named))
            return Verdict(mended, f"Rows whose {stored.name} contains '{named}', as the question says it.")
        said = [
            word
            for word in words(condition.expression.name)
            if word.isalpha()
            and word in self._words
            and wording.tells(word, names)
            and not _is_said_by_all(word, stored)
        ]
        if not said:
            return None
        value = condition.expression.name.strip("%")
        phrase = self._longest(said, value)
        mended = call("contains", call("lower", condition.this.copy()), exp.Literal.string(phrase))
        more = [word for word in words(value) if word.isalpha() and word not in self._words | COMMON]
        doubt = f"The query had “{value}”, of which the question says a part." if more else ""
        why = f"Rows whose {stored.name} contains '{phrase}', as the question says it."
        return Verdict(mended, why, doubt)

    def _longest(self, said: Sequence[str], value: str) -> str:
        """The first word of a value that the question says, with those that follow it in both."""
        phrase = said[0]
        for word in said[1:]:
            longer = f"{phrase} {word}"
            if longer not in value.lower() or longer not in self._raw.lower():
                break
            phrase = longer
        return phrase

    def _with_signs(self, value: str) -> str:
        """A name with signs inside it, System.Net, that stands in a value and in the question."""
        named = re.findall(r"\w+(?:[./+#@:-]\w+)+", self._question)
        return max((one for one in named if one in value.lower()), key=len, default="")

    def _is_denied(self, value: str, stored: Column) -> bool:
        """Rule "Not yet rated has no rating": a value that says not of its column, as the question does."""
        known = value in [one for one, _ in stored.values]
        says_not = re.match(r"(?:not|no|never|none|without)\b", value, re.IGNORECASE) is not None
        return known and says_not and bool(alternatives.left_out(self._raw)) and self._names(stored)

    def _names(self, stored: Column) -> bool:
        return bool(set(words(stored.name.replace("_", " "))) & self._words)

    def _moment(self, condition: exp.Expr, stored: Column) -> Verdict:
        """A date or time, as far as the question names it, at its own grain."""
        if isinstance(condition, exp.Like | exp.ILike):
            shown = condition.copy()
            shown.set("this", exp.cast(shown.this, "varchar"))
            pattern = str(condition.expression.name).strip("%")
            named = moments.parse(pattern)
            asked = named is None or self._moments.names_date(named) or self._moments.names_time(named)
            return Verdict(shown) if asked else self._dropped(condition)
        if not isinstance(condition, _COMPARISONS):
            return Verdict(condition)
        mended = self._moments.mend(condition, stored.type)
        if mended is None:
            return self._dropped(condition)
        same = mended.sql() == condition.sql()
        return Verdict(mended, "" if same else f"Compared as {mended.sql(dialect='duckdb')}.")

    def _with_all_zeros(self, condition: exp.Expr) -> exp.Expr:
        """Rule "a hundred million has eight zeros": a number with too many of them, or too few."""
        large = set(intent.large_numbers(self._raw).values())
        strange = [one for one in condition.find_all(exp.Literal) if not one.is_string]
        strange = [one for one in strange if not self._traces.found(one.name)]
        if len(large) != 1 or len(strange) != 1 or not (number := number_of(strange[0].name)):
            return condition
        meant = large.pop()
        if f"{meant:.0f}".rstrip("0") != f"{number:.0f}".rstrip("0"):
            return condition
        return condition.copy().transform(
            lambda node: exp.Literal.number(f"{meant:.0f}") if node == strange[0] else node
        )

    def _alone(self, condition: exp.Expr, stored: Column, table: str) -> Verdict:
        """What is true of a row or not, by the name of its column: the question has to name it."""
        named = {name for of, name in self._links.columns if of == table}
        if stored.name in named or set(words(stored.name.replace("_", " "))) & self._words - COMMON:
            return Verdict(condition)
        same = (
            exp.EQ(this=condition, expression=exp.true()) if isinstance(condition, exp.Column) else condition
        )
        verdict = self._in_other_words(same, stored, table)
        return Verdict(verdict.condition and condition, verdict.why, verdict.doubt)

    def _in_other_words(self, condition: exp.Expr, stored: Column | None, table: str) -> Verdict:
        """Rule "people died": a value that the question does not name may be what it says otherwise."""
        if self.asked_for is None or stored is None:
            return self._dropped(condition)
        shown = condition.sql(dialect="duckdb")
        asked = self.asked_for(
            condition,
            stored,
            lambda: self._values.any(f"SELECT 1 FROM {identifier(table)} WHERE {shown} LIMIT 1"),
        )
        if asked is None:
            return self._dropped(condition)
        if asked.meant:
            why = f"Only rows with {shown} were looked at, as the question seems to say."
            return Verdict(self._compared.in_all_ways(condition, stored, table), why, asked.doubt)
        return Verdict(None, self._dropped(condition).why, asked.doubt)

    @staticmethod
    def _dropped(condition: exp.Expr) -> Verdict:
        shown = condition.sql(dialect="duckdb")
        return Verdict(None, f"The condition {shown} was dropped: the question does not ask for it.")

    def _like(
        self, condition: exp.Expr, stored: Column | None, columns: dict[str, Column], table: str
    ) -> Verdict:
        """A pattern without a sign for what may stand there is a value."""
        pattern = condition.expression
        held = several_columns.held(condition, stored, columns, table, self._links)
        if held is not None and not sought(self._raw):
            named = columns[held.this.name.lower()]
            verdict = self._compared.spell(held, named, columns, table)
            why = f"'{held.expression.name}' was looked for in {named.name}, which has it as a value."
            return Verdict(verdict.condition, why, verdict.doubt)
        if stored is None or not isinstance(pattern, exp.Literal) or "%" in pattern.this:
            return self._texts.contains(condition, columns, table)
        return self._compared.spell(exp.EQ(this=condition.this, expression=pattern), stored, columns, table)

    def _compare(self, condition: exp.Expr, columns: dict[str, Column], table: str) -> Verdict:
        column = condition.this
        stored = columns.get(column.name.lower()) if isinstance(column, exp.Column) else None
        if stored is None or not isinstance(column, exp.Column):
            return Verdict(condition)
        if stored.type == "text" and isinstance(condition, exp.EQ | exp.NEQ):
            return self._compared.spell(condition, stored, columns, table)
        if stored.type == "text" and (number := amounts.first_number(condition)) is not None:
            doubt = f"{stored.name} holds texts: the first number in each was compared."
            return Verdict(number, doubt=doubt)
        return Verdict(condition)

    def _spell_all(self, condition: exp.In, columns: dict[str, Column], table: str) -> Verdict:
        stored = columns.get(condition.this.name.lower())
        if stored is None or stored.type != "text":
            return Verdict(condition)
        mended = condition.copy()
        for value in mended.expressions:
            if isinstance(value, exp.Literal):
                found = self._values.find(value.this, stored, {stored.name.lower(): stored}, table)
                if found is None or self._values.element(stored, found[1], table):
                    return self._each_of(condition, columns, table)
                value.replace(exp.Literal.string(found[1]))
        return Verdict(mended)

    def _empty(self, condition: exp.Expr) -> Verdict:
        """Rule "what is empty is null": a text without letters is not looked for, as all rows have it."""
        of = words(condition.this.name.replace("_", " "))
        named = isinstance(condition.this, exp.Column) and forms.share(of, self._words)
        if isinstance(condition, exp.EQ) and named:
            return Verdict(exp.Is(this=condition.this.copy(), expression=exp.null()))
        return self._dropped(condition)

    def _each_of(self, condition: exp.In, columns: dict[str, Column], table: str) -> Verdict:
        """Rule "each of a list by itself": what is no whole value may be a part of one."""
        each = [exp.EQ(this=condition.this.copy(), expression=v.copy()) for v in condition.expressions]
        verdicts = [self._one(one, columns, table) for one in each]
        stays = [verdict.condition for verdict in verdicts if verdict.condition is not None]
        told = dict.fromkeys(verdict.why for verdict in verdicts if verdict.why)
        doubts = dict.fromkeys(verdict.doubt for verdict in verdicts if verdict.doubt)
        none = all(verdict.impossible for verdict in verdicts)
        return Verdict(exp.paren(exp.or_(*stays)) if stays else None, " ".join(told), " ".join(doubts), none)


def _is_said_by_all(word: str, column: Column) -> bool:
    """Whether all frequent values of a column have a word: then it tells none of them apart."""
    return len(column.values) > 1 and all(word in words(value) for value, _ in column.values)


def _is_of_nothing(condition: exp.Expr) -> bool:
    """Whether a text is compared with one that has no letters."""
    compared = condition.expression if isinstance(condition, exp.EQ | exp.Like | exp.ILike) else None
    return isinstance(compared, exp.Literal) and compared.is_string and not str(compared.name).strip("% ")

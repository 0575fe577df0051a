"""A text that a column is compared with: as the column writes it, or in the column that has it."""

import re

from sqlglot import exp, parse_one

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.conditions import containing
from rlm_desktop.rlm.queries.conditions.looked_for import LookedFor
from rlm_desktop.rlm.queries.conditions.stored_values import StoredValues
from rlm_desktop.rlm.queries.verdicts import Verdict
from rlm_desktop.rlm.question import forms
from rlm_desktop.rlm.question.lines import inside_values
from rlm_desktop.rlm.question.linking import Links, words
from rlm_desktop.rlm.question.spelled import several

_YES_OR_NO = frozenset(("yes", "no", "true", "false", "y", "n"))
_FEW_KINDS = 60
_MANY_OTHERS = 0.1


class ComparedTexts:
    """Spells the texts that the programs for one question compare columns with."""

    def __init__(self, question: str, links: Links, values: StoredValues, texts: LookedFor) -> None:
        self._raw = question
        self._question = question.lower()
        self._words = set(words(question))
        self._links = links
        self._values = values
        self._texts = texts

    def spell(self, condition: exp.Expr, stored: Column, columns: dict[str, Column], table: str) -> Verdict:
        """An equality with text: the value as the column has it, or in the column that has it."""
        value = condition.expression
        if not isinstance(value, exp.Literal):
            return Verdict(condition)
        if containing.means_the_line(condition.this, value.this, columns, self._links, self._raw):
            like = exp.Like(this=exp.column("line"), expression=exp.Literal.string(f"%{value.this}%"))
            return Verdict(
                self._texts.contains(like, columns, table).condition,
                f"'{value.this}' was looked for in lines.",
            )
        if isinstance(condition, exp.EQ) and (
            other := self._texts.named_instead(stored, value.this, columns, table)
        ):
            like = exp.Like(this=exp.column(other), expression=exp.Literal.string(f"%{value.this}%"))
            return self._texts.contains(like, columns, table)
        if isinstance(condition, exp.EQ) and (named := self._is_of_a_name(value.this, stored, table)):
            return Verdict(None, f"'{value.this}' is a word of the column {named}, which the question names.")
        found = self._values.find(value.this, stored, columns, table)
        if found is None and (inside := inside_values.elsewhere(value.this, stored, columns, self._links)):
            return Verdict(parse_one(inside.condition, dialect="duckdb"), inside_values.told(inside))
        found = found or self._in_links(value.this, stored, table)
        found = found or self._in_another_form(value.this, stored)
        if found is None:
            return self._texts.part_of(condition, stored, columns, table)
        name, spelled = found
        phrases = [link.phrase for link in self._links.values if link.value == spelled]
        single = not columns[name.lower()].is_free_text
        single = single and not several.is_alone(self._question, [*phrases, spelled])
        if (
            isinstance(condition, exp.EQ)
            and single
            and (listed := self._listed(columns[name.lower()], spelled, table))
        ):
            return listed
        forms = self._values.spellings(spelled, columns[name.lower()], table)
        if isinstance(condition, exp.EQ) and len(forms) > 1:
            every = exp.In(this=exp.column(name), expressions=[exp.Literal.string(one) for one in forms])
            return Verdict(every, f"{name} writes '{spelled}' in {len(forms)} ways: all were looked for.")
        others, doubt = self._others_of_the_kind(spelled, columns[name.lower()], table)
        doubt = doubt or self._says_yes(spelled, name, columns)
        if (name, spelled) == (stored.name, value.this) and value.is_string:
            return Verdict(condition, others, doubt)
        mended = condition.copy()
        mended.set("this", exp.column(name))
        mended.set("expression", exp.Literal.string(spelled))
        why = f"'{value.this}' is '{spelled}' in the column {name}." if value.is_string else ""
        return Verdict(mended, " ".join(filter(None, (why, others))), doubt)

    def in_all_ways(self, condition: exp.Expr, stored: Column, table: str) -> exp.Expr:
        """Rule "Y is y": an equality with a text, with all that differ from it in capitals alone."""
        value = condition.expression if isinstance(condition, exp.EQ) else None
        if not isinstance(value, exp.Literal) or not value.is_string or stored.type != "text":
            return condition
        forms = self._values.spellings(str(value.this), stored, table)
        if len(forms) < 2:
            return condition
        return exp.In(this=condition.this.copy(), expressions=[exp.Literal.string(one) for one in forms])

    def _listed(self, stored: Column, value: str, table: str) -> Verdict | None:
        """A value among others of its rows, where any has it so."""
        if named := self._texts.among_others(stored, value, table):
            return named
        listed = self._values.element(stored, value, table)
        why = f"Rows whose {stored.name} lists '{value}' among others were counted as well."
        return Verdict(listed, why) if listed is not None else None

    def _is_of_a_name(self, text: str, stored: Column, table: str) -> str:
        """Rule "Superseded-By is no status": the other column, named whole, of whose name a text is a part.

        Not where the question names the column that the query has.
        """
        if set(words(stored.name.replace("_", " "))) & self._words:
            return ""
        others = [name for of, name in self._links.named_whole() if of == table and name != stored.name]
        for name in others:
            spelled = r"\W+".join(map(re.escape, name.split("_")))
            within = set(words(text)) < set(words(name.replace("_", " ")))
            if within and re.search(rf"\b{spelled}\b", self._question):
                return name
        return ""

    def _in_links(self, text: str, stored: Column, table: str) -> tuple[str, str] | None:
        """Rule "musicians are each a Musician": the one column and value that a phrase was linked to.

        Where the question names the column that the query has, only a value of that: of a level `crit`.
        """
        named = set(words(stored.name.replace("_", " "))) & self._words
        linked = {
            (link.column, link.value)
            for link in self._links.values
            if link.table == table and link.phrase.lower() == text.lower()
            if not named or link.column == stored.name
        }
        return linked.pop() if len(linked) == 1 else None

    def _others_of_the_kind(self, value: str, stored: Column, table: str) -> tuple[str, str]:
        """Rule "in part is another matter": values with this one in them; doubted where they are many."""
        if stored.distinct > _FEW_KINDS or stored.note:
            return "", ""
        rows, others = self._values.with_more(value, stored, table)
        if not others:
            return "", ""
        listed = ", ".join(f"'{other}' ({count:,})" for other, count in others)
        told = f"Not taken for '{value}': {listed}."
        many = sum(count for _, count in others) >= _MANY_OTHERS * rows
        return ("", told) if many else (told, "")

    def _says_yes(self, value: str, name: str, columns: dict[str, Column]) -> str:
        """Rule "yes to what": of several columns that say yes or no the question names the one it means."""
        if value.lower() not in _YES_OR_NO or set(words(name.replace("_", " "))) & self._words:
            return ""
        also = [
            column.name
            for column in columns.values()
            if column.name != name and value in [one for one, _ in column.values]
        ]
        return f"“{value}” stands in {', '.join([name, *also])}: that of {name} was taken." if also else ""

    def _in_another_form(self, text: str, stored: Column) -> tuple[str, str] | None:
        """Rule "SUSPEND is suspended": the one of a few values that is a word of the question otherwise.

        A name, with a capital, has no other forms.
        """
        if stored.distinct > _FEW_KINDS or not re.search(rf"\b{re.escape(text.lower())}\b", self._raw):
            return None
        same = [one for one, _ in stored.values if one.isalpha() and forms.is_of_one_root(one, text)]
        return (stored.name, same[0]) if len(same) == 1 else None

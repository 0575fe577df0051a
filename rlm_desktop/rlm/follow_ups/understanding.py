"""From a question that leans on the one before to one that stands alone."""

import re
from collections.abc import Callable

import msgspec

from rlm_desktop.ports import Context, Engine
from rlm_desktop.profile import Profile, Rows, Table
from rlm_desktop.rlm import programs
from rlm_desktop.rlm.follow_ups import antecedents, leaning, rewriting
from rlm_desktop.rlm.follow_ups.kinds import Earlier, Kept, Understood
from rlm_desktop.rlm.follow_ups.leaning import Leaning
from rlm_desktop.rlm.follow_ups.substituting import Substitution
from rlm_desktop.rlm.question import linking

_LONGEST_ANSWER = 8  # words that may stand for "it"
_OF = re.compile(r"^of (?:all |the |these |those )*", re.IGNORECASE)
_LONE = 3
"""A question of so few words leans on the one before, whatever they are."""


def leans(question: str) -> bool:
    """Whether a question can hardly be understood without the one before it."""
    read = leaning.read(question)
    return read.leans or len(read.text.split()) <= _LONE


def understand(
    question: str, earlier: Earlier, *, context: Context, root: Engine, should_stop: Callable[[], bool]
) -> Understood:
    """The question, completed where it leans on the earlier one. Raises what the root raises."""
    return _Following(earlier, context, root, should_stop).understood(question)


class _Following:
    def __init__(
        self, earlier: Earlier, context: Context, root: Engine, should_stop: Callable[[], bool]
    ) -> None:
        self._earlier = earlier
        self._context = context
        self._profile: Profile = context.profile
        self._root = root
        self._should_stop = should_stop
        self._sql = programs.sql_of(earlier.program)

    def understood(self, question: str) -> Understood:
        read = leaning.read(question)
        found = self._by_rule(read) if read.leans else None
        if found is None and leans(question):
            found = self._by_root(question)
        if found is None:
            found = Understood(question=read.text if read.led and read.asks else question)
        example = (self._earlier.question, self._sql) if self._sql else None
        return msgspec.structs.replace(found, example=example, earlier=self._earlier)

    def _by_rule(self, read: Leaning) -> Understood | None:
        if read.wants_list:
            return self._of_rows(f"which {self._noun()} are these")
        if read.speaks_of_many:
            return self._of_rows(read.with_rows(self._noun()))
        if read.speaks_of_that and self._sql:
            return self._of_rows(read.with_that(self._noun()))
        if read.speaks_of_one:
            return self._of_value(read)
        if read.lacks_subject:
            return self._counted(read)
        completed = Substitution(self._earlier.question, self._profile, self._query).of(read)
        if completed is None or completed == self._earlier.question:
            return None
        return Understood(question=completed, why="It was put into the question before.")

    def _of_rows(self, text: str) -> Understood:
        """ "Those": the rows that the earlier query looked at, kept as conditions and told in words."""
        kept = antecedents.rows(self._sql, self._profile, self._query) if self._sql else None
        described = antecedents.clause(self._earlier.question) or _in_words(kept, self._noun())
        described = _OF.sub("", described)  # "how many of the letters": these are letters
        whole = f"{text.rstrip(' ?.')}, of the {described}?" if described else f"{text.rstrip(' ?.')}?"
        return Understood(
            question=_begun(whole), why="“Those” are what the answer before is about.", kept=kept
        )

    def _counted(self, read: Leaning) -> Understood:
        """ "How many are open?": of what was counted before, or another value of a column named there."""
        completed = Substitution(self._earlier.question, self._profile, self._query)
        fragment = leaning.read(
            re.sub(r"^how\s+(?:many|much)\s+(?:are|were|is|was)\s+", "", read.text, flags=re.I)
        )
        if self._names_another_value(fragment.text) and (whole := completed.of(fragment)):
            return Understood(question=whole, why="It was put into the question before.")
        return self._of_rows(read.with_subject(self._noun()))

    def _names_another_value(self, text: str) -> bool:
        new = linking.link(text, self._profile, self._query).strongest()
        old = linking.link(self._earlier.question, self._profile, self._query).values
        return any((a.table, a.column) == (b.table, b.column) for a in new for b in old)

    def _of_value(self, read: Leaning) -> Understood | None:
        """ "It", "there", "that user": the first value of the answer before."""
        value, match = self._value(), read.one()
        if not value or match is None:
            return None
        if match.group("owner"):
            put = f"{value}'s"
        elif match.group("there"):
            put = f"in {value}"
        elif match.group("that"):
            put = f"{match.group('noun')} {value}" if self._is_column(match.group("noun")) else value
        else:
            put = value
        text = read.text[: match.start()] + put + read.text[match.end() :]
        return Understood(question=_begun(text), why=f"“{match.group()}” is the answer before: {value}.")

    def _value(self) -> str:
        value = self._earlier.value
        if isinstance(value, list):
            value = value[0] if value and not isinstance(value[0], list) else None
        if isinstance(value, dict) or value is None or isinstance(value, bool):
            return ""
        text = str(value).removesuffix(" 00:00:00")
        return text if 0 < len(text.split()) <= _LONGEST_ANSWER and not _is_number(text) else ""

    def _is_column(self, noun: str) -> bool:
        return any(column.name == noun.lower() for table in self._profile.tables for column in table.columns)

    def _by_root(self, question: str) -> Understood | None:
        whole = rewriting.completed(self._root, question, self._earlier, self._should_stop)
        if whole is None or whole == question:
            return None
        return Understood(question=whole, why="The planner completed it from the question before.")

    def _noun(self) -> str:
        return antecedents.noun(self._earlier.question, self._table())

    def _table(self) -> Table | None:
        return next(
            (t for t in self._profile.tables if self._sql and t.name.lower() in self._sql.lower()), None
        )

    def _query(self, sql: str) -> Rows:
        return self._context.query(sql, hidden=True)


def _in_words(kept: Kept | None, noun: str) -> str:
    if kept is None or not kept.conditions:
        return ""
    return f"{noun} where {' and '.join(kept.conditions)}"


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?[\d.,]+", text) is not None

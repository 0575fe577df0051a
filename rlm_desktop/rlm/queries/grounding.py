"""Every condition of a query must come from the question; what does not is mended, dropped or refused.

The commonest mistakes of a small root are a condition nobody asked for, a value in another
spelling or another column, and a comparison whose types do not fit. Each mend is told to the person.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress

import msgspec
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from rlm_desktop.profile import Profile
from rlm_desktop.rlm import compare
from rlm_desktop.rlm.expressions import with_formats_behind, with_limits, with_nots_before
from rlm_desktop.rlm.follow_ups.kinds import Kept
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries import verdicts
from rlm_desktop.rlm.queries.checked import Checked
from rlm_desktop.rlm.queries.conditions import (
    inside_demanded,
    numbers_in_texts,
    periods,
    several_columns,
    spoken_columns,
    turned_about,
    years,
)
from rlm_desktop.rlm.queries.conditions.apostrophes import written_twice
from rlm_desktop.rlm.queries.conditions.asked_for import AskedFor
from rlm_desktop.rlm.queries.conditions.clauses import Clauses
from rlm_desktop.rlm.queries.conditions.single import Conditions
from rlm_desktop.rlm.queries.doubts import (
    coined_codes,
    doubted_rows,
    ends_for_starts,
    holding,
    left_over,
    of_mine,
    row_nouns,
    said_by_some,
    single_months,
    unmet,
    unread_lines,
    unread_values,
)
from rlm_desktop.rlm.queries.measures import (
    chronology,
    differences,
    grains,
    groups,
    in_words,
    life_events,
    plain_columns,
    self_joins,
    shares,
    subjects,
    sums,
    truths,
)
from rlm_desktop.rlm.queries.measuring import Measuring
from rlm_desktop.rlm.queries.rows import (
    alike,
    details,
    filled,
    kept_rows,
    lacking,
    nothing_fits,
    own_names,
    requests,
    same_root,
    sought_words,
    told_twice,
    total_rows,
    winners,
)
from rlm_desktop.rlm.queries.tables import joins, named_years
from rlm_desktop.rlm.queries.tables.names import Names
from rlm_desktop.rlm.queries.tables.naming import NOTHING_NAMED, Naming
from rlm_desktop.rlm.queries.verdicts import Verdict
from rlm_desktop.rlm.question import intent, mentions, parts
from rlm_desktop.rlm.question.lines import event_kinds, flags, within_lines, wording
from rlm_desktop.rlm.question.linking import Links, Query, words
from rlm_desktop.rlm.question.spelled import several

_UNCHECKED = 0.7
_HALF = 0.2
"""What a query loses that tells one of two things that are asked for."""


class Grounding:
    """Checks the programs of one question against its text."""

    def __init__(
        self,
        question: str,
        profile: Profile,
        links: Links,
        query: Query,
        naming: Naming = NOTHING_NAMED,
        kept: Kept | None = None,
        *,
        enabled: bool = True,
        called: Iterable[str] = (),
    ) -> None:
        """Without `enabled` every program passes as it is: only to measure what the check gives.

        `called` are the names of the documents that the tables were read from.
        """
        self._called = tuple(called)
        self._enabled = enabled
        self._question = question
        self._kept = kept
        self._names = Names(profile.tables, question, naming, links)
        self._tables = self._names.tables
        self._links = links
        self._intent = intent.of(question)
        self._asks: AskedFor | None = None
        self._uncounted = ""
        """What a query before took one row for: another column may hold something else as well."""
        self._conditions = Conditions(question, links, query)
        self._clauses = Clauses(question, links, self._names, self._conditions, kept, self._called, query)
        self._query = query
        self._measuring = Measuring(question, links, self._called, query)
        self._sought = [stem for word in links.unsaid for stem in words(word) if len(stem) > 2]

    def ask_about(self, asked_for: AskedFor) -> None:
        """Lets the model say of conditions that no rule traces whether the question asks for them."""
        self._conditions.asked_for = self._asks = asked_for

    def _held(self, tree: exp.Query) -> Iterator[str]:
        called = (*self._tables, *self._called)
        used = list(self._names.used(tree))
        yield from row_nouns.of_another_table(tree, self._question, used, self._names.tables.values())
        yield from ends_for_starts.doubts(tree, self._question, self._names.columns(tree))
        yield from of_mine.doubts(tree, self._question, self._names.columns(tree))
        yield from coined_codes.doubts(tree, self._question, self._names.columns(tree))
        yield from holding.of_shown(tree, self._question, self._names.columns(tree))
        yield from holding.of_another_kind(tree, self._question, self._names.columns(tree))
        yield from holding.doubts(
            tree, self._question, self._names.columns(tree), called, self._links, self._asks
        )
        if table := next(self._names.used(tree), None):
            yield from holding.of_another_role(tree, self._question, table)
            yield from row_nouns.of_one_row(tree, self._question, table, called, self._links)
            yield from row_nouns.doubts(tree, self._question, table, called, self._links, self._asks)

    def _tells_nothing(self, tree: exp.Query) -> str:
        """Why a query tells nothing of what is asked, whatever it finds; empty where it may."""
        tables, called = list(self._names.used(tree)), (*self._tables, *self._called)
        if grain := grains.problem(tree, self._question, tables, list(self._tables.values())):
            return grain
        if not tables:
            return ""
        noun = row_nouns.of_its_own(tree, self._question, tables[0], called, self._links)
        self._uncounted = noun or self._uncounted
        return row_nouns.told(noun) if noun else ""

    def check(self, program: Program) -> Checked:
        """Mend what can be mended by a rule; say what can't."""
        if self._enabled and program.language == "sql":
            program = Program(language="sql", text=written_twice(program.text, self._question))
        try:
            return self._check(program)
        except RecursionError:
            return Checked(program=program, problem="This is nested too deeply to be a query.", score=0)

    def _check(self, program: Program) -> Checked:
        if not self._enabled:
            return self._unchecked(program)
        if program.language == "python":
            return self._check_python(program)
        try:
            tree = sqlglot.parse_one(program.text, dialect="duckdb")
        except SqlglotError as error:
            return Checked(
                program=program, problem=f"This is not one SQL query: {_first_line(error)}", score=0
            )
        if not isinstance(tree, exp.Query) or not all(one.expressions for one in tree.find_all(exp.Select)):
            return Checked(program=program, problem="Only a SELECT query can be run.", score=0)
        mends: list[str] = []
        written = tree.sql(dialect="duckdb")
        rewritten = with_limits(tree) | with_formats_behind(tree) | with_nots_before(tree)
        mends += named_years.mend(tree, self._question)
        if problem := self._names.mend(tree, mends):
            return Checked(program=program, problem=problem, score=0)
        mends += self._meant(tree)
        judged = _told(chronology.as_written(tree, self._names.columns(tree)), mends)
        tree = self._clauses.mend(tree, mends, judged)
        self._clauses.mend_cases(tree, mends, judged)
        mends += periods.close(tree, self._question, self._names.columns(tree))
        mends += periods.within_hours(tree, self._question)
        mends += own_names.mend(tree, self._question, list(self._names.used(tree)), self._query)
        mends += same_root.mend(tree, self._question, list(self._names.used(tree)), self._query)
        if apart := differences.told(tree, self._question, self._links):
            tree = apart
            mends.append("One figure was taken from the other, as the question asks.")
        if problem := self._tells_nothing(tree) or self._measuring.mend(
            tree, list(self._names.used(tree)), mends
        ):
            return Checked(program=program, mends=tuple(mends), problem=problem, score=0)
        judged = self._by_numbers(tree, mends, judged)
        self._demand_wording(tree, mends, judged)
        self._drop_lacking(tree, judged)
        self._in_lines(tree, mends, judged)
        mends += groups.take_in_empty(tree, self._question, self._names.columns(tree))
        dropped = [each.condition for each in judged if each.condition]
        called = (*self._tables, *self._called)
        passed_over = (
            *unmet.of(tree, self._question, self._links, tuple(self._tables.values()), self._called),
            *unmet.of_dropped(dropped, self._question),
            *left_over.of_modifiers(
                tree, self._question, self._links, next(self._names.used(tree), None), called
            ),
            *left_over.of_dropped(tree, dropped, self._question, self._links, called),
            *verdicts.doubts(judged, tree),
            *several_columns.doubts(tree, self._question, self._links, tuple(self._tables.values())),
            *self._held(tree),
            *([row_nouns.perhaps(self._uncounted)] if self._uncounted else []),
            *in_words.doubts(tree, self._question),
            *unread_lines.doubts(tree, self._question, self._links, self._names.used(tree), self._query),
            *said_by_some.doubts(
                tree, self._question, self._links, list(self._names.used(tree)), called, self._query
            ),
            *several.left_aside(tree, list(self._names.used(tree))),
            *groups.only_filled(tree, self._question, self._names.columns(tree)),
            *unmet.of_tables(tree, self._question, self._links, tuple(self._tables.values())),
            *doubted_rows.of(tree, self._question, self._links, tuple(self._tables.values()), self._called),
        )
        mends += kept_rows.demand(tree, self._kept)
        mends += self._shaped(tree)
        if counted := subjects.count_groups(tree, self._question):
            tree = counted
            mends.append("The groups were counted.")
        score = self._score(tree, len(mends))
        for one in within_lines.spell(tree, self._links.within):
            mends.append(f"{one.column.name} is what stands {one.column.note}.")
        text = tree.sql(dialect="duckdb")
        mended = Program(language="sql", text=text) if rewritten or text != written else program
        return Checked(
            program=mended,
            mends=(*mends, *unread_values.told(tree, self._names.used(tree))),
            score=score,
            expects_nothing=any(word.lower() in text.lower() for word in self._sought),
            doubts=tuple(dict.fromkeys(passed_over)),
        )

    def implausible(self, value: object) -> str:
        """Why a value can't be what is asked for: how many is one number, a share no more than all."""
        number = compare.simple(value)
        if self._enabled and (why := subjects.unlike(self._question, number, self._called)):
            return why
        if not self._enabled or not unmet.asks_share(self._question) or not isinstance(number, int | float):
            return ""
        return "" if 0 <= number <= 100 else f"{number} is no share: one lies between 0 and 100 percent."

    def _meant(self, tree: exp.Query) -> Iterator[str]:
        """Columns in the place of others, before conditions are judged by what they are about."""
        columns = self._names.columns(tree)
        if truths.counted(tree):
            yield "Only rows were counted for which it is so."
        yield from chronology.of_clocks(tree, columns)
        yield from chronology.of_days(tree, columns)
        yield from years.alone(tree, columns)
        yield from dict.fromkeys(single_months.mend(tree, self._question, columns))
        yield from life_events.mend(tree, self._question, columns)
        yield from dict.fromkeys(plain_columns.mend(tree, self._question, columns))
        yield from turned_about.mend(tree, self._question, self._links)
        for table in self._names.used(tree):
            own = self_joins.of_its_own(tree, table)
            yield from (*own, *spoken_columns.mend(tree, self._question, table, self._query))
        if value := groups.fixed(tree, self._question):
            yield f"All groups were compared, not “{value}” alone."
        if part := sums.narrowed(tree, columns):
            yield f"The figure is taken from {part}, of which the query asks for rows that have it."

    def _shaped(self, tree: exp.Query) -> Iterator[str]:
        """Groups, lists and details as the answer shows them."""
        for table in self._names.used(tree):
            yield from requests.demand(tree, self._question, table)
        yield from groups.take_the_first(tree, self._question, self._intent)
        yield from joins.by_key(tree, list(self._names.used(tree)))
        if name := joins.by_name(tree, list(self._names.used(tree)), self._question):
            yield name
        yield from alike.as_one(tree, self._names.columns(tree), self._query)
        yield from several.mend(tree, list(self._names.used(tree)), self._question)
        yield from groups.leave_out_empty(tree, self._names.columns(tree))
        if name := groups.each_once(tree, self._question, self._names.columns(tree)):
            yield f"Each {name} is told once."
        if name := details.told(tree, list(self._names.used(tree))):
            yield f"{name} is told with what stands in brackets behind it."
        for name in truths.left_open(tree, self._names.columns(tree)):
            yield f"Rows without {name} are those where it is not true, also where it is empty."
        if details.titled(tree, self._question, list(self._names.used(tree))):
            yield "Documents are told by their titles as well."

    def _unchecked(self, program: Program) -> Checked:
        """As it is, but for columns that are none."""
        if self._links.within and program.language == "sql":
            with suppress(SqlglotError):
                tree = sqlglot.parse_one(program.text, dialect="duckdb")
                if isinstance(tree, exp.Query) and within_lines.spell(tree, self._links.within):
                    program = Program(language="sql", text=tree.sql(dialect="duckdb"))
        return Checked(program=program, score=_UNCHECKED)

    def _check_python(self, program: Program) -> Checked:
        try:
            compile(program.text, "<program>", "exec")
        except SyntaxError as error:
            why = f"Line {error.lineno} is not Python: {error.msg}."
            return Checked(program=program, problem=why, score=0)
        asked = self._question.lower()
        ends = any(name in program.text for name in ("answer(", "FINAL(", "FINAL_VAR(", "answer["))
        used = [link for link in self._links.values if link.value.lower() in program.text.lower()]
        share = len(used) / len(self._links.values) if self._links.values and asked else 1.0
        score = (0.5 + 0.4 * share) * (1.0 if ends else 0.5)
        passed_over = (
            *unmet.of_words(self._question),
            *unmet.of_lines(self._question, program.text),
            *unmet.of_reading(self._question, program.text),
        )
        return Checked(program=program, score=score, doubts=passed_over)

    def _demand_wording(self, tree: exp.Query, mends: list[str], judged: list[Verdict]) -> None:
        """Rule "the question's words are conditions": of a log only the lines that say them are meant."""
        if shares.of_itself(tree, self._question, self._links):
            mends.append("The share is one of all: a count was divided by itself.")
        elif moved := shares.of_all(tree, self._question, self._links):
            mends.append(f"The share is that of {' and '.join(moved)} among all.")
        elif those := shares.of_those(tree, self._question, self._links):
            mends.append(f"The share is one of the rows with {' or '.join(those)}.")
        logs = {name: table for name, table in self._tables.items() if table.kind == "log"}
        of = (tree, self._question, self._tables, self._links, self._asks)
        judged += _told(inside_demanded.demand(*of), mends)
        for table in self._names.used(tree):
            mends += sought_words.demand(tree, self._question, table, self._query)
            mends += winners.demand(tree, self._question, table)
            mends += flags.demand(tree, self._question, table, self._links)
            mends += filled.demand(tree, self._question, table)
            mends += event_kinds.demand(tree, self._question, table, self._links)
        for worded in wording.demand(tree, self._links, logs):
            which = f"lines that do not say “{worded.said}”" if worded.left_out else ""
            which = which or f"{worded.rows:,} lines that say “{worded.said}”"
            mends.append(f"Only the {which} were looked at.")
        for table in list(self._names.used(tree))[:1]:
            columns = self._names.columns(tree)
            if total := total_rows.leave_out(tree, table, self._query) if table.kind != "log" else "":
                mends.append(f"“{total}” is the total of all other rows: it was left out.")
            if table.kind == "log" or "src_ip" in columns:
                mends += lacking.who(tree, self._question, columns, table.name, self._query)
            mends += lacking.of_the_group(tree, columns, table.name, self._query)

    def _by_numbers(self, tree: exp.Query, mends: list[str], judged: list[Verdict]) -> list[Verdict]:
        """Texts are compared by the numbers that they begin with; of those in one unit no doubt is left."""
        table = next(self._names.used(tree), None)
        if table is None:
            return judged
        of = (tree, self._names.columns(tree), table.name, self._query, self._question)
        for name, why in numbers_in_texts.compared(*of):
            mends.append(why)
            judged = [one for one in judged if f"{name} holds texts:" not in one.doubt]
            judged = [one for one in judged if f"as its {name}." not in one.doubt]
        return [*judged, *_told(numbers_in_texts.mend(*of), mends)]

    def _drop_lacking(self, tree: exp.Query, judged: list[Verdict]) -> None:
        for table in list(self._names.used(tree))[:1]:
            lacked = lacking.drop(tree, self._names.columns(tree), table.name, self._query)
            otherwise = nothing_fits.mend(tree, table, self._links, self._query)
            judged += [Verdict(None, doubt=doubt) for doubt in (*lacked, *otherwise)]

    def _in_lines(self, tree: exp.Query, mends: list[str], judged: list[Verdict]) -> None:
        """What the lines of a log tell beside its columns: of whom, and in two ways."""
        for table in [table for table in list(self._names.used(tree))[:1] if table.kind == "log"]:
            columns = self._names.columns(tree)
            told = lacking.in_lines(tree, columns, table, self._query)
            judged += [Verdict(None, doubt=doubt) for doubt in told]
            if twice := told_twice.once(tree, self._question, columns, table.name, self._query):
                mends.append(twice.why)
                judged.append(msgspec.structs.replace(twice, condition=None, why=""))

    def _score(self, tree: exp.Query, mends: int) -> float:
        """Aggregates that fit the question, values it names that are used, few mends, both of two things."""
        share = mentions.used(self._question, self._links, tree.sql(dialect="duckdb"))
        halves = _HALF if len(tree.selects) < len(parts.of(self._question)) else 0.0
        return max(0.0, 0.4 * intent.fit(tree, self._intent) + 0.6 * share - 0.02 * mends - halves)


def _told(found: Iterable[Verdict], mends: list[str]) -> list[Verdict]:
    """What a rule found; what it did is added to `mends`."""
    judged = list(found)
    mends += [verdict.why for verdict in judged if verdict.why]
    return judged


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__

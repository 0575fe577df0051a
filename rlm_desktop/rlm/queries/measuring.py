"""What a query counts, adds up, compares and shows, brought to what its question measures."""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.queries.conditions import (
    deed_dates,
    list_lengths,
    never,
    several_columns,
    signed_amounts,
)
from rlm_desktop.rlm.queries.measures import (
    asked_units,
    beside_extremes,
    chronology,
    counted_units,
    domains,
    elapsed,
    ends,
    exactness,
    grains,
    groups,
    in_words,
    margins,
    newest,
    repeated,
    rivals,
    self_joins,
    shares,
    sides,
    single_rows,
    subjects,
    sums,
    superlatives,
    things,
    turned,
    unnamed_columns,
    whole_figures,
    worst,
)
from rlm_desktop.rlm.queries.tables import joins
from rlm_desktop.rlm.question.links import Links, Query


class Measuring:
    """Mends the queries for one question; `called` are the names of what the tables were read from."""

    def __init__(self, question: str, links: Links, called: Sequence[str], query: Query) -> None:
        self._question = question
        self._links = links
        self._called = called
        self._query = query

    def mend(self, tree: exp.Query, tables: Sequence[Table], mends: list[str]) -> str:
        """Amounts are compared with measures, kinds counted once, and rows put in order by day and time.

        What was done is added to `mends`; the result says why the query must not run, or nothing.
        """
        if not tables:
            return ""
        table = tables[0]
        if self_joins.taken_out(tree):
            mends.append("A table was joined with itself: it stands once.")
        mends += exactness.mend(tree, self._question, _columns(tables))
        mends += several_columns.moved(tree, self._links, table.name, self._query)
        mends += self._looked_up(tree, table)
        mends += self._of_one_row(tree, table)
        if name := joins.by_own_numbers(tree, tables):
            return f"{name} counts the rows of each table by itself: it tells no row of the other."
        if problem := self._beside_the_point(tree, tables, mends) or self._mend_amounts(tree, tables, mends):
            return problem
        own = subjects.numbers_listed(tree, self._question, table)
        if own := own or subjects.number_shown(tree, self._question, table):
            mends.append(f"{own} is the number that rows are called by.")
        several = subjects.counted(self._question, table, self._called)
        if several is not None and subjects.count_apart(tree, several):
            mends.append(f"Each {several.name} was counted once.")
        mends += self._measured(tree, table)
        mends += self._ranked(tree, table)
        mends += self._told_apart(tree, table)
        if chronology.in_order(tree, table, self._question):
            mends.append("Rows were put in order by day and time.")
        if day := chronology.latest(tree, table, self._question):
            mends.append(f"What is the most recent is told by {day}.")
        rivals.kept_in_order(tree)
        if of := rivals.part(tree, self._question, self._links) or rivals.counted_apart(tree):
            mends.append(f"Each {of} was told by itself.")
        return ""

    def _beside_the_point(self, tree: exp.Query, tables: Sequence[Table], mends: list[str]) -> str:
        """Why a query tells nothing of what is asked; empty where it may."""
        name = groups.counts_single_rows(tree, _columns(tables), tables[0].rows)
        if name and (
            figure := groups.ranked_by_measure(tree, self._question, name, self._links, _columns(tables))
        ):
            mends.append(f"Each {name} stands in one row: {figure} says how many.")
            name = ""
        if name:
            return f"Each {name} stands in one row, so counting them ranks nothing: a column says how many."
        if name := unnamed_columns.unknown(tree, tables[0]):
            return f"{name} has no name in the text: nothing says what it holds."
        if name := single_rows.by_letters(tree, self._question, tables[0]):
            return f"{name} holds names: put rows in order of a number that says what is asked for."
        if name := chronology.hours_of_days(tree, _columns(tables)):
            return f"{name} holds days without a time: no hour can be taken from it."
        if name := chronology.mean_moment(tree, self._question, _columns(tables)):
            return f"{name} says when, and a mean of it is a date: no column tells how long something took."
        if name := asked_units.of_no_time(tree, self._question, _columns(tables)):
            return f"{name} tells no time by its name: no hours or minutes can be made of it."
        name = subjects.given(tree)
        if name and (shown := single_rows.rows_by_name(tree, self._question, name, tables[0])):
            mends.append(f"{shown} is what rows are called by.")
            return ""
        if name:
            return f"{name} is what the question gives: the answer stands in another column."
        return ""

    def _mend_amounts(self, tree: exp.Query, tables: Sequence[Table], mends: list[str]) -> str:
        """Numbers are compared with numbers, and amounts with what holds amounts; why they can't be."""
        table = tables[0]
        if name := repeated.mend(tree, self._question, table):
            mends.append(f"The rows of each {name} were counted.")
        mends += whole_figures.mend(tree, self._question, table)
        mends += asked_units.mend(tree, self._question, _columns(tables))
        if span := elapsed.longest(tree, self._question, table):
            since, _, until = span.partition(" to ")
            mends.append(f"How long it lasted is the time from {since} to {until}.")
        mends += elapsed.mend(tree, self._question, _columns(tables))
        mends += in_words.counted(tree, self._question, _columns(tables))
        for condition in [c for where in tree.find_all(exp.Where) for c in conjuncts(where.this)]:
            wrong = subjects.misplaced(condition, table, self._question)
            if wrong is None:
                continue
            fitting = subjects.measures(table)
            if len(fitting) != 1:
                names = ", ".join(column.name for column in fitting) or "none"
                return f"{wrong.name} is what a row is called by, not an amount. Amounts are in: {names}."
            condition.this.replace(exp.column(fitting[0].name, quoted=True))
            mends.append(f"The amount was compared with {fitting[0].name}, not with {wrong.name}.")
        return ""

    def _of_one_row(self, tree: exp.Query, table: Table) -> Iterator[str]:
        """Which row it is that the question asks for."""
        if single_rows.of_its_best(tree, self._question):
            yield "The one with the most was looked for, not a mean or a sum."
        if beside_extremes.of_keys(tree):
            yield "A sum over what its groups are made of is the figure of one row."
        if name := single_rows.by_what_is_measured(tree, self._question, table):
            yield f"Rows were put in order of {name}."
        called = superlatives.row_name(table)
        if name := single_rows.of_the_kind(tree, self._question, table, self._links, called):
            yield f"{name} is what the row is called by."
        if name := single_rows.end_of_days(tree, self._question, table):
            yield f"Of all {name} one was taken, as the question asks."

    def _told_apart(self, tree: exp.Query, table: Table) -> Iterator[str]:
        """What tells the one row, or figure, from others."""
        if name := counted_units.mend(tree, self._question, _columns([table])):
            yield f"Compared with {name}, as the question says."
        if grains.with_its_year(tree, self._question, table):
            yield "Beside it stands its year."
        if rivals.named(tree, self._question):
            yield "Beside each figure stands what it is of."
        if name := single_rows.with_names(tree, self._question, table):
            yield f"Its number stands in several rows: {name} tell which it is."
        if name := groups.first_with_a_name(tree, self._question, table):
            yield f"Rows with no {name} were left out."
        if name := single_rows.by_its_name(tree, self._question, table):
            yield f"{name} is what the row is called by."

    def _measured(self, tree: exp.Query, table: Table) -> Iterator[str]:
        """Figures that say how many are added up."""
        if name := groups.counted(tree, self._question, table, self._called):
            yield f"The rows of each {name} were counted."
        if name := sums.added_up(tree, self._question, table):
            yield f"{name} was added up: it says how many."
        if shares.whole(tree, self._question):
            yield "What was made a hundred times as large was left as it is: no share is asked for."
        if name := sums.totalled(tree, self._question, table):
            yield f"Of {name} one figure was made, as the question asks."
        if signed := signed_amounts.demand(tree, self._question, _columns([table])):
            yield f"Only amounts with {signed} were added up, as the question says."
        if name := groups.limited_by_measure(tree, self._question, _columns([table]), table.rows):
            yield f"Each row has its {name}: that was compared."
        if name := groups.each_time(tree, self._question, table):
            yield f"Each time was counted, not each {name} once."
        if name := sums.has_some(tree, self._question, table):
            yield f"Rows were counted by how many they have: {name}."

    def _ranked(self, tree: exp.Query, table: Table) -> Iterator[str]:
        """Rows in the order that is meant, by what they are called."""
        if name := worst.mend(tree, self._question):
            yield f"The worst {name} is the largest."
        if name := grains.dated(tree, self._question, table):
            yield f"Each {name} is told with its month and year."
        if name := superlatives.with_most(tree, self._question, table):
            yield f"The first row in order of {name} was taken, as the question asks."
        if name := superlatives.by_figure(tree, self._question, table):
            yield f"Rows were put in order of {name}, which says how many each has."
        called = newest.mend(tree, self._question, table)
        if name := called or superlatives.named(tree, self._question, table, self._links):
            yield f"{name} is what the row is called by."
        if name := superlatives.identified(tree, self._question, table, self._links):
            yield f"{name} tells which it is."
        if name := superlatives.added_up(tree, self._question, table):
            yield f"What each {name} has in several rows was added up."
        if name := ends.lasted(tree, self._question, table):
            yield f"Rows were put in order of {name}, the earliest first."
        if name := ends.turned(tree, self._question, table):
            yield f"Rows were put in order of {name} from its other end, as the question says."

    def _at_its_end(self, tree: exp.Query, table: Table) -> Iterator[str]:
        """What stands beside a figure, at which end of a connection, behind the sign of an address."""
        if name := domains.mend(tree, self._question, table):
            yield f"Of {name} what stands behind the @ was taken."
        if name := beside_extremes.mend(tree, self._question, table) or beside_extremes.of_one_row(tree):
            yield f"What stands in the row of that {name} was taken."
        if name := sides.mend(tree, self._question, table) or sides.beyond(tree, self._question, table):
            yield f"Who does it stands in {name}: the query looked at the other end."
        if name := sides.of_way(tree, self._question, table):
            yield f"The question says from where or to where: that is {name}."
        elif name := sides.of_doer(tree, self._question, table, self._links):
            yield f"Who does it stands in {name}: the query looked elsewhere."

    def _looked_up(self, tree: exp.Query, table: Table) -> Iterator[str]:
        """Rows by how many of something they have, and by what stands on their other side."""
        lists = list_lengths.mend(tree, self._question, table)
        lists = lists or list_lengths.longest(tree, self._question, table, superlatives.row_name(table))
        if name := lists:
            yield f"Rows were counted by how many {name} each has."
        if name := sums.in_stock(tree, self._question, table):
            yield f"Rows were looked at by how many they have: {name}."
        if name := superlatives.beside_number(tree, self._question, table):
            yield f"{name} is what the row is called by."
        if name := never.mend(tree, self._question, table):
            yield f"Each {name} was looked for of which no row says it."
        if name := margins.mend(tree, self._question, table):
            yield f"The {name} of each were added up, and the one with the most is told."
        if name := things.mend(tree, self._question, table):
            yield f"It is {name} that tells which."
        if name := deed_dates.of_the_thing(tree, self._question, table):
            yield f"The date is that of {name}, of which the question speaks."
        if name := deed_dates.mend(tree, self._question, table):
            yield f"The date is that of {name}, of which the question speaks."
        yield from self._at_its_end(tree, table)
        if name := turned.around(tree, self._question, table):
            yield f"Rows were looked for by what they have as {name}."


def _columns(tables: Sequence[Table]) -> dict[str, Column]:
    return {column.name.lower(): column for table in tables for column in table.columns}

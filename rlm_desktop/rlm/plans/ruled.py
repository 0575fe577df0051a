"""Plans by rule: what a known query, or code over the documents, answers or refuses without a root."""

import msgspec

from rlm_desktop import events
from rlm_desktop.errors import TableError, VerbMisused
from rlm_desktop.rlm import evidence, labelling
from rlm_desktop.rlm.plans import (
    done_by,
    each_document,
    fields,
    settings,
    titles,
    whole_documents,
    word_counts,
)
from rlm_desktop.rlm.plans.answers import Answer
from rlm_desktop.rlm.plans.hosted import Hosted
from rlm_desktop.rlm.plans.run import Run
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.doubts import telling
from rlm_desktop.rlm.queries.doubts.telling import Untold
from rlm_desktop.rlm.queries.ruled import each_period, growth, over_time, pairs, tallies, threads
from rlm_desktop.rlm.question import absent, intent, linking, shapes
from rlm_desktop.rlm.question.lines import event_kinds
from rlm_desktop.rlm.question.linking import Links
from rlm_desktop.rlm.question.times import own_days
from rlm_desktop.spans import DocumentId

_MOST_PAIRS = 100_000
_MOST_NAMES = 200
_SHARE = 0.8
"""Of a limit of time; the rest is for the answer."""
_MOSTLY = 0.9
_FEW = 5  # names that a note tells
_MANY_SETTINGS = 0.4  # of all lines, where a text is a file of settings
_SMALL = 5_000_000  # bytes of text without records, in which a setting is looked for unasked


class Ruled:
    """Runs such plans for one run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._hosted = Hosted(run)

    def absent(self, links: Links, plan: str) -> Answer | None:
        """What the question names and the text does not have: then the text does not tell.

        Of a count a program says so itself: none.
        """
        question = self._run.question
        if plan == "free" or (intent.of(question).count and not absent.asks_amount(question)):
            return None
        context = self._run.parts.context
        try:
            # Words of another language that were left as they are have capitals of their own.
            missing = absent.named(self._run.for_reader, context, self._run.ready, self._run.profile, links)
        except VerbMisused:
            return None  # a search that took too long has not shown that anything is missing
        if not missing:
            return None
        return self._run.answers.absent(missing, self._hosted.all_looked_at())

    def setting(self, plan: str) -> Answer | None:
        """The value of a setting that the question names, from the line that has it."""
        run = self._run
        tables = [table for table in run.profile.tables if table.kind not in ("lines", "documents")]
        spoken_of = settings.is_asked(run.question)
        if plan not in ("auto", "guided") or (not spoken_of and (tables or run.profile.bytes > _SMALL)):
            return None
        hits = run.parts.context.scan(settings.LINES, regex=True, keep=settings.MOST).hits
        known = list(settings.listed(hits))
        one = settings.named(run.question, known) if len(known) >= settings.FEWEST else None
        # "Inventories: (In millions)" in a report is none, though it looks so.
        all_are = len(known) >= _MANY_SETTINGS * run.profile.lines
        if one is None or not (all_are or spoken_of):
            return None
        why = "The question names a setting: the line that has it is looked up."
        run.parts.emit(events.PlanChosen(plan="program", why=why))
        return self._hosted.done("program", settings.program(one))

    def without_field(self, plan: str) -> Answer | None:
        """What documents of running text have no field for."""
        if plan not in ("auto", "guided"):
            return None
        run = self._run
        field = fields.lacking(run.question, run.profile, run.parts.context, run.ready)
        if not field:
            return None
        why = f"Hardly any of the {len(run.ready):,} documents has a line that tells its {field}."
        return run.answers.untold(Untold(why), self._hosted.all_looked_at())

    def untold(self, links: Links) -> Answer | None:
        """What the records cannot tell: a value in no row, a word in no line, a measure in no column."""
        look = absent.Look(self._run.parts.context, self._run.ready)
        run = self._run
        called = [document.name for document in run.ready[:_MOST_NAMES]]
        lacking = telling.untold(
            run.question, run.profile, links, run.query, run.subcalls, look.has_word, called
        )
        return self._run.answers.untold(lacking, self._hosted.all_looked_at()) if lacking else None

    def uncomputed(self) -> Answer:
        """What no query could be written for that fits, of rows that no passage stands for."""
        names = dict.fromkeys(column.name for table in self._run.profile.tables for column in table.columns)
        columns = ", ".join(name for name in names if name != "line")
        why = f"No query was found that fits the question. The columns are: {columns}."
        return self._run.answers.untold(Untold(why), self._hosted.all_looked_at())

    def says(self, document: DocumentId, word: str) -> bool:
        """Whether a document says what it is; those with headers of their own need not."""
        tables = self._run.profile.tables
        if any(t.kind == "headers" and t.rows >= _MOSTLY * len(self._run.ready) for t in tables):
            return True
        return self._run.parts.context.scan(word, keep=1, documents=[document]).matches > 0

    def of_documents(self, plan: str) -> Answer | None:
        """Which documents mention something, how many, how often; which is the longest; all addresses."""
        if plan not in ("auto", "guided"):
            return None
        run = self._run
        if counted := word_counts.asked(run.question, run.profile, run.ready, self._hosted.running_text()):
            answer = self._hosted.done("program", word_counts.program(counted))
            return answer and msgspec.structs.replace(
                answer, notes=(*answer.notes, word_counts.told(counted))
            )
        if wanted := whole_documents.asked(run.question, run.ready, self._hosted.running_text(), self.says):
            code = whole_documents.program(wanted)
        elif shape := shapes.asked(run.question):
            code = shapes.program(shape)
        elif titled := titles.asked(run.question, run.ready, self._hosted.running_text(), self._fields()):
            if self._has_titles():
                return self._by_title(titled)
            code = titles.program(titled)
        else:
            return None
        why = "The question is about the documents themselves: code looks at all of them."
        run.parts.emit(events.PlanChosen(plan="program", why=why))
        answer = self._hosted.done("program", code)
        if answer is not None and wanted is not None and wanted.supposed:
            return answer.but_partial(f"No document is called “{wanted.supposed}”: all were looked at.")
        return answer

    def done_by(self, plan: str) -> Answer | None:
        """Documents that say in the question's own words who did something."""
        run = self._run
        if plan not in ("auto", "guided"):
            return None
        wanted = done_by.asked(run.question, run.ready, self._hosted.running_text(), run.profile.tables)
        if wanted is None:
            return None
        why = "The question is for documents that say who did something: code looks at all of them."
        run.parts.emit(events.PlanChosen(plan="program", why=why))
        answer = self._hosted.done("program", whole_documents.program(wanted))
        unsaid = done_by.unsaid(wanted, run.ready, run.parts.context) if answer else ""
        return answer.but_partial(unsaid) if answer and unsaid else answer

    def meetings(self, plan: str) -> Answer | None:
        """The days of all meetings whose minutes mention something."""
        run = self._run
        said = own_days.meetings_that(run.question) if plan in ("auto", "guided") else ""
        prose = self._hosted.running_text()
        wanted = said and whole_documents.asked(f"Which documents {said}?", run.ready, prose, self.says)
        if not wanted:
            return None
        why = "The question asks for the days of meetings that mention something: code looks at all."
        run.parts.emit(events.PlanChosen(plan="program", why=why))
        answer = self._hosted.done("program", whole_documents.program(wanted))
        if answer is None:
            return None
        named = answer.value if isinstance(answer.value, list) else [answer.value]
        days = {each.name: own_days.of(each, run.parts.context) for each in run.ready if each.name in named}
        told = sorted((day.text, name) for name, day in days.items() if day)
        if not told:
            return None
        answer = msgspec.structs.replace(
            answer,
            value=[day for day, _ in told],
            text="\n".join(f"{day}: {name}" for day, name in told),
        )
        lacking = [name for name, day in days.items() if not day]
        if not lacking:
            return answer
        listed = ", ".join(lacking[:_FEW])
        return answer.but_partial(
            f"Of {len(lacking):,} documents that mention it the day of the meeting is not known: {listed}."
        )

    def _fields(self) -> set[str]:
        return {
            c.name for table in self._run.profile.tables if table.kind == "headers" for c in table.columns
        }

    def _by_title(self, titled: titles.Asked) -> Answer | None:
        """The number of the one document whose title a column holds; no root is needed."""
        run = self._run
        sql = titles.query(run.question, titled, run.profile.tables) if titled.gives == "number" else ""
        if not sql or len(run.query(sql).rows) != 1:
            return None
        why = "The question is for a document by its title, which a column holds."
        return self._hosted.queried(sql, why)

    def _has_titles(self) -> bool:
        """Whether a column holds them: then a query tells more."""
        return any(
            column.name in ("title", "subject") for t in self._run.profile.tables for column in t.columns
        )

    def of_each_document(self, plan: str, *, called: bool) -> Answer | None:
        """Of how many documents, or of which, something holds: a reader is asked about each.

        With `called` only of some that are called so, letters in a library of orders and letters; but where
        documents have fields of their own, these may tell it.
        """
        if plan not in ("auto", "guided", "exhaustive"):
            return None
        run = self._run
        wanted = each_document.asked(run.question, run.ready, self._hosted.running_text(), self.says)
        if wanted is None or self._is_of_columns(wanted.noun):
            return None
        if called and len(wanted.documents) <= self._with_headers():
            return None
        why = "The question asks of which documents something holds: each is asked about."
        run.parts.emit(events.PlanChosen(plan="extract", why=why))
        limit = run.settings.limits.seconds
        patience = min(each_document.PATIENCE, limit * _SHARE) if limit else each_document.PATIENCE
        reader = each_document.EachDocument(
            run.parts.context,
            run.subcalls,
            run.ready,
            emit=run.parts.emit,
            seed=run.seed,
            patience=0.0 if plan == "exhaustive" else patience,
        )
        read = reader.read(wanted)
        tools = run.tools(0, 0)
        tools.ledger.scan_all()
        for _, span in read.seen:
            tools.ledger.read_by_model(span)
        return run.answers.of_each(wanted, read, tools.ledger.totals())

    def _with_headers(self) -> int:
        return sum(table.rows for table in self._run.profile.tables if table.kind == "headers")

    def _is_of_columns(self, noun: str) -> bool:
        """Whether a field of the documents is called so: "which features" asks for their feature names."""
        return any(
            set(linking.words(noun)) & set(linking.words(column.name.replace("_", " ")))
            for table in self._run.profile.tables
            if table.kind == "headers"
            for column in table.columns
        )

    def counted(self, told: labelling.Told | None) -> Answer | None:
        """The answer of a query that needs no root: how often values of a column occur."""
        query = told.query if told else None
        if told is None and self._run.settings.grounding:
            query = tallies.of_given(self._run.question, self._run.profile.tables)
        if query is None:
            return None
        why = "The question asks how often something occurs: the query for that is known."
        return self._hosted.queried(query, why)

    def each_period(self, links: Links, plan: str) -> Answer | None:
        """How many rows each year or month has."""
        if plan not in ("auto", "guided"):
            return None
        sql = each_period.query(self._run.question, self._run.profile.tables, links)
        why = "The question asks how many there are in each period: the query for that is known."
        return self._hosted.queried(sql, why) if sql else None

    def thread(self, plan: str) -> Answer | None:
        """Who wrote in a discussion that is called by its title, and how many mails it has."""
        if plan not in ("auto", "guided"):
            return None
        sql = threads.query(self._run.question, self._run.profile.tables, self._run.query)
        why = "The question is about a discussion by its title, which subjects have."
        return self._hosted.queried(sql, why) if sql else None

    def over_time(self, links: Links, plan: str) -> Answer | None:
        """When most happened, the longest time in which nothing did, and how much a figure grew."""
        if plan not in ("auto", "guided"):
            return None
        question, tables = self._run.question, self._run.profile.tables
        if sql := over_time.query(question, tables, links):
            why = "The question asks when most or nothing happened: the query for that is known."
            return self._hosted.queried(sql, why)
        if sql := event_kinds.share(question, tables, self._run.query):
            why = "The question asks for a share of events: the query for that is known."
            return self._hosted.queried(sql, why)
        sql = growth.query(question, tables, links)
        why = "The question asks how much something grew: the query for that is known."
        return self._hosted.queried(sql, why) if sql else None

    def pairs(self, told: labelling.Told | None, plan: str) -> Answer | None:
        """All pairs whose two sides fit what the question says of them; the query needs no root."""
        if plan not in ("auto", "guided"):
            return None
        category, question = (told.category, told.question) if told else (None, self._run.question)
        wanted = pairs.asked(question, self._run.profile, category)
        if wanted is None:
            return None
        why = "The question asks for pairs: each side is looked up, then they are joined."
        self._run.parts.emit(events.PlanChosen(plan="pairs", why=why))
        tools = self._run.tools(0, 0)
        self._run.parts.emit(
            events.ProgramWritten(
                turn=0, candidate=0, language="sql", code=wanted.query, tokens=0, seconds=0.0
            )
        )
        try:
            found = tools.sql(wanted.query, limit=_MOST_PAIRS)
        except TableError as error:
            self._run.tell_failed(error.kind, error.message)
            return None
        tools.answer(found["rows"])
        code = Program(language="sql", text=wanted.query).code
        answer = self._run.answers.of_program(tools, code, plan="pairs")
        if answer.status == "not_found":
            return self._run.answers.no_pairs(tools.ledger.totals(), code)
        places = evidence.of_places(wanted.places, self._run.parts.context)
        answer = msgspec.structs.replace(answer, places=places)
        if tools.outcome.queries[-1][1].more:
            return answer.but_partial(f"There are more than the {_MOST_PAIRS:,} pairs that are listed.")
        return answer

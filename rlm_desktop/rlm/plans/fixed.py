"""Plans that need no code from the root: their programs are the host's own."""

import re
import time
from collections.abc import Sequence

import msgspec

from rlm_desktop import events
from rlm_desktop.errors import TableError, VerbMisused
from rlm_desktop.reply import Coverage
from rlm_desktop.rlm import evidence, labelling
from rlm_desktop.rlm.evidence import Places
from rlm_desktop.rlm.passages import accounts, breakdowns, figures, focus, looking, open_questions, relations
from rlm_desktop.rlm.passages.figures import Told
from rlm_desktop.rlm.plans import each_document, fields, menu, slots, titles, whole_documents
from rlm_desktop.rlm.plans.answers import Answer
from rlm_desktop.rlm.plans.run import Run
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries import pairs, telling
from rlm_desktop.rlm.queries.telling import Untold
from rlm_desktop.rlm.question import absent, intent, linking, shapes, versions
from rlm_desktop.rlm.question.linking import Links
from rlm_desktop.spans import DocumentId, Hit, Span

_SUMMARISED = (
    "This rests on {read:,} of {total:,} bytes. Choose the plan “exhaustive” to have every page summarised."
)

_ACCOUNT = (
    "These places say most about the question, as far as it was searched and a model can judge. "
    "Other places may say more."
)

_BY_WORDS = (
    "Of all sentences of the documents that the question names these have most of its words and state facts. "
    "No model judged them; other places may say more."
)

_APART = "No sentence was found that speaks of both \u201c{}\u201d and \u201c{}\u201d. What is said of each:"

_NAMELESS = "“{whose}” stands nowhere in the text: what was found may be the name of something else."
_ONLY_FIGURES = "The figures were looked up; what the question asks beyond them was not."

_READING = "No passage states this in a word: it is the model's reading of the passages. Check them."
_ONE_WORD = re.compile(
    r"^\W*(?:who|whose|when|where|how (?:long|old|often|many)|on (?:what|which)"
    r"|what (?:is|was) the (?:name|title))\b",
    re.IGNORECASE,
)
"""Questions for a name, a day or a number, which a reader finds in a passage."""
_MOST_BYTES = 8_388_608
_ONE_VERSION = "It is the only version that the document names."
_MOST_PAIRS = 100_000
_WHOLE = ("direct", "exhaustive")
"""Plans that read every word: of dense text the first layers leave one answer in ten out."""
_SHARE = 0.8
"""Of a limit of time; the rest is for the answer."""


class Fixed:
    """Runs such plans for one run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def search(self) -> Answer | None:
        """Search by the question's words, read the best passages: first in the documents that it names."""
        if open_questions.is_open(self._run.question):
            return self._account()
        if not _ONE_WORD.match(self._run.question) and (told := self._account(judged=False)):
            return told
        looked_for = " ".join((self._run.question, *focus.states(self._run.question).split()))
        code, scope = menu.search_program(looked_for, self._run.for_reader), self._run.scope
        if version := versions.told(self._run.question, scope.documents, self._run.parts.context):
            return self._version(version)
        answer = self._done("search", code, within=scope.documents) if scope.documents else None
        if answer is None and not scope.said:
            answer = self._done("search", code)
        whose = absent.whose_name(self._run.question)
        if answer and whose and not absent.Look(self._run.parts.context, self._run.ready).has_word(whose):
            return answer.but_partial(_NAMELESS.format(whose=whose))
        return answer

    def _version(self, told: versions.Told) -> Answer:
        """The one version that a document names; no model is needed."""
        tools = self._run.tools(0, 0)
        tools.ledger.scan_all()
        places = Places(len(told.places), told.places)
        seen = tools.ledger.totals()
        return Answer(
            status="answered",
            text=told.version,
            value=told.version,
            places=places,
            coverage=seen,
            plan="search",
            notes=(_ONE_VERSION,),
        )

    def reading(self) -> Answer | None:
        """What the best passages say together, as the model reads them: for reasons and the like."""
        run = self._run
        context, prose = run.parts.context, self._running_text()
        # The one document that a question calls by its number or its name is the one that tells.
        only = run.scope.said or len(run.scope.documents) == 1
        named = run.scope.documents if only else prose
        looked = looking.looked_at(run.question, run.scope.documents or prose, context, run.subcalls)
        told = open_questions.answer(run.for_reader, context, run.subcalls, named, looked)
        if told is None:
            return None
        tools = run.tools(0, 0)
        tools.ledger.searched = True
        for span in told.passages:
            tools.ledger.read_by_model(span)
        seen = msgspec.structs.replace(tools.ledger.totals(), exhaustive=False)
        found = Answer(
            status="answered",
            text=told.text,
            value=told.text,
            places=Places(len(told.passages), told.passages),
            coverage=seen,
            plan="reading",
        )
        return found.but_partial(_READING)

    def _account(self, *, judged: bool = True) -> Answer | None:
        """The sentences of the text that tell most about an open question."""
        run = self._run
        tools = run.tools(0, 0)
        tools.ledger.searched = True
        told = accounts.gather(
            run.question,
            run.scope,
            run.parts.context,
            run.subcalls,
            self._running_text() if judged else (),
            judged=judged,
        )
        for span in told.scanned:
            tools.ledger.scan(span)
        for span in told.read:
            tools.ledger.read_by_model(span)
        if not told.accounts:
            return None
        spans = [span for each in told.accounts for span in each.spans]
        names = {document.id: figures.short(document.name) for document in run.ready}
        lines = [
            f"{names[each.document]}: {line}" if each.document is not None else line
            for each in told.accounts
            for line in each.lines()
        ]
        if told.apart:
            lines.insert(0, _APART.format(*told.apart))
        found = Answer(
            status="answered",
            text="\n\n".join(lines),
            value="\n\n".join(lines),
            places=Places(len(spans), tuple(spans)),
            coverage=tools.ledger.totals(),
            plan="search",
            notes=() if told.by_words else (_ACCOUNT,),
        )
        # Of what is told by its words alone half is of another matter (docs/measurements.md).
        return found.but_partial(_BY_WORDS) if told.by_words else found

    def figures(self) -> Answer | None:
        """Rows of figures that the question asks for by their labels; no model is needed."""
        broken_down = self._broken_down()
        told = broken_down or figures.look_up(self._run.question, self._run.scope, self._run.parts.context)
        if not told:
            return None
        tools = self._run.tools(0, 0)
        spans = tuple(row.span for each in told for row in each.rows)
        for span in spans:
            tools.ledger.scan(span)
        why = "The question asks for figures, and rows of the text have their names."
        self._run.parts.emit(events.PlanChosen(plan="search", why=why))
        text = "\n".join(each.text() for each in told)
        found = Answer(
            status="answered",
            text=text,
            value=[[each.document, row.label, row.value(), row.unit] for each in told for row in each.rows],
            places=Places(len(spans), spans),
            coverage=tools.ledger.totals(),
            plan="search",
        )
        if figures.first_part(self._run.question) == self._run.question:
            return found.but_partial(_ONLY_FIGURES) if broken_down and _relates(self._run.question) else found
        more = self._account() if open_questions.is_open(self._run.question) else None
        return _together(found, more) if more else found.but_partial(_ONLY_FIGURES)

    def _broken_down(self) -> list[Told]:
        """The rows of the table that breaks a measure down, in the one long document that is meant."""
        run = self._run
        meant = [each for each in run.ready if each.id in run.scope.documents]
        if len(meant) != 1 or not breakdowns.asked_for(run.question) or meant[0].bytes > _MOST_BYTES:
            return []
        whole = Span(meant[0].id, 0, meant[0].bytes)
        found = list(figures.rows([Hit(whole, run.parts.context.read(whole))]))
        parts = breakdowns.rows(run.question, found, figures.telling(" ".join(run.scope.names)))
        return [Told("", tuple(parts))] if parts else []

    def absent(self, links: Links, plan: str) -> Answer | None:
        """What the question names and the text does not have: then the text does not tell.

        Of a count a program says so itself: none.
        """
        if plan == "free" or intent.of(self._run.question).count:
            return None
        context = self._run.parts.context
        try:
            missing = absent.named(self._run.question, context, self._run.ready, self._run.profile, links)
        except VerbMisused:
            return None  # a search that took too long has not shown that anything is missing
        if not missing:
            return None
        return self._run.answers.absent(missing, self._all_looked_at())

    def without_field(self, plan: str) -> Answer | None:
        """What documents of running text have no field for."""
        if plan not in ("auto", "guided"):
            return None
        run = self._run
        field = fields.lacking(run.question, run.profile, run.parts.context, run.ready)
        if not field:
            return None
        why = f"Hardly any of the {len(run.ready):,} documents has a line that tells its {field}."
        return run.answers.untold(Untold(why), self._all_looked_at())

    def untold(self, links: Links) -> Answer | None:
        """What the records cannot tell: a value in no row, a word in no line, a measure in no column."""
        look = absent.Look(self._run.parts.context, self._run.ready)
        run = self._run
        lacking = telling.untold(
            run.question, run.profile, links, run.query, run.subcalls, lambda word: look.has_word(word)
        )
        return self._run.answers.untold(lacking, self._all_looked_at()) if lacking else None

    def of_documents(self, plan: str) -> Answer | None:
        """Which documents mention something, how many, how often; which is the longest; all addresses."""
        if plan not in ("auto", "guided"):
            return None
        run = self._run
        if wanted := whole_documents.asked(run.question, run.ready, self._running_text()):
            code = whole_documents.program(wanted)
        elif shape := shapes.asked(run.question):
            code = shapes.program(shape)
        elif titled := titles.asked(run.question, run.ready, self._running_text(), self._fields()):
            if self._has_titles():
                return self._by_title(titled)
            code = titles.program(titled)
        else:
            return None
        why = "The question is about the documents themselves: code looks at all of them."
        run.parts.emit(events.PlanChosen(plan="program", why=why))
        return self._done("program", code)

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
        return self._queried(sql, why)

    def _has_titles(self) -> bool:
        """Whether a column holds them: then a query tells more."""
        return any(
            column.name in ("title", "subject") for t in self._run.profile.tables for column in t.columns
        )

    def of_each_document(self, plan: str) -> Answer | None:
        """Of how many documents, or of which, something holds: a reader is asked about each."""
        if plan not in ("auto", "guided", "exhaustive"):
            return None
        run = self._run
        wanted = each_document.asked(run.question, run.ready, self._running_text())
        if wanted is None or self._is_of_columns(wanted.noun):
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

    def _is_of_columns(self, noun: str) -> bool:
        """Whether a field of the documents is called so: "which features" asks for their feature names."""
        return any(
            set(linking.words(noun)) & set(linking.words(column.name.replace("_", " ")))
            for table in self._run.profile.tables
            if table.kind == "headers"
            for column in table.columns
        )

    def _all_looked_at(self) -> Coverage:
        tools = self._run.tools(0, 0)
        tools.ledger.scan_all()
        return tools.ledger.totals()

    def counted(self, told: labelling.Told | None) -> Answer | None:
        """The answer of a query that needs no root: how often values of a column occur."""
        if told is None or told.query is None:
            return None
        why = "The question asks how often something occurs: the query for that is known."
        return self._queried(told.query, why)

    def _queried(self, sql: str, why: str) -> Answer | None:
        """The answer of a query of the host's own."""
        self._run.parts.emit(events.PlanChosen(plan="records", why=why))
        code = Program(language="sql", text=sql).code
        tools = self._run.tools(0, 0)
        self._run.parts.emit(
            events.ProgramWritten(turn=0, candidate=0, language="sql", code=sql, tokens=0, seconds=0.0)
        )
        try:
            # Such a query needs no interpreter around it.
            found = tools.sql(sql)
        except TableError as error:
            self._run.tell_failed(error.kind, error.message)
            return None
        tools.answer(found["rows"])
        return self._run.answers.of_program(tools, code, plan="records")

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

    def _done(self, plan: str, code: str, *, within: Sequence[DocumentId] = ()) -> Answer | None:
        tools = self._run.tools(0, 0)
        tools.reads_whole = plan in _WHOLE or tools.reads_whole
        tools.search_within(within)
        self._run.parts.emit(
            events.ProgramWritten(turn=0, candidate=0, language="python", code=code, tokens=0, seconds=0.0)
        )
        started, reading = time.monotonic(), self._run.subcalls.counts.seconds
        try:
            result = self._run.parts.interpreter.run(
                code, tools=tools.by_name(), seconds=self._run.settings.sandbox.seconds, fresh=True
            )
        finally:
            read = self._run.subcalls.counts.seconds - reading
            self._run.sandbox_seconds += time.monotonic() - started - read
        if result.error:
            self._run.tell_failed(result.error.kind, result.error.message)
        return self._run.answers.of_program(tools, code, plan=plan) if tools.outcome.answered else None

    def exhaustive(self, *, estimate: bool) -> Answer | None:
        """Every page is read, or a sample; the notes are put together by one more call."""
        size = min(6000, max(1500, (self._run.subcalls.window - 1500) * 2))
        code = menu.exhaustive_program(self._run.for_reader, size=size)
        if estimate:
            code = menu.sample_program(self._run.for_reader, seed=self._run.seed)
        scope = self._run.scope
        within = scope.documents if scope.said else self._running_text() if estimate else ()
        self._done("exhaustive", code, within=within)
        if self._run.last is None:
            return None
        answer = self._run.answers.of_notes(self._run.last, self._run.subcalls, code, plan="exhaustive")
        return self._run.answers.estimated(answer, self._run.last) if answer and estimate else answer

    def _running_text(self) -> Sequence[DocumentId]:
        """The documents whose lines are no rows of tables; none where there are no others.

        A reader who gets a few rows sees something in them, while programs know all of them.
        """
        in_rows: set[object] = set()
        for table in self._run.profile.tables:
            if table.row_is in ("line", "record") and table.kind != "lines":
                listed = f"SELECT DISTINCT _document FROM {linking.identifier(table.name)}"
                in_rows.update(row[0] for row in self._run.query(listed).rows)
        return [document.id for document in self._run.ready if document.id not in in_rows]

    def summary(self, *, whole: bool) -> Answer | None:
        """Passages summarised, and their summaries, until one is left."""
        code = menu.summary_program(self._run.question, whole=whole)
        called = menu.summarised(self._run.question)
        prose = self._running_text() if called else ()
        meant = whole_documents.documents_called(called, self._run.ready, prose) if called else None
        within = meant or self._run.scope.documents
        answer = self._done("summary", code, within=within)
        if answer is None or self._run.last is None:
            return answer
        seen = answer.coverage
        of_these = sum(document.bytes for document in self._run.ready if document.id in within)
        total = of_these or seen.bytes_total
        if seen.bytes_read_by_model >= total:
            return answer
        # Code has cut the whole text into passages, but the summary rests on those that were read.
        told = _SUMMARISED.format(read=seen.bytes_read_by_model, total=total)
        seen = msgspec.structs.replace(seen, exhaustive=False)
        return msgspec.structs.replace(answer, coverage=seen).but_partial(told)

    def extract(self) -> Answer | None:
        """One field of each document, read under a grammar, and a figure of its values."""
        wanted = slots.extraction(self._run.parts.root, self._run.question)
        if wanted is None:
            return None
        answer = self._done("extract", menu.extract_program(wanted))
        if answer is None:
            return None
        of = self._run.profile.documents
        told = f"“{wanted.field}” was read in {answer.places.total:,} of {of:,} documents by a model."
        if answer.places.total < of:
            return answer.but_partial(f"{told} The others do not tell, or not at their beginning.")
        return msgspec.structs.replace(answer, notes=(*answer.notes, told))

    def direct(self) -> Answer | None:
        if open_questions.is_open(self._run.question) and (told := self._account()):
            return told
        code = f"question = {self._run.for_reader!r}\nanswer(find(question, list(passages(size=12000))))"
        return self._done("direct", code)


def _relates(question: str) -> bool:
    return relations.sides(question) is not None


def _together(one: Answer, other: Answer) -> Answer:
    """Figures that were looked up, and below them the sentences that say more."""
    lines = [line for line in other.text.split("\n\n") if line not in one.text.split("\n")]
    spans = tuple(dict.fromkeys((*one.places.spans, *other.places.spans)))
    text = "\n\n".join([one.text, *lines])
    return msgspec.structs.replace(other, text=text, value=text, places=Places(len(spans), spans))

"""Plans that search: passages that match best are read, sentences told, rows of figures looked up."""

import re
from collections.abc import Callable, Sequence

import msgspec

from rlm_desktop import events
from rlm_desktop.rlm.evidence import Places
from rlm_desktop.rlm.passages import (
    accounts,
    breakdowns,
    figures,
    focus,
    former,
    looked_up,
    looking,
    open_questions,
    other_things,
    otherwise,
    relations,
    set_aside,
    supposed,
    uncompared,
)
from rlm_desktop.rlm.passages.looked_up import Told
from rlm_desktop.rlm.passages.statements import answering, periods, quarterly
from rlm_desktop.rlm.plans import menu, told_when, which_document
from rlm_desktop.rlm.plans.answers import Answer
from rlm_desktop.rlm.plans.hosted import Hosted
from rlm_desktop.rlm.plans.run import Run
from rlm_desktop.rlm.plans.which_document import Called
from rlm_desktop.rlm.queries.doubts import beside_heads
from rlm_desktop.rlm.question import absent, intent
from rlm_desktop.rlm.question.documents import told_in_text, versions
from rlm_desktop.rlm.question.times import days_named, own_days
from rlm_desktop.spans import DocumentId, Hit, Span

_ACCOUNT = (
    "These places say most about the question, as far as it was searched and a model can judge. "
    "Other places may say more."
)
_BY_WORDS = (
    "Of all sentences of the documents that the question names these have most of its words and state facts. "
    "No model judged them; other places may say more."
)
_APART = "No sentence was found that speaks of both \u201c{}\u201d and \u201c{}\u201d. What is said of each:"
_NO_SUCH_DAY = "None of these places is of {day}, as far as they tell."
_HEAD = 2_000
"""Bytes at the beginning of a document in which it says of what day it is."""
_UNCOMPARED = "It was read where one of them is told of, and the others were not compared with it."
_NAMELESS = "“{whose}” stands nowhere in the text: what was found may be the name of something else."
_ONLY_FIGURES = "The figures were looked up; what the question asks beyond them was not."
_WHICH_COLUMN = "The row has several columns. Which of them is of the time that is asked for is yours to see."
_READING = "No passage states this in a word: it is the model's reading of the passages. Check them."
_ONE_WORD = re.compile(
    r"^\W*(?:who|whose|when|where|how (?:long|old|often|many)|on (?:what|which)"
    r"|what (?:is|was) the (?:name|title))\b",
    re.IGNORECASE,
)
"""Questions for a name, a day or a number, which a reader finds in a passage."""
_MOST_BYTES = 8_388_608
_OTHERWISE = "Other places of the text say otherwise. They are told below the answer: see which one holds."
_MAY_BE_OTHERS = "Several documents may be meant: the first of them is the answer, the others stand below it."
_NO_OWN_DAY = "The document does not say on which day the meeting was: its date may be when it was published."
_ALONE = "A few sentences alone have most of the question's words."
_ONE_VERSION = "It is the only version that the document names."


class Searching:
    """Runs such plans for one run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._hosted = Hosted(run)

    def search(self) -> Answer | None:
        """Search by the question's words, read the best passages: first in the documents that it names."""
        if open_questions.is_open(self._run.question):
            return self._account()
        if not _ONE_WORD.match(self._run.question) and (told := self._account(judged=False)):
            return told
        scope = self._run.scope
        asked, for_reader = self._run.question, self._run.for_reader
        if scope.meeting:
            asked, for_reader = own_days.without(asked), own_days.without(for_reader)
        looked_for = " ".join((asked, *focus.states(asked).split()))
        code = menu.search_program(looked_for, for_reader)
        if version := versions.told(self._run.question, scope.documents, self._run.parts.context):
            return self._version(version)
        answer = self._hosted.done("search", code, within=scope.documents) if scope.documents else None
        if answer is None and not scope.said:
            answer = self._hosted.done("search", code)
        answer = answer and self._with_others(answer)
        context = self._run.parts.context
        if answer and uncompared.is_uncompared(self._run.question, map(context.read, answer.places.spans)):
            answer = answer.but_partial(_UNCOMPARED)
        if answer and isinstance(answer.value, str) and len(answer.places.spans) == 1:
            of_it = (asked, answer.value, answer.places.spans[0], context)
            single = (each.doubt(*of_it) for each in (former, supposed, set_aside))
            for why in filter(None, (*single, *other_things.doubts(*of_it))):
                answer = answer.but_partial(why)
        whose = absent.whose_name(self._run.question)
        if answer and whose and not absent.Look(self._run.parts.context, self._run.ready).has_word(whose):
            return answer.but_partial(_NAMELESS.format(whose=whose))
        return answer

    def in_one_text(self) -> Answer | None:
        """What the text of a document tells, where the heads of all told of something else."""
        self._run.parts.emit(events.PlanChosen(plan="search", why=beside_heads.WHY))
        found = self.search()
        return found and found.but_partial(beside_heads.IN_ONE_TEXT)

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

    def told_when(self) -> Answer | None:
        """The day of the document in which something was said."""
        run, prose = self._run, self._hosted.running_text()
        told = told_when.find(
            run.question, run.profile.tables, run.parts.context, run.query, prose, self._own_day
        )
        if told is None:
            return None
        tools = self._run.tools(0, 0)
        tools.ledger.searched = True
        tools.ledger.scan(told.sentence.span)
        why = "The question asks when something was said: the document in which it stands has a day."
        self._run.parts.emit(events.PlanChosen(plan="search", why=why))
        return Answer(
            status="answered",
            text=told.text(),
            value=told.text(),
            places=Places(1, (told.sentence.span,)),
            coverage=tools.ledger.totals(),
            plan="search",
            notes=(told_when.NOTE,),
        )

    def which_document(self, says: Callable[[DocumentId, str], bool]) -> Answer | None:
        """The one document that tells what the question says of it."""
        run, prose = self._run, self._hosted.running_text()
        wanted = which_document.asked(run.question, run.ready, prose, says, self._own_day)
        if wanted is None:
            return None
        why = "The question asks in which document something stands: sentences are judged one by one."
        run.parts.emit(events.PlanChosen(plan="search", why=why))
        found = which_document.find(wanted, run.parts.context, prose, run.subcalls)
        if not found.told:
            return None
        names = {document.id: document.name for document in run.ready}
        told = [(self._called(each.document, wanted.noun), each) for each in found.told]
        if wanted.first or wanted.last:
            told.sort(key=lambda one: (one[0].day, names[one[1].document]), reverse=wanted.last)
        tools = run.tools(0, 0)
        tools.ledger.searched = True
        for span in found.read:
            tools.ledger.read_by_model(span)
        lines = [f"{one.before(names[each.document])}: \u201c{each.text}\u201d" for one, each in told]
        spans = tuple(each.span for _, each in told)
        answer = Answer(
            status="answered",
            text="\n\n".join(lines),
            value=(wanted.wants_day and told[0][0].day) or told[0][0].before(names[told[0][1].document]),
            places=Places(len(spans), spans),
            coverage=tools.ledger.totals(),
            plan="search",
        )
        no_day = _NO_OWN_DAY if wanted.wants_day and not told[0][0].is_own else ""
        for why in filter(None, (no_day, which_document.doubt(wanted, told[0][1], run.question))):
            answer = answer.but_partial(why)
        return answer if len(told) == 1 else answer.but_partial(_MAY_BE_OTHERS)

    def _called(self, document: DocumentId, noun: str) -> Called:
        """What a document is called, with the day of the meeting that it tells of, where it says that."""
        run = self._run
        called = which_document.called(document, noun, run.profile.tables, run.query)
        own = self._own_day(document)
        return msgspec.structs.replace(called, day=own, is_own=own.count("-") > 1) if own else called

    def _own_day(self, document: DocumentId) -> str:
        """The day of the meeting that a document tells of; empty where it tells none."""
        one = next(each for each in self._run.ready if each.id == document)
        own = own_days.of(one, self._run.parts.context)
        return own.text if own else ""

    def alone(self) -> Answer | None:
        """A number that a few sentences state which alone have most of the question's words.

        A program would count lines for it.
        """
        run, asked = self._run, intent.of(self._run.question)
        if not asked.count or asked.listing or told_in_text.asks_of_documents(run.question):
            return None
        tools = run.tools(0, 0)
        tools.search_within(run.scope.documents or self._hosted.running_text())
        tools.find_alone(run.for_reader)
        if not tools.outcome.answered or not intent.says_number(str(tools.outcome.value)):
            return None
        run.parts.emit(events.PlanChosen(plan="search", why=_ALONE))
        return run.answers.of_program(tools, "", plan="search")

    def direct(self) -> Answer | None:
        if open_questions.is_open(self._run.question) and (told := self._account()):
            return told
        code = f"question = {self._run.for_reader!r}\nanswer(find(question, list(passages(size=12000))))"
        answer = self._hosted.done("direct", code)
        return answer and self._with_others(answer)

    def _with_others(self, answer: Answer) -> Answer:
        """What a passage tells, and below it the sentences of other places that say otherwise."""
        run, told = self._run, answer.places.spans
        if len(told) != 1 or not isinstance(answer.value, str):
            return answer
        context, within = run.parts.context, run.scope.documents or self._hosted.running_text()
        others = otherwise.find(run.question, answer.value, told[0], context, within)
        if not others:
            return answer
        names = {document.id: document.name for document in run.ready}
        lines = [f"{names[each.span.document]}: {accounts.quoted(each)}" for each in others]
        spans = (told[0], *(each.span for each in others))
        found = msgspec.structs.replace(
            answer, text="\n\n".join([answer.text, *lines]), places=Places(len(spans), spans)
        )
        return msgspec.structs.replace(found, notes=(*found.notes, _OTHERWISE))

    def reading(self) -> Answer | None:
        """What the best passages say together, as the model reads them: for reasons and the like."""
        run = self._run
        context, prose = run.parts.context, self._hosted.running_text()
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
            self._hosted.running_text() if judged else (),
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
        if day := self._unnamed_day(spans):
            found = found.but_partial(_NO_SUCH_DAY.format(day=day))
        # Of what is told by its words alone half is of another matter (docs/measurements.md).
        return found.but_partial(_BY_WORDS) if told.by_words else found

    def _unnamed_day(self, spans: Sequence[Span]) -> str:
        """The day that the question names, where none of these places nor the head of its document has it."""
        named = days_named.of(self._run.question)
        if named is None:
            return ""
        said, written = named
        documents = {document.id: document for document in self._run.ready}
        context = self._run.parts.context
        for span in spans:
            document = documents[span.document]
            head = Span(span.document, 0, min(document.bytes, _HEAD))
            if any(map(written.search, (document.name, context.read(head), context.read(span)))):
                return ""
        return said

    def statements(self) -> Answer | None:
        """Figures of annual reports by company, year and row, and what is computed of them, by code."""
        run = self._run
        told = answering.look_up(run.question, run.shelf) or quarterly.look_up(run.question, run.shelf)
        if told is None:
            return None
        tools = run.tools(0, 0)
        for span in told.scanned:
            tools.ledger.scan(span)
        why = "The question asks for figures of financial statements: rows of these have their names."
        run.parts.emit(events.PlanChosen(plan="search", why=why))
        found = Answer(
            status="answered" if told.text else "not_found",
            text=told.text,
            value=told.value,
            places=Places(len(told.spans), told.spans),
            coverage=tools.ledger.totals(),
            plan="search",
            notes=told.notes,
        )
        if told.explains:
            more = self._account()
            return _together(found, more) if more else found.but_partial(_ONLY_FIGURES)
        return found if told.is_whole else msgspec.structs.replace(found, status="partial")

    def figures(self) -> Answer | None:
        """Rows of figures that the question asks for by their labels; no model is needed."""
        broken_down = self._broken_down()
        question = periods.without_days(self._run.question)
        told = broken_down or looked_up.look_up(question, self._run.scope, self._run.parts.context)
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
        if periods.is_longer(self._run.question) and any(
            len(row.figures) > 2 for each in told for row in each.rows
        ):
            found = found.but_partial(_WHICH_COLUMN)
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


def _relates(question: str) -> bool:
    return relations.sides(question) is not None


def _together(one: Answer, other: Answer) -> Answer:
    """Figures that were looked up, and below them the sentences that say more."""
    lines = [line for line in other.text.split("\n\n") if line not in one.text.split("\n")]
    spans = tuple(dict.fromkeys((*one.places.spans, *other.places.spans)))
    text = "\n\n".join([one.text, *lines])
    return msgspec.structs.replace(other, text=text, value=text, places=Places(len(spans), spans))

"""From a question to a checked answer: plans are tried in order until one gives an answer that holds.

The way is that of Recursive Language Models (Zhang and Khattab, arXiv 2512.24601): the text is an
object in an interpreter and never enters the root's window. What is different here is what a small
root needs: typed records, worked examples, grounding, several candidates, and plans without a root.
"""

import time
from collections.abc import Callable, Sequence

import msgspec

from rlm_desktop import events
from rlm_desktop.errors import BudgetSpent, EngineError, SandboxError, TableError
from rlm_desktop.profile import Rows
from rlm_desktop.reply import Reply, Usage
from rlm_desktop.rlm import follow_ups, in_parts, labelling
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.follow_ups import Earlier, Understood
from rlm_desktop.rlm.passages import lengths
from rlm_desktop.rlm.plans import freely, gathering, menu
from rlm_desktop.rlm.plans.answers import Answer
from rlm_desktop.rlm.plans.candidates import Candidates
from rlm_desktop.rlm.plans.free_plan import Free
from rlm_desktop.rlm.plans.gathering import Gathering
from rlm_desktop.rlm.plans.guided import Guided
from rlm_desktop.rlm.plans.ruled import Ruled
from rlm_desktop.rlm.plans.run import Parts, Run
from rlm_desktop.rlm.plans.searching import Searching
from rlm_desktop.rlm.plans.whole_text import WholeText
from rlm_desktop.rlm.queries.doubts import beside_heads
from rlm_desktop.rlm.question import intent, linking, parts, unsaid
from rlm_desktop.rlm.question.documents import dictionaries, the_file
from rlm_desktop.rlm.question.lines import (
    acronyms,
    answer_codes,
    bare_names,
    denials,
    event_kinds,
    inside_values,
    own_system,
    tenses,
    within_lines,
    wording,
)
from rlm_desktop.rlm.question.linking import Links
from rlm_desktop.rlm.question.spelled import turned_names, two_spellings
from rlm_desktop.rlm.question.times import clocks, holidays, moments
from rlm_desktop.settings import Settings
from rlm_desktop.spans import DocumentId

__all__ = ["Loop", "Parts"]

_NOT_COMPUTED = (
    "No program gave an answer: this was read in the passages that match best, not computed over all of them."
)
_NOT_NAMED = (
    "The text does not tell, and no record has what the question speaks of: "
    "this was computed from what comes near."
)
_BEFORE_FIGURES = ("records", "free", "direct", "summary")
"""Plans that suit a question better than rows of figures in running text."""
_ROWS = ("log", "delimited", "json", "key_value")
_FITTING = 0.95
_TITLES = 20
"""So few documents are called by their names in a question."""
_PATIENCE = 180.0  # seconds
_USUAL_SPEED = 50.0  # tokens a second, the default model on two cores


class Loop:
    """One run: one question over one library."""

    def __init__(
        self,
        parts: Parts,
        settings: Settings,
        *,
        run: str,
        question: str,
        seed: int = 0,
        meant: Understood | None = None,
        budget: Budget | None = None,
    ) -> None:
        """`budget`: the purse of a part of a run; a run has its own, as large as the settings say."""
        self._id = run
        asked = meant or Understood(question=question)
        self._run = Run(parts, settings, run=run, meant=asked, seed=seed, budget=budget)
        self._guided = Guided(self._run)
        self._ruled = Ruled(self._run)
        self._searching = Searching(self._run)
        self._gathering = Gathering(self._run)
        self._whole_text = WholeText(self._run)
        self._free = Free(self._run)
        self._estimate = False
        self._unread = ""
        self._whole = False
        self._notes: list[str] = []
        self._of_parts: list[Loop] = []

    def run(self, plan: str = "auto", *, estimate: bool = False) -> Reply:
        """Answer the question; with `estimate`, reading every page becomes reading a sample.

        Raises `Stopped`, and `EngineError`, `SandboxError` where the parts fail for good.
        """
        started = time.monotonic()
        answer, told = self._answer(plan, estimate=estimate)
        asked = parts.of(self._run.meant.question)
        if plan in ("auto", "guided") and told is None and not in_parts.covers(answer, asked):
            answer = self._by_parts(asked, answer, plan)
        reply = self._run.answers.reply(answer, self._usage(time.monotonic() - started))
        return labelling.as_estimate(reply, told, self._query) if told else reply

    def _by_parts(self, asked: Sequence[str], whole: Answer, plan: str) -> Answer:
        """Each part of a question by itself, where a query told one of them; the rest follow up the first."""
        answers: list[Answer] = []
        earlier: Earlier | None = None
        for part in in_parts.one_by_one(asked):
            meant = self._understood(f"{part}?", earlier)
            self._run.parts.emit(events.Noted(text=f"A part of it is asked by itself: “{meant.question}”"))
            purse = self._run.budget.share(1)
            loop = Loop(
                self._run.parts,
                msgspec.structs.replace(self._run.settings, limits=purse.limits),
                run=self._id,
                question=meant.question,
                seed=self._run.seed,
                meant=meant,
                budget=purse,
            )
            self._of_parts.append(loop)
            try:
                answer, told = loop._answer(plan, estimate=self._estimate)
            except (EngineError, SandboxError):
                return in_parts.but_one(whole)
            if answer.status == "not_found" or told is not None:
                return in_parts.but_one(whole)
            answers.append(answer)
            earlier = Earlier(
                question=meant.question,
                answer=answer.text,
                value=answer.value,
                program=answer.program,
                plan=answer.plan,
            )
        return in_parts.together(answers)

    def _understood(self, part: str, earlier: Earlier | None) -> Understood:
        if earlier is None:
            return Understood(question=part)
        run = self._run.parts
        return follow_ups.understand(
            part, earlier, context=run.context, root=run.root, should_stop=run.should_stop
        )

    def _answer(self, plan: str, *, estimate: bool) -> tuple[Answer, labelling.Told | None]:
        """The answer to the question as a whole, with the labels that were read for it."""
        self._estimate, self._whole = estimate, plan == "exhaustive"
        # Of a sample, what was drawn is read: how much that is is told with the answer.
        self._run.reads_whole = estimate or self._whole
        self._run.parts.emit(events.TextProfiled(profile=self._run.profile))
        told = self._labelled(plan)
        question = holidays.as_days(self._run.question, self._run.profile, self._stands)
        question = two_spellings.as_spelled(question, self._run.profile, self._stands)
        files = [document.name for document in self._run.parts.context.documents()]
        question = own_system.as_it(question, self._run.profile, files)
        question = clocks.as_written(answer_codes.as_numbers(question, self._run.profile), self._run.profile)
        self._run.question = denials.as_said(question, self._run.profile, self._query)
        links = self._linked()
        self._guided.left_out, self._guided.nowhere = unsaid.left_out(links), unsaid.nowhere(links)
        self._guided.left_out = (
            self._unread
            or self._guided.left_out
            or tenses.of_the_same(self._run.question, links, self._query)
        )
        free = plan == "auto" and freely.suits(self._run.parts.root)
        route = menu.route(
            self._run.question,
            self._run.profile,
            links,
            plan,
            free=free,
            prose=self._is_about_prose(),
            meeting=self._run.scope.meeting,
        )
        answer = (
            (self._searching.statements() if plan == "auto" else None)
            or self._ruled.pairs(told, plan)
            or self._ruled.counted(told)
            or self._ruled.each_period(links, plan)
            or self._ruled.over_time(links, plan)
            or self._ruled.thread(plan)
            or self._ruled.meetings(plan)
            or self._ruled.of_documents(plan)
            or self._ruled.done_by(plan)
            or self._ruled.absent(links, plan)
            or self._ruled.setting(plan)
            or self._ruled.without_field(plan)
        )
        if answer is None and route.plans[0] not in ("free", "summary"):
            # Where there are records too, documents of running text are meant if they are called so.
            called = route.plans[0] == "records"
            answer = self._unless_spent(lambda: self._ruled.of_each_document(plan, called=called))
        if answer is None and plan == "auto":
            answer = self._searching.told_when()
        if answer is None and plan == "auto" and route.plans[0] in gathering.SUITED:
            answer = self._unless_spent(lambda: self._searching.which_document(self._ruled.says))
        if answer is None and plan == "auto" and route.plans[0] == "program":
            answer = self._unless_spent(self._searching.alone)
        if answer is None and plan == "auto" and route.plans[0] not in _BEFORE_FIGURES:
            answer = self._searching.figures()
        if answer is None and plan in ("auto", "guided") and "records" in route.plans[:1]:
            answer = self._unless_spent(lambda: self._ruled.untold(links))
        if answer is None and plan in ("auto", "guided") and route.plans[0] in gathering.SUITED:
            answer = self._unless_spent(lambda: self._gathering.answer(route, self._searching.search))
        if answer is None and (found := self._by_plans(route, links, plan)):
            answer = self._unless_spent(lambda: self._gathering.beside(found)) or found
        if answer is None:
            answer = self._run.answers.nothing_found(
                self._run.last,
                self._run.subcalls.counts.calls,
                sampled=self._estimate and "exhaustive" in route.plans,
            )
            answer = msgspec.structs.replace(answer, notes=(*answer.notes, *self._notes))
        return answer, told

    def _by_plans(self, route: menu.Route, links: Links, plan: str) -> Answer | None:
        """The answer of the first plan that gives one, in the order of the route."""
        for number, name in enumerate(route.plans):
            if name == "exhaustive" and plan == "auto" and self._too_long_to_read():
                continue
            if number and name == "search" and plan == "auto" and self._is_computed_of_rows(route.plans[0]):
                return self._ruled.uncomputed()
            why = route.why if number == 0 else "The plan before gave no answer."
            self._run.parts.emit(events.PlanChosen(plan=name, why=why))
            answer = self._try(name, links)
            if answer is None:
                continue
            if name == "records" and beside_heads.tells_something_else(answer.notes):
                return self._unless_spent(self._searching.in_one_text)
            if number and name == "search" and intent.of(self._run.question).computes:
                return answer.but_partial(_NOT_COMPUTED)
            why = self._guided.left_empty() if number and name == "search" else ""
            why = why or (_NOT_NAMED if number and name == "records" else "")
            return answer.but_partial(why) if why else answer
        return None

    def _stands(self, word: str) -> bool:
        """Whether a word stands in the text, by its index: a look through all of it would take long."""
        return any(word in hit.text.lower() for hit in self._run.parts.context.search(word, limit=3))

    def _linked(self) -> Links:
        """What the question and the text have in common; the profile gets the columns within its lines."""
        question, query = self._run.question, self._query
        self._run.profile = dictionaries.without(self._run.profile, question)
        within = within_lines.found(question, self._run.profile, query)
        self._run.profile = within_lines.shown(self._run.profile, within)
        links = moments.of_no_days(linking.link(question, self._run.profile, query), question)
        links = event_kinds.added(links, question, self._run.profile, query)
        links = msgspec.structs.replace(links, within=within)
        called = [document.name for document in self._run.ready[:_TITLES]]
        links = the_file.of_rows(links, question, self._run.profile, called)
        links = wording.added(links, question, self._run.profile, query, called)
        for more in (bare_names.added, inside_values.added, turned_names.added, acronyms.added):
            links = more(links, question, self._run.profile, query)
        return links

    def _labelled(self, plan: str) -> labelling.Told | None:
        """The labels that the question counts, read from the text first where no column has them."""
        if plan == "free":
            return None
        reads = labelling.Labelling(
            self._run.parts.context,
            self._run.subcalls,
            profile=self._run.profile,
            add_column=self._run.parts.add_column,
            emit=self._run.parts.emit,
            model=self._run.parts.sub.info.name,
            patience=labelling.patience(plan, self._estimate, self._run.settings.limits.seconds),
        )
        try:
            told = reads.prepare(self._run.question)
        except BudgetSpent as spent:
            self._run.parts.emit(events.BudgetRanOut(what=spent.message))
            return None
        self._unread = reads.unread
        if reads.profile is not self._run.profile:
            self._run.profile = reads.profile
            self._run.parts.emit(events.TextProfiled(profile=self._run.profile))
        return told

    def _too_long_to_read(self) -> bool:
        """Whether reading every page would take longer than a person who did not ask for it would wait."""
        counts = self._run.subcalls.counts
        spent = counts.prompt_tokens + counts.generated_tokens
        speed = spent / counts.seconds if counts.seconds > 1 and spent else _USUAL_SPEED
        seconds = self._run.profile.bytes / lengths.bytes_a_token(self._run.parts.context) / speed
        if seconds <= _PATIENCE:
            return False
        self._notes.append(
            f"Not every page was read: that would take about {lengths.duration(seconds)}. "
            "Choose the plan “exhaustive” for it."
        )
        self._run.parts.emit(events.Noted(text=self._notes[-1]))
        return True

    def _is_computed_of_rows(self, first: menu.Plan) -> bool:
        """Whether the answer is a computation over rows that are all the text: no passage can tell it."""
        profile = self._run.profile
        rows = sum(table.bytes for table in profile.tables if table.kind in _ROWS and table.fits >= _FITTING)
        computes = intent.of(self._run.question).computes
        return first == "records" and computes and rows >= _FITTING * profile.bytes

    def _unless_spent(self, way: Callable[[], Answer | None]) -> Answer | None:
        """What a way tells; with nothing left to spend the plans that follow end the run in order."""
        try:
            return way()
        except BudgetSpent as spent:
            self._run.parts.emit(events.BudgetRanOut(what=spent.message))
            return None

    def _is_about_prose(self) -> bool:
        """Whether the question says in which documents to look, and these have no rows in any table.

        What somebody tells in a mail stands in its text, though its head is a row.
        """
        scope = self._run.scope
        if scope.said and scope.written:
            return True
        if not scope.said or not self._run.profile.tables:
            return False
        return not any(
            self._has_rows_in(table.name, scope.documents)
            for table in self._run.profile.tables
            if table.kind not in ("lines", "documents")
        )

    def _has_rows_in(self, table: str, documents: Sequence[DocumentId]) -> bool:
        listed = ", ".join(map(str, documents))
        found = f"SELECT 1 FROM {linking.identifier(table)} WHERE _document IN ({listed}) LIMIT 1"
        try:
            return bool(self._query(found).rows)
        except TableError:
            return True

    def _query(self, sql: str) -> Rows:
        return self._run.query(sql)

    def _try(self, plan: menu.Plan, links: Links) -> Answer | None:
        """One plan; None where it gave nothing. A spent budget ends the run with what there is."""
        ways: dict[menu.Plan, Callable[[], Answer | None]] = {
            "records": lambda: self._guided.records(links),
            "program": lambda: self._guided.program(links),
            "free": self._free.answer,
            "direct": self._searching.direct,
            "search": self._searching.search,
            "reading": self._searching.reading,
            "extract": self._whole_text.extract,
            "summary": lambda: self._whole_text.summary(whole=self._whole),
            "exhaustive": lambda: self._whole_text.exhaustive(estimate=self._estimate),
        }
        try:
            return ways[plan]()
        except BudgetSpent as spent:
            self._run.parts.emit(events.BudgetRanOut(what=spent.message))
            return self._partial(plan, spent)
        except (EngineError, SandboxError) as error:
            self._run.parts.emit(events.Noted(text=error.message))
            raise

    def _partial(self, plan: str, spent: BudgetSpent) -> Answer | None:
        """What there is when the budget is spent: agreed programs, else the notes taken so far."""
        if agreed := self._guided.agreed(plan):
            return agreed.but_partial(spent.message)
        answers, last = self._run.answers, self._run.last
        if last is None or not last.outcome.notes:
            return answers.spent(spent)
        return (answers.of_notes_unread(last, plan=plan) or answers.spent(spent)).but_partial(spent.message)

    def _usage(self, seconds: float) -> Usage:
        counts = self._run.subcalls.counts
        root: list[Candidates | freely.Counts] = [*self._guided.drawn, self._free.counts]
        mine = Usage(
            root_turns=self._run.budget.turns + self._free.counts.turns,
            candidates=sum(len(drawn.all) for drawn in self._guided.drawn),
            sub_calls=counts.calls - counts.cached,
            cached_calls=counts.cached,
            prompt_tokens=counts.prompt_tokens + sum(each.prompt_tokens for each in root),
            generated_tokens=counts.generated_tokens + sum(each.generated_tokens for each in root),
            seconds=round(seconds, 3),
            seconds_by_part={
                "root": round(sum(each.root_seconds for each in root), 3),
                "sandbox": round(self._run.sandbox_seconds + sum(each.sandbox_seconds for each in root), 3),
                "sub": round(counts.seconds, 3),
            },
        )
        return in_parts.spent(mine, [loop._usage(0.0) for loop in self._of_parts])

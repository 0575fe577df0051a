"""What a run says in the end: the value in words, the places it rests on, what was seen."""

from collections.abc import Sequence

import msgspec

from rlm_desktop.errors import BudgetSpent
from rlm_desktop.ports import Context
from rlm_desktop.reply import Coverage, Estimate, Listing, Reply, Status, Usage
from rlm_desktop.rlm import compare, evidence, prompts
from rlm_desktop.rlm.evidence import Places
from rlm_desktop.rlm.passages import invented, judging
from rlm_desktop.rlm.passages.finding import is_idle, stands_in
from rlm_desktop.rlm.passages.focus import focus, support
from rlm_desktop.rlm.passages.judging import Reading
from rlm_desktop.rlm.passages.refusals import says_nothing
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.plans import broken_off, menu
from rlm_desktop.rlm.plans.candidates import Candidate, Group
from rlm_desktop.rlm.plans.each_document import Asked, Read
from rlm_desktop.rlm.queries import as_written, ties
from rlm_desktop.rlm.queries.doubts.telling import Untold
from rlm_desktop.rlm.question import intent
from rlm_desktop.rlm.verbs.tools import Outcome, Tools
from rlm_desktop.spans import Span

_CROWD = 5  # that share the first place with another are no winners
_NOT_PUT_TOGETHER = "What was noted page by page could not be put together: this is what the notes say."
_MOST_NOTES, _MOST_JUDGED = 40, 8
_AROUND = 400  # bytes before and behind a note's line that are shown when it is checked
_NOT_SAMPLED = "What was drawn from the text does not tell."
_SUPPORTED = 0.5
"""So much of the question must stand around the one note that is told when time is up."""
_DOUBTFUL = "Little of the question stands where this was read: it may not be the answer. Check the passage."


def _all_drawn(seen: Coverage) -> str:
    return (
        "All running text that the question is about was read, no sample of it:"
        f" {seen.bytes_read_by_model:,} of {seen.bytes_total:,} bytes. Rows of tables were left out."
    )


def _in_part(seen: Coverage) -> str:
    through = seen.bytes_read_by_model + seen.bytes_looked_at
    return (
        f"The model's first layers went through {through:,} bytes, and of these it read"
        f" {100 * seen.bytes_read_by_model / through:.0f} % whole, where the question made it look."
        " Choose the plan “exhaustive” to have every word read."
    )


_GAP = "Of what was told one part is empty in the text: it may stand elsewhere."
_CROWDED = "So many share the first place that something else may have to be counted."


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer before it becomes a reply."""

    status: Status
    text: str
    value: object = None
    places: Places = Places(0)
    coverage: Coverage = Coverage()
    plan: str = ""
    program: str = ""
    notes: tuple[str, ...] = ()
    estimate: Estimate | None = None

    def from_sample(self) -> "Answer":
        """Not all was read: an estimate, and said so."""
        read, whole = self.coverage.bytes_read_by_model, self.coverage.bytes_total
        why = f"This rests on a random sample: {read:,} of {whole:,} bytes were read."
        status: Status = self.status if self.status == "not_found" else "estimated"
        return msgspec.structs.replace(self, status=status, notes=(*self.notes, why))

    def as_none(self, why: str) -> "Answer":
        """Nothing is there to be found: a count of none is an answer, anything else is not in the text."""
        notes = (*self.notes, why)
        if isinstance(self.value, int | float):
            return msgspec.structs.replace(self, notes=notes)
        return msgspec.structs.replace(
            self, status="not_found", text="", value=None, places=Places(0), notes=notes
        )

    def but_partial(self, why: str) -> "Answer":
        status: Status = "partial" if self.status == "answered" else self.status
        return msgspec.structs.replace(self, status=status, notes=(*self.notes, why))


class Answers:
    """Makes answers out of what programs and readers left, for one question."""

    def __init__(self, context: Context, *, run: str, question: str) -> None:
        self._context = context
        self._run = run
        self._question = question

    def of_candidate(self, best: Candidate, groups: list[Group], *, plan: str) -> Answer:
        """The answer of the chosen program, with what the others said."""
        assert best.checked is not None and best.tools is not None  # only such candidates have answers
        notes = list(best.checked.mends)
        value = best.value
        if isinstance(value, list) and len(value) > 1 and all(each == value[0] for each in value):
            notes.append(f"{len(value)} rows say this.")
            value = value[0]
        text = compare.in_words(value)
        outcome, crowded = best.outcome, False
        if best.checked.program.language == "sql" and outcome.queries:
            sql, rows = outcome.queries[-1]
            text = as_written.in_words(sql, rows, value, self._context.profile, self._question) or text
            notes += as_written.remarks(sql, self._context.profile)
            if tied := ties.with_first(sql, rows, self._context):
                text, crowded = f"{text} (also {', '.join(tied)})", len(tied) >= _CROWD
                notes.append(f"{len(tied) + 1} share the first place.")
        if outcome.loosely:
            notes.append("The words stand in the text with other accents; those were counted.")
        if len(groups) > 1:
            others = "; ".join(compare.briefly(group.best.value) for group in groups[1:4])
            notes.append(f"Programs did not all agree; others found: {others}.")
        answer = Answer(
            status="answered",
            text=text,
            value=value,
            places=self._places(outcome, best.value),
            coverage=best.tools.ledger.totals(),
            plan=plan,
            program=best.checked.program.code,
            notes=tuple(notes),
        )
        for told, why in ((compare.has_gap(value), _GAP), (outcome.doubtful, _DOUBTFUL), (crowded, _CROWDED)):
            answer = answer.but_partial(why) if told else answer
        return answer

    def of_program(self, tools: Tools, code: str, *, plan: str) -> Answer:
        """The answer of a fixed or free program."""
        value = compare.simple(tools.outcome.value)
        empty = compare.is_empty(value) or (isinstance(value, str) and says_nothing(value))
        if empty:
            return msgspec.structs.replace(self.nothing_found(tools, len(tools.outcome.notes)), plan=plan)
        answer = Answer(
            status="answered",
            text=compare.in_words(value),
            value=value,
            places=self._places(tools.outcome, value),
            coverage=tools.ledger.totals(),
            plan=plan,
            program=code,
        )
        return answer.but_partial(_DOUBTFUL) if tools.outcome.doubtful else answer

    def of_notes(self, tools: Tools, subcalls: SubCalls, code: str, *, plan: str) -> Answer | None:
        """What readers noted page by page, put into one answer by one more call."""
        told = self._stated(self._told(tools), tools, subcalls)
        if not told:
            return None
        if len({note.strip().lower() for _, note in told}) == 1:
            text = told[0][1]
        else:
            asked = prompts.for_combiner(self._question, [note for _, note in told][:_MOST_NOTES])
            text = subcalls.complete([asked], what="putting the notes together", max_tokens=200)[0]
        if says_nothing(text):
            return None
        if invented.makes_up_a_figure(text, [note for _, note in told]):
            listed = "\n".join(dict.fromkeys(note for _, note in told[:_MOST_NOTES]))
            return self._noted(listed, told, tools, code, plan).but_partial(_NOT_PUT_TOGETHER)
        return self._noted(text, told, tools, code, plan)

    def estimated(self, answer: Answer, tools: Tools) -> Answer:
        """An answer from what was drawn; a short text is drawn whole, and that is no sample."""
        if answer.coverage.exhaustive:
            return answer
        if tools.read_whole:
            return msgspec.structs.replace(answer, notes=(*answer.notes, _all_drawn(answer.coverage)))
        return answer.from_sample()

    def of_notes_unread(self, tools: Tools, *, plan: str) -> Answer | None:
        """The notes but for made-up numbers, where nothing is left for putting them together."""
        of = [
            (f"{self._question} {self._context.read(span)}", span, note) for span, note in self._told(tools)
        ]
        told = [(span, note) for text, span, note in of if not invented.invents_a_number(note, text)]
        if plan == "search" and not intent.of(self._question).listing:
            told = self._best_supported(told, tools)
        if not told:
            return None
        listed = list(dict.fromkeys(note for _, note in told))
        return self._noted("\n".join(listed[:_MOST_NOTES]), told, tools, "", plan)

    def _best_supported(self, told: list[tuple[Span, str]], tools: Tools) -> list[tuple[Span, str]]:
        """The one of them that most of the question stands around, and that was not found unstated."""
        unstated = {note for note, _ in tools.outcome.unstated}
        rated = [(self._reading(*each, None).support, each) for each in told if each[1] not in unstated]
        best = max(rated, key=lambda each: each[0], default=None)
        return [best[1]] if best and best[0] >= _SUPPORTED else []

    def _told(self, tools: Tools) -> list[tuple[Span, str]]:
        return [
            (span, note) for span, note in tools.outcome.notes if span and not is_idle(self._question, note)
        ]

    def _stated(
        self, told: list[tuple[Span, str]], tools: Tools, subcalls: SubCalls
    ) -> list[tuple[Span, str]]:
        """The notes that their passages state; of many only the best supported. A list needs them all."""
        if intent.of(self._question).listing:
            return told
        in_part = tools.outcome.read
        read = [
            prompts.for_reader(self._question, in_part.get(span) or self._context.read(span))
            for span, _ in told
        ]
        certain = subcalls.certainties(read, max_tokens=judging.READ_TOKENS)
        readings = [(self._reading(*each, sure), each) for each, sure in zip(told, certain, strict=True)]
        readings.sort(key=lambda each: -each[0].support)
        some = readings[:_MOST_JUDGED]
        beliefs = judging.beliefs(subcalls, self._question, [reading for reading, _ in some])
        judged = list(zip(beliefs, [note for _, note in some], strict=True))
        tools.outcome.unstated += [
            (note, span) for belief, (span, note) in judged if belief < judging.BELIEVED
        ]
        return sorted(note for belief, note in judged if belief >= judging.BELIEVED)

    def _reading(self, span: Span, note: str, certainty: float | None) -> Reading:
        """A note with the part of its passage that it rests on."""
        text = self._context.read(span)
        data, found = text.encode(), stands_in(note, text)
        if found is None:
            start, end = focus(text, f"{self._question} {note}")
            return Reading(data[start:end].decode(errors="ignore"), note, 0.0, certainty)
        around = data[max(0, found[0] - _AROUND) : found[1] + _AROUND].decode(errors="ignore")
        return Reading(around, note, support(self._question, text, found), certainty)

    def _noted(self, text: str, told: list[tuple[Span, str]], tools: Tools, code: str, plan: str) -> Answer:
        spans = [self._narrowed(span, note) for span, note in told]
        seen = tools.ledger.totals()
        # What readers say rests on what they read, not on the passages that code has cut.
        seen = msgspec.structs.replace(seen, exhaustive=seen.bytes_read_by_model == seen.bytes_total)
        return Answer(
            status="answered",
            text=text,
            value=text,
            places=Places(len(spans), tuple(spans)),
            coverage=seen,
            plan=plan,
            program=code,
        )

    def _narrowed(self, span: Span, note: str) -> Span:
        """The line of the passage in which the note's words stand; the passage where they do not."""
        found = stands_in(note, self._context.read(span))
        return Span(span.document, span.start + found[0], span.start + found[1]) if found else span

    def _places(self, outcome: Outcome, value: object) -> Places:
        if outcome.evidence:
            spans = tuple(sorted(set(outcome.evidence)))
            return Places(self._total(outcome, value, len(spans)), spans, self._listing(outcome, value))
        if outcome.queries:
            sql, rows = outcome.queries[-1]
            return evidence.of_query(sql, rows, self._context)
        if outcome.scanned:
            spans = tuple(hit.span for hit in outcome.scanned.hits)
            return Places(self._total(outcome, value, len(spans)), spans, outcome.scan)
        return Places(0)

    @staticmethod
    def _listing(outcome: Outcome, value: object) -> Listing | None:
        counted = outcome.scanned and value in (outcome.scanned.matches, outcome.scanned.lines)
        return outcome.scan if counted else None

    @staticmethod
    def _total(outcome: Outcome, value: object, known: int) -> int:
        """A scan's hits are its first ones: the number of places is what was counted."""
        if outcome.scanned and value in (outcome.scanned.matches, outcome.scanned.lines):
            return int(str(value))
        return known

    def nothing_found(self, tools: Tools | None, calls: int, *, sampled: bool = False) -> Answer:
        """An honest "not in the text", with what was searched; of a sample, that it was only one."""
        coverage = tools.ledger.totals() if tools else Coverage()
        drawn_whole = sampled and tools is not None and tools.read_whole
        if sampled and not drawn_whole and coverage.bytes_read_by_model < coverage.bytes_total:
            coverage = msgspec.structs.replace(coverage, exhaustive=False)
            none = Answer(status="not_found", text=_NOT_SAMPLED, coverage=coverage, plan="exhaustive")
            return none.from_sample()
        words = ", ".join(menu.content_words(self._question)[:8])
        searched = f"Searched for: {words}. Calls of the reader: {calls:,}." if words else ""
        nearest = tools.outcome.unstated[0] if tools and tools.outcome.unstated else None
        near = f"A reader said “{nearest[0][:80]}”, but what it read does not state that." if nearest else ""
        return Answer(
            status="not_found",
            text="The text does not tell, as far as it was searched.",
            coverage=coverage,
            plan="search",
            notes=tuple(filter(None, (searched, near, _all_drawn(coverage) if drawn_whole else ""))),
        )

    def of_each(self, wanted: Asked, read: Read, coverage: Coverage) -> Answer:
        """The documents of which something holds, or their number, as a reader has judged them."""
        left = read.documents - read.of
        told = f"A model read what speaks of it in {read.read:,} of {read.documents:,} {wanted.noun}."
        if left:
            told += f" The other {left:,} do not have the words {', '.join(wanted.words[:6])}."
        notes = (told, "It is not always right, and judges by what the text says.")
        names = list(dict.fromkeys(name for name, _ in read.found))
        answer = Answer(
            status="estimated" if wanted.kind == "count" else "partial",
            text=f"{read.number:,}" if wanted.kind == "count" else compare.in_words(names),
            value=read.number if wanted.kind == "count" else names,
            places=Places(len(read.found), tuple(span for _, span in read.found)),
            coverage=msgspec.structs.replace(coverage, exhaustive=coverage.exhaustive and read.whole),
            plan="extract",
            notes=notes,
            estimate=read.estimate() if wanted.kind == "count" else None,
        )
        if not read.of or (not names and wanted.kind == "which" and read.whole):
            none = f"The text does not tell of any {wanted.noun} that {wanted.holds}."
            return msgspec.structs.replace(answer, status="not_found", text=none, value=None)
        if wanted.kind == "which" and not read.whole:
            return answer.but_partial(f"{read.of - read.read:,} more that speak of it were not read.")
        return answer

    def no_pairs(self, coverage: Coverage, code: str) -> Answer:
        """A list of pairs that all rows were looked at for, and that is empty."""
        return Answer(
            status="answered",
            text="There are no such pairs.",
            value=[],
            coverage=coverage,
            plan="pairs",
            program=code,
        )

    def absent(self, names: Sequence[str], coverage: Coverage) -> Answer:
        """ "Not in the text", since what the question is about stands nowhere in it."""
        told = " and ".join(f"“{name}”" for name in names)
        verb = "stands" if len(names) == 1 else "stand"
        why = (
            f"All of the text ({coverage.bytes_total:,} bytes, {coverage.documents_total:,} "
            f"document{'s' if coverage.documents_total != 1 else ''}) was searched for {told}, in any case, "
            "with other accents and endings, and in nearly the same spelling."
        )
        return Answer(
            status="not_found",
            text=f"The text does not tell: {told} {verb} nowhere in it.",
            coverage=coverage,
            plan="search",
            notes=(why,),
        )

    def untold(self, lacking: Untold, coverage: Coverage) -> Answer:
        """None where a number is asked for and surely none is there, else "not in the text"."""
        if intent.of(self._question).count and lacking.certain:
            return Answer(
                status="answered",
                text="0",
                value=0,
                coverage=coverage,
                plan="records",
                notes=(lacking.why,),
            )
        return Answer(
            status="not_found",
            text=f"The text does not tell. {lacking.why}",
            coverage=coverage,
            plan="records",
            notes=("Ask with words of the text if it may call this by another name.",),
        )

    def spent(self, error: BudgetSpent) -> Answer:
        return Answer(
            status="partial", text="No answer within the limits of this run.", notes=(error.message,)
        )

    def reply(self, answer: Answer, usage: Usage) -> Reply:
        shown = evidence.quotes(answer.places, self._context)
        standing = {span.document for span in answer.places.spans}
        notes = (*answer.notes, *broken_off.told(self._context.profile, answer.program, standing))
        notes = (*notes, _in_part(answer.coverage)) if answer.coverage.bytes_looked_at else notes
        return Reply(
            run=self._run,
            question=self._question,
            status=answer.status,
            answer=answer.text,
            value=answer.value,
            evidence=shown,
            coverage=answer.coverage,
            plan="guided" if answer.plan in ("records", "program", "pairs") else answer.plan,
            program=answer.program,
            notes=notes,
            estimate=answer.estimate,
            usage=usage,
        )

"""Plans that go through the whole text or a sample: its notes, its summary, a field of each document."""

import msgspec

from rlm_desktop.rlm.plans import menu, slots, whole_documents
from rlm_desktop.rlm.plans.answers import Answer
from rlm_desktop.rlm.plans.hosted import Hosted
from rlm_desktop.rlm.plans.run import Run

_SUMMARISED = (
    "This rests on {read:,} of {total:,} bytes. Choose the plan “exhaustive” to have every page summarised."
)


class WholeText:
    """Runs such plans for one run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._hosted = Hosted(run)

    def exhaustive(self, *, estimate: bool) -> Answer | None:
        """Every page is read, or a sample; the notes are put together by one more call."""
        size = min(6000, max(1500, (self._run.subcalls.window - 1500) * 2))
        code = menu.exhaustive_program(self._run.for_reader, size=size)
        if estimate:
            code = menu.sample_program(self._run.for_reader, seed=self._run.seed)
        scope = self._run.scope
        within = scope.documents if scope.said else self._hosted.running_text() if estimate else ()
        self._hosted.done("exhaustive", code, within=within)
        if self._run.last is None:
            return None
        answer = self._run.answers.of_notes(self._run.last, self._run.subcalls, code, plan="exhaustive")
        return self._run.answers.estimated(answer, self._run.last) if answer and estimate else answer

    def summary(self, *, whole: bool) -> Answer | None:
        """Passages summarised, and their summaries, until one is left."""
        code = menu.summary_program(self._run.question, whole=whole)
        called = menu.summarised(self._run.question)
        prose = self._hosted.running_text() if called else ()
        meant = whole_documents.documents_called(called, self._run.ready, prose) if called else None
        within = meant or self._run.scope.documents
        answer = self._hosted.done("summary", code, within=within)
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
        answer = self._hosted.done("extract", menu.extract_program(wanted))
        if answer is None:
            return None
        of = self._run.profile.documents
        told = f"“{wanted.field}” was read in {answer.places.total:,} of {of:,} documents by a model."
        if answer.places.total < of:
            return answer.but_partial(f"{told} The others do not tell, or not at their beginning.")
        return msgspec.structs.replace(answer, notes=(*answer.notes, told))

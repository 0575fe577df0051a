"""What a run has done so far, in the words of the person who asked."""

from typing import Literal

from rlm_desktop import events as happened
from rlm_desktop.events import Event
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import later, tr
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.saying.twins import Twins
from rlm_desktop.profile import Profile

NOTES_SHOWN = 8
TOLD_BELOW = (
    later("reading files"),
    later("indexing words"),
    later("reading labels"),
    later("finding files"),
    later("parsing records"),
    later("downloading"),
    later("copying"),
    later("checking"),
    later("reading documents"),
)
"""What the runtime calls the parts of its work."""
PLANS = {
    "records": later("query the records"),
    "program": later("a program over the text"),
    "search": later("search, and read what fits"),
    "exhaustive": later("read everything"),
    "free": later("any program"),
    "direct": later("read it whole"),
    "extract": later("read a field of each document"),
    "summary": later("summarise part by part"),
    "gather": later("read each place that may tell"),
    "pairs": later("compare records in pairs"),
    "reading": later("read each document"),
}
"""Ways to an answer, as the runtime calls them and as a person would."""
State = Literal["doing", "done", "warning", "failed"]


class Step:
    """One line of the story; it changes while its part of the work goes on."""

    def __init__(self, key: str, text: str, state: State) -> None:
        self.key = key
        self.text = text
        self.state = state


class _Turn:
    """What became of the programs of one turn."""

    def __init__(self, asked: int) -> None:
        self.asked = asked
        self.written = self.ran = self.failed = self.refused = self.same = 0
        self.tokens = 0
        self.seconds = 0.0
        self.agree = ""
        self.writing = False

    def text(self) -> str:
        parts = [tr("Wrote {programs}", programs=words.counted(self.written, "program"))]
        if self.written < self.asked and not self.ran:
            parts = [
                tr(
                    "Writing {programs} · {written} written",
                    programs=words.counted(self.asked, "program"),
                    written=self.written,
                )
            ]
        if self.agree:
            parts.append(self.agree)
        elif self.ran and self.asked > 1:
            parts.append(tr("{ran} gave a result", ran=self.ran))
        elif self.ran:
            parts.append(tr("it gave a result"))
        if self.same:
            parts.append(tr("{same} the same as another", same=self.same))
        if self.refused:
            parts.append(tr("{refused} set aside before running", refused=self.refused))
        if self.failed:
            parts.append(tr("{failed} failed", failed=self.failed))
        if self.seconds > 0.2 and self.tokens / self.seconds >= 1:
            parts.append(
                tr("{tokens} a second", tokens=words.counted(round(self.tokens / self.seconds), "token"))
            )
        return " · ".join(parts)

    @property
    def state(self) -> State:
        settled = self.ran + self.failed + self.refused
        if self.agree:
            return "done"
        if settled < self.asked:
            return "doing"
        return "done" if self.ran else "warning"


class Story:
    """Folds the events of a run into a few steps. `add` returns the keys of the steps that changed."""

    def __init__(self) -> None:
        self.steps: dict[str, Step] = {}
        self.skipped: list[tuple[str, str]] = []
        self._turns: dict[int, _Turn] = {}
        self._calls = 0
        self._notes = 0
        self._called = (0, 0, 0.0)
        self._twins = Twins()

    def add(self, event: Event) -> str | None:
        """Take in one event; the key of the step it touched, if any."""
        for twin in self._twins.add(event):
            of = self._told(twin.key[0])
            of.same += 1
            of.ran += isinstance(twin.end, happened.ProgramFinished)
            of.failed += isinstance(twin.end, happened.ProgramFailed)
            self._tell(twin.key[0])
        match event:
            case happened.IngestProgressed():
                return self._ingest(event)
            case happened.IngestPaused():
                return self._put("ingest", tr("Reading files is paused"), "doing")
            case happened.DocumentSkipped(document=document, reason=reason):
                return self._skip(document, told(reason))
            case happened.TextProfiled(profile=profile):
                self._finish("ingest")
                return self._put("profile", profile_words(profile), "done")
            case happened.QuestionUnderstood(why=why):
                return self._put("understood", told(why), "done")
            case happened.ModelLoaded(role=role, name=name, seconds=seconds):
                who = {"root": tr("Planner"), "sub": tr("Reader")}.get(role, role.capitalize())
                return self._put(
                    f"model-{role}",
                    tr("{who} ready: {name} · {seconds}", who=who, name=name, seconds=words.seconds(seconds)),
                    "done",
                )
            case happened.PlanChosen(plan=plan, why=why):
                return self._put(
                    "plan", f"{plan_words(plan)}. {told(why)}" if why else plan_words(plan), "done"
                )
            case _:
                return self._add_later(event)

    def _add_later(self, event: Event) -> str | None:
        match event:
            case happened.SubCallsStarted(what=what, calls=calls):
                self._finish(self._reading)  # some end before all is read: they were sure, or out of time
                self._calls += 1
                self._called = (0, 0, 0.0)
                return self._put(
                    self._reading,
                    tr("Reading {passages}: {what}", passages=words.counted(calls, "passage"), what=what),
                    "doing",
                )
            case happened.SubCallFinished():
                return self._sub_call(event)
            case happened.InterpreterLost(why=why):
                return self._put(
                    f"lost-{len(self.steps)}",
                    tr("The interpreter was restarted: {why}", why=told(why)),
                    "warning",
                )
            case happened.BudgetRanOut(what=what):
                return self._put("budget", told(what), "warning")
            case happened.Noted(text=text):
                return self._note(told(text))
            case happened.RunEnded():
                self._finish_all(event.reply.status in ("answered", "partial", "estimated", "not_found"))
                return None
            case _:
                return self._turn_event(event)

    @property
    def _reading(self) -> str:
        return f"reading-{self._calls}"

    def _turn_event(self, event: Event) -> str | None:
        match event:
            case happened.TurnStarted(turn=turn, candidates=candidates):
                self._turns[turn] = _Turn(candidates)
                return self._put(f"turn-{turn}", tr("The Planner reads what was found"), "doing")
            case happened.TextStreamed(turn=turn):
                return self._begin_writing(turn)
            case happened.ProgramWritten(turn=turn, tokens=tokens, seconds=seconds):
                told = self._told(turn)
                told.written += 1
                told.asked = max(told.asked, told.written)
                told.tokens += tokens
                # The programs of a turn are written side by side, so the longest is the time it took.
                told.seconds = max(told.seconds, seconds)
                return self._tell(turn)
            case happened.ProgramFinished(turn=turn):
                self._told(turn).ran += 1
                return self._tell(turn)
            case happened.ProgramFailed(turn=turn):
                self._told(turn).failed += 1
                return self._tell(turn)
            case happened.ProgramRefused(turn=turn):
                self._told(turn).refused += 1
                return self._tell(turn)
            case happened.CandidatesCompared(groups=groups) if self._turns:
                turn = max(self._turns)
                self._told(turn).agree = agreement(groups)
                return self._tell(turn)
            case _:
                return None

    def _begin_writing(self, turn: int) -> str | None:
        """The first word of a turn's programs has come: until then the planner has only read."""
        told = self._turns.get(turn)
        if told is None or told.writing:
            return None
        told.writing = True
        text = (
            tr("Writing a program")
            if told.asked == 1
            else tr("Writing {candidates} programs", candidates=told.asked)
        )
        return self._put(f"turn-{turn}", text, "doing")

    def _told(self, turn: int) -> _Turn:
        return self._turns.setdefault(turn, _Turn(1))

    def _tell(self, turn: int) -> str:
        told = self._told(turn)
        return self._put(f"turn-{turn}", told.text(), told.state)

    def _ingest(self, event: happened.IngestProgressed) -> str:
        done = event.total > 0 and event.done >= event.total
        left = tr(" · {time} left", time=words.about(event.remaining)) if event.remaining and not done else ""
        return self._put("ingest", words.how_far(event) + left, "done" if done else "doing")

    def _skip(self, document: str, reason: str) -> str:
        self.skipped.append((document, reason))
        if len(self.skipped) == 1:
            return self._put(
                "skipped",
                tr("Could not read {document}: {reason}", document=document, reason=reason),
                "warning",
            )
        text = tr(
            "Could not read {files}, the last {document}: {reason}",
            files=words.counted(len(self.skipped), "file"),
            document=document,
            reason=reason,
        )
        return self._put("skipped", text, "warning")

    def _sub_call(self, event: happened.SubCallFinished) -> str:
        cached, tokens, seconds = self._called
        self._called = (cached + event.cached, tokens + event.tokens, seconds + event.seconds)
        text = tr(
            "Reading {passages}: {what} · {number} read",
            passages=words.counted(event.of, "passage"),
            what=event.what,
            number=words.grouped(event.number),
        )
        if self._called[0]:
            text += tr(", {grouped} known from before", grouped=words.grouped(self._called[0]))
        if event.number >= event.of:
            text = tr("Read {passages}: {what}", passages=words.counted(event.of, "passage"), what=event.what)
        return self._put(self._reading, text, "done" if event.number >= event.of else "doing")

    def _note(self, text: str) -> str:
        self._notes += 1
        if self._notes <= NOTES_SHOWN:
            return self._put(f"note-{self._notes}", text, "done")
        more = words.counted(self._notes - NOTES_SHOWN, "more note")
        return self._put(
            "notes", tr("{text} ({more}, all of them under Steps)", text=text, more=more), "done"
        )

    def _put(self, key: str, text: str, state: State) -> str:
        step = self.steps.get(key)
        if step is None:
            self.steps[key] = Step(key, text, state)
        else:
            step.text, step.state = text, state
        return key

    def _finish(self, key: str) -> None:
        step = self.steps.get(key)
        if step and step.state == "doing":
            step.state = "done"

    def _finish_all(self, well: bool) -> None:
        for step in self.steps.values():
            if step.state == "doing":
                step.state = "done" if well else "warning"


def plan_words(plan: str) -> str:
    return tr("Plan: {plan}", plan=tr(PLANS.get(plan, plan)))


def profile_words(profile: Profile) -> str:
    """What was found, in one line."""
    tables = profile.tables
    where = f"{words.counted(profile.documents, 'document')}, {words.size(profile.bytes)}"
    if not tables:
        return tr("Looked at {where}, {lines}", where=where, lines=words.counted(profile.lines, "line"))
    main = tables[0]
    found = tr(
        "Found {records} with {fields}",
        records=words.counted(main.rows, "record"),
        fields=words.counted(len(main.columns), "field"),
    )
    more = (
        tr(" and {more_tables}", more_tables=words.counted(len(tables) - 1, "more table"))
        if len(tables) > 1
        else ""
    )
    return tr("{found}{more} in {where}", found=found, more=more, where=where)


def agreement(groups: tuple[tuple[str, int], ...]) -> str:
    """How far the programs came to the same result."""
    total = sum(count for _, count in groups)
    most = max((count for _, count in groups), default=0)
    if total <= 1:
        return tr("checked")
    if most == total:
        return tr("both agree") if total == 2 else tr("all {total} agree", total=total)
    return tr("{most} agree", most=most) if most > 1 else tr("they differ")

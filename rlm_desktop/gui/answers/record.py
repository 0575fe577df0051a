"""Turns the events of a run into the nodes of its tree, with what each node shows when it is opened."""

from collections.abc import Callable

from rlm_desktop import events as happened
from rlm_desktop.events import Event
from rlm_desktop.gui.answers import steps
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.saying.twins import Twin, Twins
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.tree import Node, TreeModel
from rlm_desktop.profile import Profile

OUTPUT_KEPT = 200_000
"""Characters of a program's output that the window keeps; all of it is in the history."""
CALLS_IN_FULL = 200
"""Sub-calls of a run whose prompt stays in the window's memory; those of the others are in the history."""
QUERIES_SHOWN = 40
"""Queries of one program that are shown; all of them are in the history."""


_END = {"stopped": "pause", "not_found": "search"}
"""Pictures of ends that are no answer; any other has a tick."""


class Part:
    """One titled piece of what a node shows: text in a language, as it was printed, or as a sentence."""

    __slots__ = ("language", "prose", "text", "title")

    def __init__(self, title: str, text: str, language: str = "", *, prose: bool = False) -> None:
        self.title, self.text, self.language, self.prose = title, text, language, prose


class Detail:
    """All that stands behind one node."""

    __slots__ = ("_raw", "call", "heading", "live", "more", "parts")

    def __init__(self, heading: str) -> None:
        self.heading = heading
        self.parts: list[Part] = []
        self._raw = ""
        self.live = ""
        """What a model is writing right now; gone when the program is whole."""
        self.more = 0
        """Queries beyond those that are shown."""
        self.call: int | None = None
        """Which sub-call of the run this is, from 0, where its prompt is in the history alone."""

    def stream(self, text: str) -> None:
        """Take in a piece of what is being written; the fence around a program is not shown."""
        if self.live or not (self._raw + text).startswith("`"):
            self.live += text
            return
        self._raw += text
        self.live = self._raw.partition("\n")[2]

    def part(self, title: str, text: str, language: str = "", *, prose: bool = False) -> None:
        self.parts.append(Part(title, text, language, prose=prose))

    def query(self, title: str, sql: str) -> None:
        if sum(part.language == "sql" for part in self.parts) < QUERIES_SHOWN:
            self.part(title, sql, "sql")
        else:
            self.more += 1

    def extend(self, title: str, text: str) -> None:
        """Add to the part of that title, up to what is kept."""
        found = next((part for part in self.parts if part.title == title), None)
        if found is None:
            return self.part(title, text[:OUTPUT_KEPT])
        if len(found.text) < OUTPUT_KEPT:
            found.text = (found.text + text)[:OUTPUT_KEPT]
        return None


class Record:
    """Grows the tree of one run, event by event."""

    def __init__(self, model: TreeModel) -> None:
        self._model = model
        self._turns: dict[int, Node] = {}
        self._programs: dict[tuple[int, int], Node] = {}
        self._calls: Node | None = None
        self._pending: list[Node] = []
        self._count = 0
        self._ingest: Node | None = None
        self._changed: set[int] = set()
        self._twins = Twins()
        self.live: Node | None = None

    def add_all(self, batch: list[Event]) -> set[int]:
        """Take in a batch; the ids of the nodes whose detail changed."""
        self._changed = set()
        for event in batch:
            if not isinstance(event, happened.SubCallFinished):
                self._flush_calls()
            for twin in self._twins.add(event):
                self._lend(twin)
            self._add(event)
        self._flush_calls()
        return self._changed

    def _add(self, event: Event) -> None:
        match event:
            case happened.RunStarted(question=question):
                self._leaf(tr("Question"), question, "search")
            case happened.IngestProgressed():
                self._ingested(event)
            case happened.DocumentSkipped(document=document, reason=reason):
                self._leaf(
                    tr("Not read: {document}", document=document),
                    told(reason),
                    "warning",
                    lambda: theme.colours().warning,
                )
            case happened.TextProfiled(profile=profile):
                self._leaf(steps.profile_words(profile), _profile_text(profile), "table")
            case happened.ModelLoaded(role=role, name=name, seconds=seconds):
                who = tr("Planner") if role == "root" else tr("Reader")
                self._leaf(
                    tr("{who} loaded · {seconds}", who=who, seconds=words.seconds(seconds)), name, "model"
                )
            case happened.PlanChosen(plan=plan, why=why):
                self._leaf(steps.plan_words(plan), told(why), "right")
            case _:
                self._add_later(event)

    def _add_later(self, event: Event) -> None:
        match event:
            case happened.SubCallsStarted(what=what, calls=calls, model=model):
                self._calls = self._leaf(
                    tr("{passages} to the Reader", passages=words.counted(calls, "passage")),
                    f"{what}\n{model}".strip(),
                    "document",
                    lambda: theme.colours().read,
                )
            case happened.SubCallFinished():
                self._called(event)
            case happened.CandidatesCompared(groups=groups, chosen=chosen):
                text = "\n".join(
                    tr(
                        "{count} of {sum}: {result}",
                        count=count,
                        sum=sum(n for _, n in groups),
                        result=result,
                    )
                    for result, count in groups
                )
                node = self._leaf(
                    tr("Compared: {agreement}", agreement=steps.agreement(groups)), text, "done"
                )
                _detail(node).part(tr("Chosen"), chosen)
            case happened.InterpreterLost(why=why):
                self._leaf(
                    tr("The interpreter was restarted"), told(why), "warning", lambda: theme.colours().warning
                )
            case happened.BudgetRanOut(what=what):
                self._leaf(told(what), told(what), "warning", lambda: theme.colours().warning)
            case happened.Noted(text=text):
                self._leaf(text, text, "right")
            case happened.RunEnded(reply=reply):
                word, _ = words.ending(reply)
                said = reply.answer or (told(reply.error.message) if reply.error else "")
                how = (
                    ("failed", lambda: theme.colours().bad)
                    if reply.status == "failed"
                    else (_END.get(reply.status, "done"), None)
                )
                self._leaf(f"{word} · {words.seconds(reply.usage.seconds)}", said, *how)
                self.live = None
            case _:
                self._program_event(event)

    def _program_event(self, event: Event) -> None:
        match event:
            case happened.TurnStarted(turn=turn, candidates=candidates, prompt=prompt):
                node = self._leaf(
                    tr("Turn {turn} · {programs}", turn=turn, programs=words.counted(candidates, "program")),
                    "",
                    "code",
                )
                detail = _detail(node)
                detail.parts.clear()
                detail.part(tr("What the Planner saw"), prompt)
                self._turns[turn] = node
            case happened.TextStreamed(turn=turn, candidate=candidate, text=text):
                node = self._program(turn, candidate)
                _detail(node).stream(text)
                self.live = node
                self._changed.add(id(node))
            case happened.ProgramWritten():
                self._written(event)
            case happened.ProgramRefused(turn=turn, candidate=candidate, why=why):
                self._mark(
                    turn, candidate, tr("set aside"), "warning", (tr("Set aside before running"), told(why))
                )
            case happened.ProgramMended(turn=turn, candidate=candidate, code=code, why=why):
                self._mark(turn, candidate, tr("mended"), "code", (tr("Mended"), told(why)))
                _detail(self._program(turn, candidate)).part(
                    tr("Program after mending"), code, _language(code)
                )
            case happened.OutputPrinted(turn=turn, candidate=candidate, text=text):
                node = self._program(turn, candidate)
                _detail(node).extend(tr("Output"), text)
                self._changed.add(id(node))
            case happened.QueryRan(turn=turn, candidate=candidate, sql=sql, rows=rows, seconds=seconds):
                node = self._program(turn, candidate)
                title = tr(
                    "Query · {rows} · {seconds}",
                    rows=words.counted(rows, "row"),
                    seconds=words.seconds(seconds),
                )
                _detail(node).query(title, sql)
                self._changed.add(id(node))
            case happened.ProgramFinished(turn=turn, candidate=candidate, answer=answer, seconds=seconds):
                self._mark(turn, candidate, words.seconds(seconds), "done", (tr("Result"), answer))
            case happened.ProgramFailed():
                text = f"{event.kind}: {event.message}"
                self._mark(event.turn, event.candidate, tr("failed"), "failed", (tr("Failed"), text))
            case _:
                return

    def _written(self, event: happened.ProgramWritten) -> None:
        node = self._program(event.turn, event.candidate)
        detail = _detail(node)
        detail.live = ""
        rate = (
            tr(", {value} a second", value=words.grouped(round(event.tokens / event.seconds, 1)))
            if event.seconds > 0.05 and event.tokens >= event.seconds
            else ""
        )
        detail.heading = f"{node.text} · {words.counted(event.tokens, 'token')}{rate}"
        detail.parts.insert(0, Part(tr("Program"), event.code, event.language))
        if self.live is node:
            self.live = None
        self._changed.add(id(node))

    def _lend(self, twin: Twin) -> None:
        """A program that was written again has the result, and the mark, of the first."""
        turn, candidate = twin.key
        if isinstance(twin.end, happened.ProgramFinished):
            self._mark(turn, candidate, twin.words, "done", (tr("Result"), twin.end.answer))
        else:
            text = f"{twin.end.kind}: {twin.end.message}"
            self._mark(
                turn, candidate, tr("{words}, failed", words=twin.words), "failed", (tr("Failed"), text)
            )

    def _mark(self, turn: int, candidate: int, word: str, picture: str, part: tuple[str, str]) -> None:
        node = self._program(turn, candidate)
        base = node.text.split(" · ")[0]
        node.text = f"{base} · {word}"
        node.picture = picture
        tone = {"failed": "bad", "warning": "warning", "done": "good"}.get(picture, "muted")
        node.colour = lambda: str(getattr(theme.colours(), tone))
        _detail(node).part(*part)
        self._model.touched(node)
        self._changed.add(id(node))

    def _program(self, turn: int, candidate: int) -> Node:
        node = self._programs.get((turn, candidate))
        if node is None:
            parent = self._turns.get(turn)
            if parent is None:
                parent = self._turns[turn] = self._leaf(_turn_words(turn), "", "code")
            title = tr("Program {value}", value=candidate + 1)
            node = Node(title, Detail(title), picture="code")
            self._programs[turn, candidate] = node
            self._model.append(parent, [node])
        return node

    def _called(self, event: happened.SubCallFinished) -> None:
        text = f"{event.number}. {' '.join(event.reply.split())[:80]}"
        detail = Detail(
            tr(
                "Passage {number} of {of} · {tokens} · {value}",
                number=event.number,
                of=event.of,
                tokens=words.counted(event.tokens, "token"),
                value=tr("known from before") if event.cached else words.seconds(event.seconds),
            )
        )
        if self._count < CALLS_IN_FULL:
            detail.part(tr("What the Reader saw"), event.prompt)
        else:
            detail.call = self._count
        self._count += 1
        detail.part(tr("Reply"), event.reply)
        self._pending.append(Node(text, detail, picture="document"))

    def _flush_calls(self) -> None:
        """Give the tree the sub-calls of a batch at once: one change to draw instead of hundreds."""
        if not self._pending:
            return
        if self._calls is None:
            self._calls = self._leaf(
                tr("Passages to the Reader"), "", "document", lambda: theme.colours().read
            )
        self._model.append(self._calls, self._pending)
        self._pending = []

    def _ingested(self, event: happened.IngestProgressed) -> None:
        text = words.how_far(event)
        if self._ingest is None:
            self._ingest = self._leaf(text, event.document or text, "folder")
        else:
            self._ingest.text = text
            self._model.touched(self._ingest)

    def _leaf(self, text: str, detail: str, picture: str, colour: Callable[[], str] | None = None) -> Node:
        behind = Detail(text)
        if detail:
            behind.part("", detail, prose="\n" not in detail)
        node = Node(text, behind, picture=picture)
        node.colour = colour
        self._model.append(self._model.root, [node])
        return node


def _detail(node: Node) -> Detail:
    assert isinstance(node.data, Detail)
    return node.data


def _turn_words(turn: int) -> str:
    """Turn 0 is not one: the program comes with the plan, and no model wrote it."""
    return tr("Turn {turn}", turn=turn) if turn else tr("The program that comes with the plan")


def _language(code: str) -> str:
    return "sql" if code.lstrip()[:6].lower() in ("select", "with r", "with t") else "python"


def _profile_text(profile: Profile) -> str:
    lines = [f"{words.counted(profile.documents, 'document')}, {words.size(profile.bytes)}"]
    for table in profile.tables:
        lines.append(
            tr(
                "\n{name}: {rows}, one {row_is} each",
                name=table.name,
                rows=words.counted(table.rows, "row"),
                row_is=table.row_is,
            )
        )
        lines += [f"  {column.name}  {column.type}" for column in table.columns]
    return "\n".join(lines)

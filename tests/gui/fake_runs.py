"""Runs that replay a script of events, and the made-up answer they come to."""

import threading
from collections.abc import Sequence

import msgspec

from rlm_desktop import events as happened
from rlm_desktop.events import Event, RunEnded
from rlm_desktop.gui.beneath.backend import Emit
from rlm_desktop.reply import Coverage, Evidence, ModelUsed, Quote, Reply, Usage
from tests.gui.fake_library import PROFILE, WIDTH, line_text

CODE = """rows = sql('''
  select user, count(*) as n
  from records
  where level = 'ERROR'
  group by user
  order by n desc
''')
answer(rows[0])  # the first has the most"""


def quote(line: int, name: str = "orders/2026/march.log") -> Quote:
    text = line_text(line)
    start = (line - 1) * WIDTH
    return Quote(document=name, start=start, end=start + len(text.rstrip()), line=line, quote=text.rstrip())


def a_reply(**changes: object) -> Reply:
    """An answered question; `changes` make it another."""
    base = Reply(
        run="01J",
        question="Which user has the most ERROR lines, and how many?",
        status="answered",
        answer="anna, 2,871",
        value=["anna", 2871],
        evidence=Evidence(total=2871, shown=tuple(quote(35 * number) for number in range(1, 201))),
        coverage=Coverage(
            bytes_total=PROFILE.bytes,
            bytes_scanned=PROFILE.bytes,
            documents_total=3,
            documents_touched=3,
            exhaustive=True,
        ),
        plan="guided",
        program=CODE,
        usage=Usage(root_turns=1, candidates=3, prompt_tokens=812, generated_tokens=95, seconds=9.8),
        models={"root": ModelUsed("Qwen2.5-Coder-1.5B-Instruct", "cc32")},
    )
    return msgspec.structs.replace(base, **changes)


def a_run(reply: Reply, *, library: str = "Orders") -> list[Event]:
    """What happens on the way to a reply, in order."""
    written: list[Event] = [
        happened.RunStarted(at=0.0, run=reply.run, question=reply.question, library=library),
        happened.TextProfiled(at=0.3, profile=PROFILE),
        happened.ModelLoaded(at=1.1, role="root", name="Qwen2.5-Coder-1.5B-Instruct", seconds=0.8),
        happened.PlanChosen(at=1.1, plan="guided", why="the text has records"),
        happened.TurnStarted(
            at=1.2, turn=1, candidates=3, prompt="You write short programs.\n\nrecords: day, user, level"
        ),
    ]
    written += [happened.TextStreamed(at=1.5, turn=1, candidate=0, text=piece) for piece in CODE.split(" ")]
    for candidate in range(3):
        written.append(
            happened.ProgramWritten(
                at=4.0, turn=1, candidate=candidate, language="python", code=CODE, tokens=38, seconds=3.1
            )
        )
    return [
        *written,
        happened.QueryRan(
            at=5.0, turn=1, candidate=0, sql="select user, count(*) from records", rows=5, seconds=0.1
        ),
        happened.OutputPrinted(at=5.1, turn=1, candidate=0, text="anna 2871\n"),
        happened.ProgramFinished(at=5.2, turn=1, candidate=0, answer=reply.answer, seconds=0.4),
        happened.ProgramFailed(
            at=5.6,
            turn=1,
            candidate=1,
            kind="NameError",
            message="name 'recrods' is not defined",
            seconds=0.1,
        ),
        happened.ProgramFinished(at=5.9, turn=1, candidate=2, answer=reply.answer, seconds=0.3),
        happened.CandidatesCompared(at=6.0, groups=((reply.answer, 2),), chosen=reply.answer),
        RunEnded(at=9.8, reply=reply),
    ]


class FakeHandle:
    """Plays a script on a thread; stopped, it ends at once with a stopped reply."""

    def __init__(self, script: Sequence[Event], emit: Emit, *, pause: float, question: str) -> None:
        self.run_id = "01J"
        self.reply: Reply | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._play, args=(script, emit, pause, question), daemon=True)
        self._thread.start()

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def stop(self) -> None:
        self._stop.set()

    def wait(self, timeout: float | None = None) -> Reply | None:
        self._thread.join(timeout)
        return self.reply

    def _play(self, script: Sequence[Event], emit: Emit, pause: float, question: str) -> None:
        for event in script:
            if (pause and self._stop.wait(pause)) or self._stop.is_set():
                self.reply = Reply(run=self.run_id, question=question, status="stopped", answer="")
                emit(RunEnded(reply=self.reply))
                return
            if isinstance(event, RunEnded):
                self.reply = event.reply
            emit(event)

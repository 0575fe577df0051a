"""A suite can be stopped anywhere and goes on where it stopped; what is missed is shown."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from rlm_desktop.bench import baselines, runner
from rlm_desktop.bench.gold import Number
from rlm_desktop.bench.report import Report
from rlm_desktop.bench.suite import Question, Workplace, in_turn
from rlm_desktop.errors import BudgetSpent, EngineLost, ModelMissing, Stopped
from rlm_desktop.ports import Completion, Job, ModelInfo
from rlm_desktop.profile import Document
from rlm_desktop.reply import Reply
from rlm_desktop.spans import DocumentId, Hit, Span
from tests.cli.fakes import FakeRuntime
from tests.cli.typed import typed

Change = Callable[[FakeRuntime], None]


def question(number: int) -> Question:
    return Question(
        id=str(number),
        topic="sums",
        kind="sum",
        text=f"{number}?",
        gold=(Number(number),),
        paths=("sums.txt",),
    )


@pytest.fixture(autouse=True)
def three_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(place: Workplace, seed: int) -> list[Question]:
        return [question(number) for number in (1, 2, 3)]

    monkeypatch.setitem(runner.SUITES, "guided", build)


def answering(answers: dict[str, str], errors: dict[str, Exception] | None = None) -> Change:
    def reply(run: str, text: str) -> Reply:
        if errors and text in errors:
            raise errors[text]
        return Reply(run=run, question=text, status="answered", answer=answers.get(text, "no idea"))

    return lambda runtime: setattr(runtime, "script", reply)


def test_right_answers_are_counted_and_wrong_ones_shown(tmp_path: Path) -> None:
    typing = typed(tmp_path, "bench", "guided", change=answering({"1?": "1", "2?": "2", "3?": "33"}))

    assert typing.status == 0
    assert "guided: 2 of 3 right" in typing.out
    assert "[sums] 3?  right: 3  got: 33" in typing.out
    assert "WRONG" in typing.err


def test_the_result_is_json_with_every_question(tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    change = answering({"1?": "1"})
    typing = typed(tmp_path, "bench", "guided", "--seeds", "2", "--out", str(out), "--json", change=change)
    figures = msgspec.json.decode(out.read_bytes(), type=Report)

    assert msgspec.json.decode(typing.out, type=Report) == figures
    assert (figures.total.right, figures.total.of, len(figures.by_seed)) == (2, 6, 2)


def test_what_was_asked_is_not_asked_again_unless_afresh(tmp_path: Path) -> None:
    first = typed(tmp_path, "bench", "guided", "--limit", "2")
    second = typed(tmp_path, "bench", "guided")
    fresh = typed(tmp_path, "bench", "guided", "--fresh")
    other = typed(tmp_path, "bench", "guided", "--root", "big")

    asked = [len(typing.runtimes[0].asked) for typing in (first, second, fresh, other)]
    assert asked == [2, 1, 3, 3]


def test_a_record_that_was_cut_off_is_mended(tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    typed(tmp_path, "bench", "guided", "--out", str(out))
    record = tmp_path / "result.jsonl"
    record.write_bytes(record.read_bytes()[:-30])
    again = typed(tmp_path, "bench", "guided", "--out", str(out))
    after = typed(tmp_path, "bench", "guided", "--out", str(out))

    assert [asked[0] for asked in again.runtimes[0].asked] == ["3?"]
    assert after.runtimes[0].asked == []


def test_a_question_that_fails_is_wrong_and_the_next_is_asked(tmp_path: Path) -> None:
    change = answering({"1?": "1", "3?": "3"}, {"2?": BudgetSpent("The limit is reached.")})
    typing = typed(tmp_path, "bench", "guided", change=change)

    assert "2 of 3 right" in typing.out
    assert "got: The limit is reached. (failed)" in typing.out


def test_baselines_are_asked_beside_and_only_where_the_record_has_none(tmp_path: Path) -> None:
    out = str(tmp_path / "result.json")
    bare = Bare("1")
    change = answering_bare(bare, {"1?": "1", "2?": "no idea"})
    first = typed(
        tmp_path, "bench", "guided", "--limit", "2", "--baselines", "retrieval", "--out", out, change=change
    )
    again = typed(
        tmp_path, "bench", "guided", "--limit", "2", "--reader", "--json", "--out", out, change=change
    )
    ways = msgspec.json.decode(again.out, type=Report).ways

    assert "retrieval: 1 of 2 right" in first.out
    assert [len(typing.runtimes[0].asked) for typing in (first, again)] == [2, 0]
    assert [(name, way.right, way.ours, way.of) for name, way in ways.items()] == [
        ("retrieval", 1, 1, 2),
        ("reader", 1, 1, 2),
    ]
    assert len(bare.jobs) == 4


def test_the_questions_about_one_text_follow_one_another_after_the_same_beginning(tmp_path: Path) -> None:
    bare = Bare("1")
    of = [msgspec.structs.replace(question(n), paths=(f"{n % 2}.txt",)) for n in (1, 2, 3, 4)]
    order = baselines.in_order([(1, each) for each in of], first=3, texts=None)
    with baselines.Ways(bare, model="m") as ways:  # type: ignore[arg-type]
        for _, each in order:
            ways.said(each, "reader")
    prompts = [job.messages[-1].content for job in bare.jobs]

    assert [each.id for _, each in order] == ["1", "3", "2"]
    assert baselines.in_order([(1, each) for each in of], first=None, texts=1) == [(1, of[0]), (1, of[2])]
    assert all("It began in 1897." in prompt.partition("Question:")[0] for prompt in prompts)
    assert bare.opened == [("1.txt",), ("1.txt",), ("0.txt",)]


def test_what_is_not_in_what_is_given_can_only_be_right_by_luck(tmp_path: Path) -> None:
    there = msgspec.structs.replace(question(1897), gold=(Number(1897),))
    long, short = Bare("", text="It began in 1897. " * 9_000), Bare("", text="It began once.")
    scores = []
    for bare, asked in ((long, there), (long, question(5)), (short, question(5))):
        with baselines.Ways(bare, model="m") as ways:  # type: ignore[arg-type]
            scores.append([ways.said(asked, name).score for name in baselines.AT_MOST])

    assert scores == [[1.0, 1.0], [0.0, 0.0], [1.0, 1.0]]
    assert long.jobs == []


def test_where_nothing_is_found_that_is_the_answer() -> None:
    bare = Bare("3", text="")
    with baselines.Ways(bare, model="m") as ways:  # type: ignore[arg-type]
        said = ways.said(msgspec.structs.replace(question(3), absent=True), "retrieval")

    assert (said.answer, said.score, bare.jobs) == ("NONE", 1.0, [])


def test_a_reader_gets_as_much_as_its_window_holds(tmp_path: Path) -> None:
    bare = Bare("1", text="word " * 9_000)
    with baselines.Ways(bare, model="m") as ways:  # type: ignore[arg-type]
        ways.said(question(1), "reader")
    read = bare.jobs[0].messages[-1].content.count("word ")

    assert 0.95 < read / (bare.info.context_tokens - 560) <= 1.0


def test_a_baseline_that_there_is_not_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        typed(tmp_path, "bench", "guided", "--baselines", "oracle")

    assert "there is no baseline oracle" in capsys.readouterr().err


@pytest.mark.parametrize("error", [None, EngineLost("The model ended.")])
def test_who_could_not_be_asked_has_not_said_that_the_text_does_not_tell(error: EngineLost | None) -> None:
    absent = msgspec.structs.replace(question(1), absent=True)
    bare = Bare("NONE", error=error)
    with baselines.Ways(bare, model="m") as ways:  # type: ignore[arg-type]
        said = [ways.said(absent, name) for name in baselines.BARE]

    assert [each.score for each in said] == [float(error is None)] * 2
    assert [each.error for each in said] == [error.message if error else ""] * 2


def test_what_is_stopped_while_it_is_asked_is_no_answer() -> None:
    bare = Bare("1")
    with (
        baselines.Ways(bare, model="m", should_stop=lambda: True) as ways,  # type: ignore[arg-type]
        pytest.raises(Stopped),
    ):
        ways.said(question(1), "reader")


class Bare:
    """A text and a model that always says the same, without a runtime between them."""

    def __init__(
        self, said: str, *, text: str = "It began in 1897.", error: EngineLost | None = None
    ) -> None:
        self.info = ModelInfo(name="m", sha256="", path="", parameters=0, context_tokens=8192)
        self.jobs: list[Job] = []
        self.opened: list[tuple[str, ...]] = []
        self._said, self._text, self._error = said, text, error

    def bare(self, paths: tuple[str, ...], *, model: str) -> "tuple[Bare, Bare]":
        self.opened.append(paths)
        return self, self

    def documents(self) -> list[Document]:
        return [Document(id=DocumentId(1), name="a.txt", path="a.txt", kind="text", bytes=len(self._text))]

    def read(self, span: Span) -> str:
        return self._text[span.start : span.end]

    def search(self, words: str, *, limit: int) -> list[Hit]:
        return [Hit(Span(DocumentId(1), 0, len(self._text)), self._text)]

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(self, jobs: list[Job], *, should_stop: Callable[[], bool]) -> list[Completion]:
        self.jobs += jobs
        if should_stop():
            raise Stopped("Stopped.")
        if self._error:
            raise self._error
        return [
            Completion(text=self._said, finish="stop", prompt_tokens=9, cached_tokens=0, generated_tokens=1)
        ]


def answering_bare(bare: Bare, answers: dict[str, str]) -> Change:
    reply = answering(answers)

    def change(runtime: FakeRuntime) -> None:
        reply(runtime)
        runtime.bare = bare.bare  # type: ignore[attr-defined]

    return change


def test_without_a_model_nothing_is_counted(tmp_path: Path) -> None:
    change = answering({}, {"1?": ModelMissing("There is no model.", hint="Get one.")})
    typing = typed(tmp_path, "bench", "guided", change=change)

    assert typing.status == 3
    assert "There is no model. Get one." in typing.err


def test_the_first_questions_touch_every_group() -> None:
    groups = [[question(1), question(2), question(3)], [question(4)], [question(5), question(6)]]

    assert [each.id for each in in_turn(groups)] == ["1", "4", "5", "2", "6", "3"]

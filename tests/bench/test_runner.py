"""A suite can be stopped anywhere and goes on where it stopped; what is missed is shown."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from rlm_desktop.bench import baselines, runner
from rlm_desktop.bench.gold import Number
from rlm_desktop.bench.report import Report
from rlm_desktop.bench.suite import Question, Workplace, in_turn
from rlm_desktop.errors import BudgetSpent, ModelMissing
from rlm_desktop.reply import Reply
from rlm_desktop.sandbox.script import ScriptResult
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
    first = typed(tmp_path, "bench", "guided", "--limit", "1", "--baselines", "retrieval", "--out", out)
    again = typed(tmp_path, "bench", "guided", "--limit", "1", "--reader", "--json", "--out", out)
    figures = msgspec.json.decode(again.out, type=Report)

    assert "beside retrieval 0.0" in first.out
    assert [len(typing.runtimes[0].asked) for typing in (first, again)] == [1, 0]
    assert figures.beside == {"retrieval": 0.0, "reader": 0.0}


def test_a_baseline_that_there_is_not_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        typed(tmp_path, "bench", "guided", "--baselines", "oracle")

    assert "there is no baseline oracle" in capsys.readouterr().err


@pytest.mark.parametrize("said", [None, "NONE"])
def test_who_could_not_be_asked_has_not_said_that_the_text_does_not_tell(said: str | None) -> None:
    absent = msgspec.structs.replace(question(1), absent=True)
    runtime = Scripted(said)

    found = dict(baselines.scores(runtime, absent, baselines.NAMES, model="m"))  # type: ignore[arg-type]

    assert found == dict.fromkeys(baselines.NAMES, float(said is not None))
    assert all("question = '1?'" in code for code in runtime.codes)


class Scripted:
    """A runtime whose scripts all give the same answer."""

    def __init__(self, said: str | None) -> None:
        self.said = said
        self.codes: list[str] = []

    def run_script(self, code: str, *, paths: tuple[str, ...], sub: str) -> ScriptResult:
        self.codes.append(code)
        return ScriptResult(ok=True, output="", answer=self.said)


def test_without_a_model_nothing_is_counted(tmp_path: Path) -> None:
    change = answering({}, {"1?": ModelMissing("There is no model.", hint="Get one.")})
    typing = typed(tmp_path, "bench", "guided", change=change)

    assert typing.status == 3
    assert "There is no model. Get one." in typing.err


def test_the_first_questions_touch_every_group() -> None:
    groups = [[question(1), question(2), question(3)], [question(4)], [question(5), question(6)]]

    assert [each.id for each in in_turn(groups)] == ["1", "4", "5", "2", "6", "3"]

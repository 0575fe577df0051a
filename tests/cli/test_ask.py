"""`ask` prints one answer on standard output, and everything else elsewhere."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from rlm_desktop.cli import answer
from rlm_desktop.errors import ModelMissing, Stopped
from rlm_desktop.events import AnyEvent, RunEnded
from rlm_desktop.reply import Coverage, ErrorShown, Reply, Status
from rlm_desktop.runs.export import as_markdown
from rlm_desktop.runtime import AskOptions
from tests.cli.fakes import FakeRuntime, a_reply
from tests.cli.typed import Tty, typed

Change = Callable[[FakeRuntime], None]
QUESTION = "Which user has the most ERROR lines, and how many?"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "app.log"
    path.write_text("user17 ERROR request\n", encoding="utf-8")
    return path


def with_reply(status: Status, error: ErrorShown | None = None) -> Change:
    def reply(run: str, question: str) -> Reply:
        return msgspec.structs.replace(a_reply(run, question, status=status), error=error)

    return lambda runtime: setattr(runtime, "script", reply)


def raising(error: Exception) -> Change:
    def reply(run: str, question: str) -> Reply:
        raise error

    return lambda runtime: setattr(runtime, "script", reply)


def test_the_answer_its_places_and_the_line_of_honesty_go_to_standard_output(
    tmp_path: Path, log: Path
) -> None:
    typing = typed(tmp_path, "ask", QUESTION, str(log))

    assert typing.status == 0
    assert typing.out.startswith("user17, 256\n")
    assert "app.log:301" in typing.out
    assert "255 more places" in typing.out
    assert "All of 1 document (4.4 MB) scanned by code, 0 bytes read by the model · 9.8 s" in typing.out
    assert "plan guided: records were found" in typing.err


def test_text_cannot_steer_the_terminal(tmp_path: Path, log: Path) -> None:
    assert "\x1b" not in typed(tmp_path, "ask", QUESTION, str(log)).out


def test_json_is_one_object_and_nothing_else(tmp_path: Path, log: Path) -> None:
    typing = typed(tmp_path, "ask", QUESTION, str(log), "--json", "--quiet")
    reply = msgspec.json.decode(typing.out, type=Reply)

    assert (reply.answer, reply.schema, reply.evidence.total) == ("user17, 256", 1, 256)
    assert typing.err == ""


def test_events_are_written_as_json_lines(tmp_path: Path, log: Path) -> None:
    events = tmp_path / "events.jsonl"
    typed(tmp_path, "ask", QUESTION, str(log), "--events", str(events))

    decoder = msgspec.json.Decoder(AnyEvent)
    told = [decoder.decode(line) for line in events.read_bytes().splitlines()]
    assert isinstance(told[-1], RunEnded)
    assert len(told) == 4


def test_options_reach_the_runtime(tmp_path: Path, log: Path) -> None:
    words = "--plan exhaustive --seed 3 --seconds 60 --tokens 1000 --calls 9 --depth 2 --root big --sub small"
    typing = typed(tmp_path, "ask", QUESTION, str(log), *words.split(), "--estimate")

    question, paths, library, options = typing.runtimes[0].asked[0]
    assert (question, paths, library) == (QUESTION, (str(log),), None)
    assert options == AskOptions(
        root="big",
        sub="small",
        plan="exhaustive",
        seed=3,
        seconds=60.0,
        tokens=1000,
        calls=9,
        depth=2,
        estimate=True,
    )


def test_a_follow_up_is_asked_of_what_the_run_before_was_asked_of(tmp_path: Path, log: Path) -> None:
    typed(tmp_path, "ask", QUESTION, str(log))
    typing = typed(tmp_path, "ask", "and in May?", "--after", "last")
    again = typed(tmp_path, "runs", "resume", "last")

    first = typing.runtimes[0].followed[0]
    assert first is not None and typing.status == 0
    assert typing.runtimes[0].asked[0][0] == "and in May?"
    assert again.runtimes[0].followed == [first]


def test_a_follow_up_of_nothing_is_told_with_the_way_out(tmp_path: Path) -> None:
    typing = typed(tmp_path, "ask", "and in May?", "--after", "01NONE")

    assert typing.status == 2
    assert "There is no run 01NONE" in typing.err and "runs list" in typing.err


def test_what_a_follow_up_was_understood_as_stands_above_its_answer(tmp_path: Path, log: Path) -> None:
    def reply(run: str, question: str) -> Reply:
        return msgspec.structs.replace(a_reply(run, question), understood_as="How many lines are from May?")

    typing = typed(tmp_path, "ask", "and in May?", str(log), change=lambda r: setattr(r, "script", reply))

    assert typing.out.startswith("Understood as: How many lines are from May?\nuser17, 256\n")


def test_a_library_is_asked_by_its_name(tmp_path: Path) -> None:
    typing = typed(tmp_path, "ask", QUESTION, "logs")

    assert typing.runtimes[0].asked[0][1:3] == ((), "logs")


def test_bars_are_drawn_on_a_terminal_only(
    tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")

    assert "reading files ████" in typed(tmp_path, "ask", QUESTION, str(log), terminal=Tty).err
    assert "reading files" not in typed(tmp_path, "ask", QUESTION, str(log)).err
    assert typed(tmp_path, "ask", QUESTION, str(log), "--quiet", terminal=Tty).err == ""


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        ("answered", None, 0),
        ("not_found", None, 0),
        ("estimated", None, 0),
        ("partial", None, 0),
        ("stopped", None, 130),
        ("failed", None, 1),
        ("failed", ErrorShown("budget_spent", "The limit is reached."), 1),
        ("failed", ErrorShown("model_missing", "No model."), 3),
        ("failed", ErrorShown("sandbox_unsafe", "A layer does not hold."), 3),
        ("failed", ErrorShown("of_another_version", "?"), 1),
    ],
)
def test_the_exit_status_tells_how_it_ended(
    tmp_path: Path, log: Path, status: Status, error: ErrorShown | None, expected: int
) -> None:
    assert typed(tmp_path, "ask", QUESTION, str(log), change=with_reply(status, error)).status == expected


def test_what_is_missing_is_told_with_the_way_out(tmp_path: Path, log: Path) -> None:
    change = raising(ModelMissing("There is no model yet.", hint="Get one: `rlm-desktop models get small`."))
    person = typed(tmp_path, "ask", QUESTION, str(log), change=change)
    program = typed(tmp_path, "ask", QUESTION, str(log), "--json", change=change)

    assert person.status == program.status == 3
    assert "There is no model yet. Get one: `rlm-desktop models get small`." in person.out + person.err
    assert msgspec.json.decode(program.out, type=Reply).error == ErrorShown(
        "model_missing", "There is no model yet.", "Get one: `rlm-desktop models get small`."
    )


def test_a_run_that_was_stopped_does_not_say_that_nothing_was_read() -> None:
    stopped = Reply(run="R1", question=QUESTION, status="stopped", answer="")

    assert answer.honesty(stopped).startswith(
        "What was read until then is kept: `runs resume` goes on with it"
    )
    failed = msgspec.structs.replace(stopped, status="failed")
    assert answer.honesty(failed).startswith("No text was read")


def test_what_only_first_layers_went_through_is_told_beside_what_was_read() -> None:
    seen = Coverage(bytes_total=9000, bytes_scanned=9000, bytes_read_by_model=2000, bytes_looked_at=3000)
    reply = Reply(run="R1", question=QUESTION, status="answered", answer="Ponto", coverage=seen)

    assert "2.0 kB read by the model, 3.0 kB more by its first layers" in answer.honesty(reply)
    assert "2,000 bytes were read by a model, 3,000 more by its first layers;" in as_markdown(reply, ())


def test_a_stop_is_told_as_one(tmp_path: Path, log: Path) -> None:
    typing = typed(tmp_path, "ask", QUESTION, str(log), "--json", change=raising(Stopped("Stopped.")))

    assert typing.status == 130
    assert typing.json["status"] == "stopped"


@pytest.mark.parametrize(
    "words",
    [
        ("ask", QUESTION),
        ("ask", QUESTION, "nowhere.log"),
        ("ask", QUESTION, ""),
        ("ask", QUESTION, "logs", "--library", "logs"),
        ("ask", QUESTION, "logs", "--events", "/nowhere/events.jsonl"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    typing = typed(tmp_path, *words)

    assert typing.status == 2
    assert typing.err.strip()


@pytest.mark.parametrize(
    "words",
    [
        ("ask",),
        ("ask", QUESTION, ".", "--plan", "magic"),
        ("ask", QUESTION, ".", "--seconds", "0"),
        ("sing",),
    ],
)
def test_a_wrong_command_ends_with_status_two(tmp_path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        typed(tmp_path, *words)

    assert ended.value.code == 2


def test_a_question_with_bytes_that_are_no_text_is_asked_all_the_same(tmp_path: Path, log: Path) -> None:
    typing = typed(tmp_path, "ask", "caf\udce9?", str(log), "--json")

    assert typing.json["question"] == r"caf\udce9?"


@pytest.mark.parametrize(("whole", "head"), [(True, "it counts what a model read"), (False, "from a sample")])
def test_an_estimate_says_what_it_rests_on(tmp_path: Path, log: Path, whole: bool, head: str) -> None:
    def estimated(run: str, question: str) -> Reply:
        reply = a_reply(run, question, status="estimated")
        return msgspec.structs.replace(reply, coverage=Coverage(exhaustive=whole))

    said = typed(
        tmp_path, "ask", QUESTION, str(log), change=lambda runtime: setattr(runtime, "script", estimated)
    )
    assert head in said.out

"""What cannot be asked about is one sentence with a way out, before any model is loaded."""

from pathlib import Path

import pytest

from rlm_desktop import Runtime, Settings
from rlm_desktop.errors import BadRequest
from rlm_desktop.paths import DataFolder
from rlm_desktop.reply import Reply
from tests.end_to_end.commands import run


@pytest.fixture
def settings(data: DataFolder) -> Settings:
    return Settings(data=data)


def asked(settings: Settings, path: Path) -> Reply:
    with Runtime(settings) as runtime:
        return runtime.ask("How many lines are there?", paths=[path])


def refusal(reply: Reply) -> tuple[str, str]:
    assert reply.error is not None and reply.error.hint
    return reply.error.kind, reply.error.message


def test_an_empty_file_and_an_empty_folder_hold_no_text(settings: Settings, tmp_path: Path) -> None:
    empty, folder = tmp_path / "empty.txt", tmp_path / "folder"
    empty.touch()
    folder.mkdir()

    assert refusal(asked(settings, empty)) == (
        "library_error",
        "There is no text in what was given: it is empty.",
    )
    assert refusal(asked(settings, folder)) == (
        "library_error",
        "There is no text in what was given: no file was found.",
    )


@pytest.mark.parametrize("question", ["", "  ", "?", "…"])
def test_what_has_no_letter_and_no_digit_is_no_question(
    settings: Settings, tmp_path: Path, question: str
) -> None:
    (tmp_path / "notes.txt").write_text("text\n", encoding="utf-8")

    with Runtime(settings) as runtime, pytest.raises(BadRequest, match="no question"):
        runtime.ask(question, paths=[tmp_path])


def test_a_follow_up_of_a_run_that_is_not_there_is_refused(settings: Settings) -> None:
    with Runtime(settings) as runtime, pytest.raises(BadRequest, match="no run 01A"):
        runtime.ask("and in May?", after="01A")


def test_a_follow_up_is_asked_of_the_text_of_the_question_before(settings: Settings, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    first = asked(settings, empty)
    with Runtime(settings) as runtime:
        second = runtime.ask("and in May?", after="last")
        kept = runtime.history.request(second.run)

    assert (second.after, kept.after, kept.paths) == (first.run, first.run, (str(empty),))


def test_a_binary_file_is_named_with_the_reason(settings: Settings, tmp_path: Path) -> None:
    binary = tmp_path / "photo.dat"
    binary.write_bytes(bytes(range(256)) * 400)

    kind, message = refusal(asked(settings, binary))

    assert kind == "library_error"
    assert message.startswith("The file could not be read: photo.dat: ")


def test_a_model_that_is_not_there_is_named_with_the_way_to_get_it(data: DataFolder, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("One fish.\n", encoding="utf-8")

    finished = run(data.root, "ask", "How many fish?", note, "--root", "qwen2.5-coder-7b-instruct-q4_k_m")

    assert finished.status == 3
    assert "is not on this machine" in finished.output and "rlm-desktop models get" in finished.output
    assert "Traceback" not in finished.told

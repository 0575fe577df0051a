"""Every error becomes a sentence and an exit status; a traceback only when it is asked for."""

import errno
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from rlm_desktop.reply import Reply
from rlm_desktop.settings import Settings
from tests.cli.fakes import FakeRuntime, a_reply
from tests.cli.typed import typed


def broken(runtime: FakeRuntime) -> None:
    def script(run: str, question: str) -> Reply:
        raise ZeroDivisionError("secret text of a file")

    runtime.script = script


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "app.log"
    path.write_text("user17 ERROR request\n", encoding="utf-8")
    return path


def test_a_bug_is_one_sentence_and_lies_in_the_log(tmp_path: Path, log: Path) -> None:
    typing = typed(tmp_path, "ask", "Which?", str(log), change=broken)

    written = (tmp_path / "logs" / "rlm-desktop.log").read_text(encoding="utf-8")
    assert typing.status == 1
    assert "Something went wrong in" in typing.err
    assert "Traceback" not in typing.err
    assert "ZeroDivisionError" in written and "in script" in written
    assert "secret text" not in written.replace('raise ZeroDivisionError("secret text of a file")', "")


def test_what_a_library_warns_of_is_not_shown_and_what_we_warn_of_is(tmp_path: Path, log: Path) -> None:
    def warns(runtime: FakeRuntime) -> None:
        def script(run: str, question: str) -> Reply:
            logging.getLogger("some.library").warning("quotes a text")
            logging.getLogger("rlm_desktop.sandbox").warning("The interpreter is old.")
            return a_reply(run, question)

        runtime.script = script

    typing = typed(tmp_path, "ask", "Which?", str(log), change=warns)

    assert "The interpreter is old." in typing.err
    assert "quotes a text" not in typing.err + typing.out


def test_a_bug_is_told_to_programs_as_json(tmp_path: Path, log: Path) -> None:
    typing = typed(tmp_path, "ask", "Which?", str(log), "--json", change=broken)

    assert (typing.status, typing.json["status"]) == (1, "failed")


def test_debug_shows_the_traceback(tmp_path: Path, log: Path) -> None:
    typing = typed(tmp_path, "ask", "Which?", str(log), "--debug", change=broken)

    assert typing.status == 1
    assert "Traceback" in typing.err


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_the_first_interrupt_asks_for_an_orderly_end(tmp_path: Path, log: Path, wish: signal.Signals) -> None:
    def interrupting(runtime: FakeRuntime) -> None:
        def script(run: str, question: str) -> Reply:
            os.kill(os.getpid(), wish)
            return a_reply(run, question, status="stopped")

        runtime.script = script

    typing = typed(tmp_path, "ask", "Which?", str(log), change=interrupting)

    assert typing.status == 130
    assert "Stopped before there was an answer." in typing.out


def test_the_second_interrupt_ends_at_once(tmp_path: Path, log: Path) -> None:
    def interrupting(runtime: FakeRuntime) -> None:
        def script(run: str, question: str) -> Reply:
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)
            return a_reply(run, question)

        runtime.script = script

    typing = typed(tmp_path, "ask", "Which?", str(log), change=interrupting)

    assert (typing.status, typing.err.splitlines()[-1]) == (130, "Stopped.")


def test_a_settings_file_with_a_mistake_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('candidates = "three"\n', encoding="utf-8")
    typing = typed(tmp_path, "library", "list")

    assert typing.status == 2
    assert "settings.toml" in typing.err


def test_settings_of_another_version_are_told_of_and_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[engine]\nlater = 3\n", encoding="utf-8")
    typing = typed(tmp_path, "library", "list")

    assert typing.status == 0
    assert "engine.later in settings.toml" in typing.err


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    typing = typed(tmp_path / "file" / "folder", "library", "list")

    assert typing.status == 2
    assert "--data-dir" in typing.err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full."),
        (MemoryError(), "There is not enough memory."),
    ],
)
def test_a_machine_that_is_too_small_is_told_as_that(
    tmp_path: Path, log: Path, error: Exception, said: str
) -> None:
    def small(runtime: FakeRuntime) -> None:
        def script(run: str, question: str) -> Reply:
            raise error

        runtime.script = script

    typing = typed(tmp_path, "ask", "Which?", str(log), change=small)

    assert typing.status == 3
    assert said in typing.err


@pytest.mark.parametrize(
    ("words", "sample", "paths"),
    [
        ((), False, ()),
        (("--sample",), True, ()),
        (("window", "--sample"), True, []),
        (("window", "a"), False, ["a"]),
    ],
)
def test_without_a_command_the_window_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], sample: bool, paths: object
) -> None:
    opened: list[tuple[bool, object]] = []

    def run(_settings: Settings, *, sample: bool, paths: object) -> int:
        opened.append((sample, paths))
        return 0

    gui = ModuleType("rlm_desktop.gui.application")
    monkeypatch.setattr(gui, "run", run, raising=False)
    monkeypatch.setitem(sys.modules, gui.__name__, gui)

    assert typed(tmp_path, *words).status == 0
    assert opened == [(sample, paths)]


def test_a_damaged_history_is_told_once_and_the_command_goes_on(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite").write_bytes(b"\0" * 4096)

    assert "was damaged" in typed(tmp_path, "runs", "list").err
    assert "was damaged" not in typed(tmp_path, "runs", "list").err


def test_help_needs_neither_model_nor_window() -> None:
    code = (
        "import sys; from rlm_desktop.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'PySide6', 'llama_cpp', 'duckdb', 'rlm_desktop.runtime'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "library" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end differently there")
def test_a_reader_that_leaves_early_gets_no_traceback() -> None:
    code = (
        "import io, sys\n"
        "from rlm_desktop.cli import doctor\n"
        "from rlm_desktop.cli.main import main\n"
        "def run(call):\n"
        "    for _ in range(100_000): call.terminal.say('x' * 80)\n"
        "doctor._run = run\n"
        "sys.exit(main(['doctor']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()

    assert said == b""


def started(data: Path, words: str, redirected: str) -> "subprocess.CompletedProcess[str]":
    """The program as a shell starts it, with its streams like this."""
    command = f'"{sys.executable}" -m rlm_desktop --data-dir "{data}" {words} {redirected}'
    return subprocess.run(["sh", "-c", command], capture_output=True, encoding="utf-8", timeout=100)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's")
@pytest.mark.parametrize("words", ["runs list --json", pytest.param("doctor", marks=pytest.mark.slow)])
def test_an_answer_that_finds_no_room_is_told_in_a_sentence(tmp_path: Path, words: str) -> None:
    ended = started(tmp_path, words, "> /dev/full")

    assert ended.returncode == 3
    assert ended.stderr.startswith("The disk is full.") and ended.stderr.count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="streams are closed in a POSIX shell")
@pytest.mark.parametrize(
    "redirected", ["<&- >&- 2>&-", *(pytest.param(one, marks=pytest.mark.slow) for one in (">&-", "2>&-"))]
)
def test_streams_that_are_closed_are_not_missed(tmp_path: Path, redirected: str) -> None:
    ended = started(tmp_path, "runs list", redirected)

    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False)


def test_events_never_overwrite_what_is_asked_about(tmp_path: Path, log: Path) -> None:
    linked = tmp_path / "linked.log"
    linked.symlink_to(log)
    before = log.read_bytes()

    for name in (str(log), str(linked)):
        for about in (log, log.parent):
            typing = typed(tmp_path / "data", "ask", "Which?", str(about), "--events", name)

            assert typing.status == 2 and "would overwrite app.log" in typing.err
            assert log.read_bytes() == before

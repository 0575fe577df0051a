"""The other commands: libraries, models, history, sandbox, doctor."""

import csv
import io
import os
from pathlib import Path

import pytest

from rlm_desktop.errors import StoreError
from rlm_desktop.runtime import AskOptions
from rlm_desktop.runtime.kinds import Check
from tests.cli.fakes import FakeRuntime
from tests.cli.typed import Tty, Typed, typed


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "app.log"
    path.write_text("user17 ERROR request\n", encoding="utf-8")
    return path


@pytest.fixture
def asked(tmp_path: Path, log: Path) -> Typed:
    return typed(tmp_path, "ask", "Which user?", str(log))


def test_a_library_is_added_listed_shown_renewed_and_removed(tmp_path: Path, log: Path) -> None:
    for words in (("add", "logs", str(log)), ("list",), ("reindex", "logs")):
        typing = typed(tmp_path, "library", *words)
        assert (typing.status, "3 documents" in typing.out) == (0, True)

    assert "records, 80,000 lines" in typed(tmp_path, "library", "show", "logs").out
    assert "profile" in typed(tmp_path, "library", "show", "logs", "--json").json
    assert typed(tmp_path, "library", "remove", "logs").status == 0


def test_a_library_of_nothing_is_refused(tmp_path: Path) -> None:
    assert typed(tmp_path, "library", "add", "logs", "nowhere").status == 2
    assert typed(tmp_path, "library", "add", "logs", "").status == 2


def test_models_are_listed_with_size_place_and_use(tmp_path: Path) -> None:
    out = typed(tmp_path, "models", "list").out

    assert "1.1 GB" in out
    assert "[root, sub]" in out


def test_a_model_that_differs_from_its_makers_file_ends_with_status_one(tmp_path: Path) -> None:
    assert typed(tmp_path, "models", "verify", "small").status == 0
    assert typed(tmp_path, "models", "verify", "other").status == 1
    assert typed(tmp_path, "models", "verify", "other", "--json").json["whole"] is False


def test_getting_a_model_nobody_knows_is_told_with_the_way_out(tmp_path: Path) -> None:
    typing = typed(tmp_path, "models", "get", "unknown")
    as_json = typed(tmp_path, "models", "get", "unknown", "--json")

    assert typing.status == as_json.status == 3
    assert "models list" in typing.err
    assert as_json.json["status"] == "failed"


def test_importing_needs_a_file(tmp_path: Path, log: Path) -> None:
    assert typed(tmp_path, "models", "import", str(tmp_path / "none.gguf")).status == 2
    assert "/models/small.gguf" in typed(tmp_path, "models", "import", str(log)).out


@pytest.mark.usefixtures("asked")
def test_a_run_is_listed_and_shown_with_its_steps(tmp_path: Path) -> None:
    listed, shown = typed(tmp_path, "runs", "list"), typed(tmp_path, "runs", "show", "last")

    assert "Which user?" in listed.out
    assert "user17, 256" in shown.out
    assert "plan guided" in shown.err
    assert set(typed(tmp_path, "runs", "show", "last", "--json").json) == {"schema", "reply", "events"}


@pytest.mark.usefixtures("asked")
def test_a_run_is_asked_again_the_same_way(tmp_path: Path, log: Path) -> None:
    typing = typed(tmp_path, "runs", "resume", "last")

    assert typing.runtimes[0].asked == [("Which user?", (str(log),), None, AskOptions(plan="guided", seed=7))]


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("format_", ["md", "json", "html", "csv"])
def test_a_run_is_exported_with_its_evidence(tmp_path: Path, format_: str) -> None:
    out = tmp_path / f"run.{format_}"
    typing = typed(tmp_path, "runs", "export", "last", "--format", format_, "--out", str(out))

    assert typing.status == 0
    assert "The text has changed since: 2 places, then 256" in typing.err
    assert "user17 ERROR" in out.read_text(encoding="utf-8")


@pytest.mark.usefixtures("asked")
def test_an_export_never_overwrites_what_was_asked_about(tmp_path: Path, log: Path) -> None:
    before = log.read_bytes()

    typing = typed(tmp_path, "runs", "export", "last", "--out", str(log))

    assert typing.status == 2 and "would overwrite app.log" in typing.err
    assert log.read_bytes() == before


@pytest.mark.usefixtures("asked")
def test_the_csv_has_a_row_for_each_place_also_those_that_were_not_shown(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(typed(tmp_path, "runs", "export", "last", "--format", "csv").out)))

    assert [(row["document"], row["line"], row["page"]) for row in rows] == [("app.log", "301", "")] * 2


@pytest.mark.usefixtures("asked")
def test_a_removed_run_is_gone(tmp_path: Path) -> None:
    assert typed(tmp_path, "runs", "remove", "last").status == 0
    assert typed(tmp_path, "runs", "show", "last").status == 2


def test_a_script_is_run_as_a_root_program_would_be(tmp_path: Path, log: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("answer(42)", encoding="utf-8")
    typing = typed(tmp_path, "sandbox", "run", str(script), str(log), "--json")

    assert set(typing.json) == {"ok", "output", "answer", "error", "seconds", "calls", "killed"}
    assert "answer: 42" in typed(tmp_path, "sandbox", "run", str(script)).out


@pytest.mark.parametrize(
    ("kind", "told"), [("pipe", "is no file"), ("device", "is no file"), ("long", "too long")]
)
def test_a_script_that_never_ends_is_refused(tmp_path: Path, kind: str, told: str) -> None:
    script = tmp_path / "script.py"
    if kind == "pipe":
        os.mkfifo(script)
    else:
        script.write_bytes(b"#" * 11_000_000)
    typing = typed(tmp_path, "sandbox", "run", "/dev/zero" if kind == "device" else str(script))

    assert typing.status == 2
    assert told in typing.err


def test_doctor_ends_with_status_three_where_something_is_missing(tmp_path: Path) -> None:
    typing = typed(tmp_path, "doctor")

    assert typing.status == 3
    assert "→ `rlm-desktop models get small`" in typing.out


def test_doctor_examines_the_machine_also_where_the_history_cannot_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "rlm_desktop.runtime.doctor.examine", lambda _: [Check(name="disk", ok=False, detail="0.0 GB free")]
    )

    def full(runtime: FakeRuntime) -> None:
        runtime.history.close()
        raise StoreError("The history could not be used.", hint="Make room.")

    typing = typed(tmp_path, "doctor", change=full)

    assert typing.status == 3
    assert "0.0 GB free" in typing.out
    assert "The history could not be used." in typing.out


def test_why_there_is_no_window_is_said_in_a_box_where_nobody_sees_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("rlm_desktop.gui.application.tell_why_not", lambda error: told.append(error.message))
    (tmp_path / "settings.toml").write_text("candidates = true\n", encoding="utf-8")

    seen = typed(tmp_path, "window", terminal=Tty)
    unseen = typed(tmp_path, "window")

    assert seen.status == unseen.status == 2
    assert len(told) == 1
    assert told[0] in unseen.err

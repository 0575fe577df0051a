"""`rlm-desktop scan` counts exactly what it is asked for, with places, and needs no model."""

import io
import json
from pathlib import Path

import pytest

from rlm_desktop.cli.main import main
from rlm_desktop.cli.terminal import Terminal

LINES = "".join(f"10.0.0.{n % 3} GET /{n} {500 if n % 5 == 0 else 200}\n" for n in range(60))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "web.log"
    path.write_text(LINES, encoding="utf-8")
    return path


def scanned(tmp_path: Path, *words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    status = main(["scan", *words, "--data-dir", str(tmp_path / "data")], terminal=Terminal(out, err))
    return status, out.getvalue(), err.getvalue()


def test_places_are_shown_and_counted(tmp_path: Path, log: Path) -> None:
    status, out, err = scanned(tmp_path, "get /1", str(log), "--most", "2")

    assert status == 0
    assert out.splitlines() == ["web.log:2: 10.0.0.1 GET /1 200", "web.log:11: 10.0.0.1 GET /10 500"]
    assert "11 matches" in err


def test_values_are_counted_and_lead_to_their_lines(tmp_path: Path, log: Path) -> None:
    status, out, _ = scanned(tmp_path, r"^(\S+) .* 500$", str(log), "--group", "--json")
    found = json.loads(out)

    assert status == 0
    assert (found["matches"], found["values"], found["groups"][0]) == (12, 3, ["10.0.0.0", 4])

    _, out, _ = scanned(tmp_path, r"^(\S+) .* 500$", str(log), "--group", "--value", "10.0.0.2", "--json")
    assert [LINES.encode()[place["start"] : place["end"]].decode() for place in json.loads(out)["shown"]] == [
        line for line in LINES.splitlines() if line.startswith("10.0.0.2") and line.endswith("500")
    ]


def test_what_cannot_be_looked_for_is_one_sentence(tmp_path: Path, log: Path) -> None:
    assert scanned(tmp_path, "(", str(log), "--regex")[0] == 1
    assert scanned(tmp_path, "x", str(log), "--value", "y")[0] == 2
    assert scanned(tmp_path, "x", "nowhere.log")[0] == 2


def test_a_library_is_watched_until_it_is_stopped(tmp_path: Path, log: Path) -> None:
    data = ("--data-dir", str(tmp_path / "data"))
    out, err = io.StringIO(), io.StringIO()
    assert main(["library", "add", "web", str(log), *data], terminal=Terminal(out, err)) == 0
    log.write_text(LINES + "one more\n", encoding="utf-8")

    def stop_then(seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rlm_desktop.cli.call.Call.wait", lambda call, seconds: stop_then(seconds))
        status = main(["library", "watch", "web", *data], terminal=Terminal(out, err))

    assert status == 130
    assert scanned(tmp_path, "one more", "--library", "web")[1] == "web.log:61: one more\n"

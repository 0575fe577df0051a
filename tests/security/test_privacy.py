"""What lies on disk is its owner's alone, and what is removed is gone from every file."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from rlm_desktop import Runtime, Settings
from rlm_desktop.engine.snapshots import Snapshots
from rlm_desktop.errors import BadRequest
from rlm_desktop.events import Noted
from rlm_desktop.paths import PROGRAM, DataFolder
from rlm_desktop.reply import Reply
from rlm_desktop.runs.kept import KeptResults
from tests.security.programs import python

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")

WORD = "Zwetschgenwasser"
"""A word that stands in the text and in the question, and nowhere else on this machine."""


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    rows = "\n".join(f"{number},{WORD} {number},{number * 7}" for number in range(300))
    (folder / "stock.csv").write_text(f"number,name,price\n{rows}\n", encoding="utf-8")
    (folder / "page.html").write_text(f"<h1>Stock</h1><p>There is {WORD}.</p>" * 50, encoding="utf-8")
    return folder


@pytest.fixture
def runtime(data: DataFolder) -> Iterator[Runtime]:
    with Runtime(Settings(data=data)) as opened:
        yield opened


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def holding(root: Path) -> list[str]:
    """The files in which the word stands, in any of the ways text is kept."""
    forms = (WORD.encode(), WORD.lower().encode(), WORD.encode("utf-16-le"))
    return [str(path) for path in files(root) if any(form in path.read_bytes() for form in forms)]


def test_everything_that_is_written_is_the_owners_alone_whatever_the_umask(
    runtime: Runtime, texts: Path
) -> None:
    before = os.umask(0)
    runtime.add_library("stock", [texts])
    runtime.settings.save()
    Snapshots(runtime.settings.data.cache / "prefixes", "x").remember([])
    Snapshots(runtime.settings.data.cache / "prefixes", "x").write([1], b"state")
    run = runtime.history.begin(f"How much {WORD}?", "stock")
    runtime.history.append(run, Noted(text=WORD))
    root = runtime.settings.data.root
    os.umask(before)

    found = {path: stat.S_IMODE(path.stat().st_mode) for path in [root, *root.rglob("*")]}

    assert len(files(root)) > 5
    assert {str(path): oct(mode) for path, mode in found.items() if mode & 0o077} == {}


def test_a_library_that_is_removed_is_gone_from_every_file(runtime: Runtime, texts: Path) -> None:
    runtime.add_library("stock", [texts])
    runtime.open_library("stock").search(WORD)
    root = runtime.settings.data.root
    assert holding(root)

    runtime.remove_library("stock")

    assert holding(root) == []
    assert holding(texts)


def test_a_run_that_is_removed_is_gone_from_every_file(runtime: Runtime) -> None:
    root = runtime.settings.data.root
    for number in range(5):
        run = runtime.history.begin(f"How much {WORD} {number}?", "", [f"/{WORD}"])
        runtime.history.append(run, Noted(text=f"looked for {WORD}"))
        runtime.history.finish(run, Reply(run=run, question=WORD, status="answered", answer=WORD))
    assert holding(root)

    for summary in runtime.runs():
        runtime.remove_run(summary.id)

    assert holding(root) == []


def test_a_file_that_is_gone_is_gone_from_its_library_when_that_is_read_again(
    runtime: Runtime, texts: Path
) -> None:
    (texts / "other.txt").write_text("nothing of it\n" * 100, encoding="utf-8")
    runtime.add_library("stock", [texts])
    root = runtime.settings.data.root
    assert holding(root)
    for name in ("stock.csv", "page.html"):
        (texts / name).unlink()

    runtime.update_library("stock")

    assert holding(root) == []


def test_with_a_run_or_a_library_goes_what_models_kept_of_it(runtime: Runtime, texts: Path) -> None:
    cache = runtime.settings.data.cache
    runtime.add_library("stock", [texts])
    for question in ("first", "second"):
        run = runtime.history.begin(question, "stock")
        runtime._kept.of(run).put(question, f"{WORD} {question}")
        (cache / "prefixes").mkdir(exist_ok=True)
        (cache / "prefixes" / "a.prefix").write_text(WORD, encoding="utf-8")
    runtime.remove_run(run)

    assert runtime._kept.get("second") is None
    assert runtime._kept.get("first")  # of another run, which can still be resumed with it
    assert not list((cache / "prefixes").iterdir())

    runtime.remove_library("stock")

    assert holding(cache) == []


def test_a_path_that_was_never_added_costs_no_kept_answer(runtime: Runtime, texts: Path) -> None:
    runtime.add_library("stock", [texts / "stock.csv", texts / "page.html"])
    runtime._kept.put("key", WORD)

    with pytest.raises(BadRequest):
        runtime.update_library("stock", leave_out=[texts / "stok.csv"])
    assert runtime._kept.get("key") == WORD

    runtime.update_library("stock", leave_out=[texts / "in" / ".." / "stock.csv"])
    assert runtime._kept.get("key") is None


def test_what_a_killed_program_left_of_a_removal_or_a_child_is_cleared_away(data: DataFolder) -> None:
    ours = data.cache / f"nest-{os.getpid()}-x"
    left = [data.libraries / ".removed-1a2b", data.cache / "nest-999999999-x", data.cache / "nest-x"]
    for folder in (ours, *left):
        folder.mkdir()
        (folder / "text.txt").write_text(WORD, encoding="utf-8")

    with Runtime(Settings(data=data)):
        assert [folder for folder in left if folder.exists()] == []
        assert ours.exists()


def test_what_was_kept_of_sub_calls_is_gone_when_it_is_forgotten(tmp_path: Path) -> None:
    kept = KeptResults(tmp_path / "kept.sqlite")
    kept.put("key", WORD)
    kept.forget_all()

    assert holding(tmp_path) == []
    kept.close()


def test_a_mistake_of_the_program_is_written_down_without_the_text(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from rlm_desktop.cli.failures import as_ours
def broken():
    secret = {WORD!r}
    return {{}}[secret]
try:
    broken()
except KeyError as error:
    print(as_ours(error, Path(sys.argv[1])).message)
"""
    said = python(code, str(tmp_path))

    log = tmp_path / "rlm-desktop.log"
    assert "KeyError" in said and "Traceback" in log.read_text(encoding="utf-8")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert holding(tmp_path) == []


NOWHERE = {"www.w3.org", "127.0.0.1", "HOST"}
"""Names of forms that nobody fetches, this machine, and a blank in a sentence."""
THEIRS = ("bundle", "wasi-bundle", "sample")
"""What others made: the interpreters, and documents."""


def test_the_program_knows_no_address_that_it_could_ask_unasked() -> None:
    """No telemetry, no check for updates, no font or picture from elsewhere; models are fetched at a wish."""
    home = PROGRAM.parent
    files = [*PROGRAM.rglob("*.py"), *(home / "resources").rglob("*"), *(home / "models").glob("*.py")]
    known = {
        (host, file.relative_to(home).as_posix())
        for file in files
        if file.is_file() and not set(THEIRS) & set(file.relative_to(home).parts)
        for host in re.findall(r"(?:https?|wss?|ftp)://([\w.-]+)", file.read_text("utf-8", "replace"))
    }

    assert len(files) > 400
    assert {each for each in known if each[0] not in NOWHERE} == set()

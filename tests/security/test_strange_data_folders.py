"""A data folder that somebody else has prepared: settings, history and files that are not what they seem."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rlm_desktop.cli.failures import LOG, as_ours
from rlm_desktop.cli.main import main
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.engine import catalogue, fingerprint
from rlm_desktop.errors import BadRequest, RlmError, StoreError
from rlm_desktop.events import Noted
from rlm_desktop.paths import DataFolder
from rlm_desktop.runs.kept import KeptResults
from rlm_desktop.runs.store import RunStore
from rlm_desktop.runtime.speeds import Speed, Speeds
from rlm_desktop.settings import Settings
from tests.waiting import within

pipes = pytest.mark.skipif(os.name != "posix", reason="pipes and links are POSIX's")
PATIENCE = 30.0

SETTINGS = {
    "lists in lists": "a = " + "[" * 50_000 + "]" * 50_000,
    "lists in lists on lines of their own": "a = " + "[\n" * 3000 + "]" * 3000,
    "names in names": ".".join(["a"] * 50_000) + " = 1",
    "a name of 1,500 parts": ".".join(["a"] * 1500) + " = 1",
    "tables of long names": "\n".join(f"[{'.'.join(['a'] * 2000)}.k{number}]" for number in range(60)),
    "a number of 10,000 digits": "[engine]\ncontext_tokens = " + "9" * 10_000,
    "a number of 4,090 digits and more": "a = 1\n" * 10 + "b = " + "9" * 4400,
    "half a megabyte": "# " + "x" * 80 + "\n" + "# more\n" * 80_000,
    "a table that is a list": "[[limits]]\nseconds = 5",
    "bytes that are no text": "\udcff\udcfe",
    "a NUL": "[limits]\0\nseconds = 5",
}


@pytest.mark.parametrize("kind", SETTINGS)
def test_settings_that_cannot_be_read_are_told_of_at_once(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.toml").write_bytes(SETTINGS[kind].encode("utf-8", "surrogateescape"))

    within(PATIENCE, lambda: main(["--data-dir", str(tmp_path), "runs", "list"]))

    told = capsys.readouterr().err
    assert told.startswith("The settings in ") and "cannot be used" in told
    assert len(told) < 500 and told.count("\n") == 1


@pipes
@pytest.mark.parametrize("name", ["settings.toml", "history.sqlite"])
@pytest.mark.parametrize("made", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, name: str, made: Callable[[Path], None]) -> None:
    made(tmp_path / name)

    def use() -> None:
        Settings.load(DataFolder(tmp_path))
        RunStore(tmp_path / "history.sqlite").close()

    if name == "settings.toml":
        within(PATIENCE, use)
    else:
        with pytest.raises(StoreError, match="could not be"):
            within(PATIENCE, use)


@pipes
def test_a_pipe_among_the_models_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    os.mkfifo(tmp_path / "models" / "x.gguf")

    within(PATIENCE, lambda: catalogue.installed(DataFolder(tmp_path)))


@pytest.mark.parametrize("name", ["libraries", "cache", "models"])
def test_a_file_in_the_place_of_a_folder_is_told(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")
    words = {"libraries": ["library", "list"], "cache": ["runs", "list"], "models": ["models", "list"]}[name]

    status = main(["--data-dir", str(tmp_path), *words])

    told = capsys.readouterr().err
    assert status and f"{name} is no folder" in told and told.count("\n") == 1


def changed(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.executescript(sql)


ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
ACTS = {
    "a trigger that removes": "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM runs; END;",
    "a view without end": "ALTER TABLE runs RENAME TO r;"
    f" CREATE VIEW runs AS {ENDLESS} SELECT x AS id FROM c;",
    "a table that is a program": "CREATE VIRTUAL TABLE words USING fts5(word);",
}


@pytest.mark.parametrize("kind", ACTS)
def test_a_history_that_acts_by_itself_is_kept_aside_and_nothing_that_is_told_gets_lost(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "history.sqlite"
    RunStore(path).close()
    changed(path, ACTS[kind])

    def use() -> None:
        store = RunStore(path)
        try:
            assert "kept as history.damaged-" in store.warning
            run = store.begin("Why?", "logs")
            store.append(run, Noted(text="so"))
            assert len(store.events(run)) == 1 and len(store.list()) == 1
        finally:
            store.close()

    within(PATIENCE, use)
    assert len(list(tmp_path.glob("history.damaged-*.sqlite"))) == 1


def test_a_copy_of_the_history_that_acts_by_itself_is_left_where_it_is(tmp_path: Path) -> None:
    path, copy = tmp_path / "history.sqlite", tmp_path / "history.form-2.sqlite"
    for each in (path, copy):
        RunStore(each).close()
    changed(copy, ACTS["a view without end"])

    def use() -> None:
        store = RunStore(path)
        assert "could not be read" in store.warning
        store.remove(store.begin("Why?", "logs"))
        store.close()

    within(PATIENCE, use)


def test_kept_answers_that_act_by_themselves_are_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    changed(path, f"CREATE VIEW kept AS {ENDLESS} SELECT x AS key, x AS value, x AS used, '' AS run FROM c;")

    def use() -> None:
        kept = KeptResults(path)
        kept.put("a", "b", run="run")
        assert kept.get("a") == "b"
        kept.close()

    within(PATIENCE, use)


@pytest.mark.parametrize("started", ["9e999", "1e18", "-1e18"])
def test_a_run_of_a_time_that_no_calendar_has_is_listed(tmp_path: Path, started: str) -> None:
    path = tmp_path / "history.sqlite"
    store = RunStore(path)
    store.begin("Why?", "logs")
    changed(path, f"UPDATE runs SET started = {started}")

    assert [run.question for run in store.list()] == ["Why?"]
    store.close()


NESTED = "[" * 20_000 + "]" * 20_000


@pytest.mark.parametrize("what", ["reply", "json", "paths", "settings"])
def test_what_is_nested_without_end_in_a_history_is_of_another_version(tmp_path: Path, what: str) -> None:
    path = tmp_path / "history.sqlite"
    store = RunStore(path)
    run = store.begin("Why?", "logs")
    store.append(run, Noted(text="so"))
    table = "events" if what == "json" else "runs"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"UPDATE {table} SET {what} = ?", (NESTED,))

    assert len(store.events(run)) == 1 and store.reply(run).question == "Why?"
    if what == "paths":
        with pytest.raises(BadRequest, match="asked over"):
            store.request(run)
    store.close()
    if what == "settings":
        assert main(["--data-dir", str(tmp_path), "runs", "resume", "last"]) == BadRequest("").exit_status


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        *(("engine", "context_tokens", value) for value in ("-5", "0", "1" + "0" * 31, "7")),
        *(("engine", name, "-2") for name in ("threads", "sequences", "gpu_layers")),
        *(("engine", name, "1000000000") for name in ("threads", "sequences", "gpu_layers")),
        *(("limits", "seconds", value) for value in ("nan", "inf", "-1")),
        *(("limits", "depth", value) for value in ("-1", "1000000000")),
        *(("sandbox", "memory_mb", value) for value in ("0", "-1", "1000000000000")),
        *(("sandbox", name, "nan") for name in ("seconds", "grace")),
        *(("table", name, "-1") for name in ("memory_mb", "threads", "seconds")),
    ],
)
def test_a_setting_that_no_machine_can_follow_is_told_by_its_name(
    tmp_path: Path, section: str, name: str, value: str
) -> None:
    (tmp_path / "settings.toml").write_text(f"[{section}]\n{name} = {value}\n", encoding="utf-8")

    with pytest.raises(BadRequest, match=rf"\$\.{section}\.{name}"):
        Settings.load(DataFolder(tmp_path))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a library of two documents that was read in."""
    folder = tmp_path_factory.mktemp("whole")
    texts = folder / "texts"
    texts.mkdir()
    rows = "".join(f"u{number % 5},{number}\n" for number in range(300))
    (texts / "a.csv").write_text(f"user,n\n{rows}", encoding="utf-8")
    (texts / "b.html").write_text("<p>a page about tea</p>" * 50, encoding="utf-8")
    made = Shelf(DataFolder(folder / "data")).create("l", [texts])
    made.update()
    made.close()
    return folder / "data"


@pytest.fixture
def library(whole: Path, tmp_path: Path) -> Path:
    """The folder of that library, in a data folder of its own."""
    shutil.copytree(whole, tmp_path / "data")
    return next((tmp_path / "data" / "libraries").iterdir())


def shown(folder: Path) -> list[str]:
    """What a library gives, or says of itself."""
    shelf = Shelf(DataFolder(folder.parent.parent))
    told = [info.name for info in shelf.list()]
    try:
        with closing(shelf.open("l" if "l" in told else folder.name)) as opened:
            opened.update()
            told += [str(opened.query("SELECT count(*) FROM records").rows), str(len(opened.search("tea")))]
    except RlmError as error:
        told.append(error.message)
    return told


FILES = ("lock", "library.sqlite", "words.sqlite", "records.duckdb", "text/0001.pack")


@pipes
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["a link", "a pipe"])
def test_a_library_with_a_link_or_a_pipe_in_it_is_not_used_and_nothing_is_written_through_it(
    library: Path, tmp_path: Path, name: str, kind: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the person's own\n" * 100, encoding="utf-8")
    (library / name).unlink()
    if kind == "a link":
        (library / name).symlink_to(secret)
    else:
        os.mkfifo(library / name)
    told: list[str] = []

    within(PATIENCE, lambda: told.extend(shown(library)))

    assert "There is no library called" in told[-1] or "is no file: it is a link, a pipe" in told[-1]
    assert "own" not in "".join(told)
    if (library / "library.sqlite").is_file():
        shelf = Shelf(DataFolder(library.parent.parent))
        within(PATIENCE, lambda: shelf.remove(library.name))
        assert not library.exists()
    assert secret.read_text(encoding="utf-8") == "the person's own\n" * 100


@pytest.mark.parametrize(
    "sql",
    [
        f"ALTER TABLE documents RENAME TO d; CREATE VIEW documents AS {ENDLESS} SELECT x AS id FROM c;",
        "CREATE TRIGGER t AFTER INSERT ON facts BEGIN DELETE FROM documents; END;",
    ],
    ids=["a view without end", "a trigger that removes"],
)
def test_a_library_that_acts_by_itself_is_listed_and_not_used(library: Path, sql: str) -> None:
    changed(library / "library.sqlite", sql)
    told: list[str] = []

    within(PATIENCE, lambda: told.extend(shown(library)))

    assert "(cannot be opened)" in told[0] and "acts by itself" in told[-1]


@pipes
def test_what_is_kept_beside_is_never_written_through_a_link(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    data = DataFolder(tmp_path / "data")
    for link in (data.root / "settings.new", data.cache / "speeds.json", data.logs / LOG, data.history):
        own.write_text("the person's own", encoding="utf-8")
        link.parent.mkdir(exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(own)

        Settings(data=data, candidates=5).save()
        Speeds(data.cache / "speeds.json").put("f" * 64, Speed(reads=1.0, writes=1.0))
        as_ours(ZeroDivisionError(), data.logs)
        main(["--data-dir", str(data.root), "runs", "list"])

        assert own.read_text(encoding="utf-8") == "the person's own"
    assert Settings.load(data).candidates == 5


@pipes
@pytest.mark.parametrize("name", ["speeds.json", "model-hashes.json"])
@pytest.mark.parametrize("kind", ["a pipe", "a device without end", "lists in lists"])
def test_notes_that_are_none_are_passed_over(tmp_path: Path, name: str, kind: str) -> None:
    note = tmp_path / name
    match kind:
        case "a pipe":
            os.mkfifo(note)
        case "a device without end":
            note.symlink_to("/dev/zero")
        case _:
            note.write_text(NESTED, encoding="utf-8")
    model = tmp_path / "x.gguf"
    model.write_bytes(b"GGUF")

    within(PATIENCE, lambda: (Speeds(note).get(""), fingerprint.remembered(model, note)))

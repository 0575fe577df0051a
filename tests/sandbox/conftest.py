"""The real interpreter for these tests; without its bundle they are left out, with the reason."""

import hashlib
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import cast

import pytest

from rlm_desktop.errors import RuntimeMissing
from rlm_desktop.ports import CellResult, Mount, Tool
from rlm_desktop.sandbox.bundle import Bundle
from rlm_desktop.sandbox.process import Sandbox
from rlm_desktop.sandbox.wasi import WasiBundle
from rlm_desktop.settings import SandboxLimits
from rlm_desktop.spans import DocumentId
from tests.sandbox.attacked import SECRET, World, note_visitors, program

TEXT = "".join(f"line {number} of user{number % 7}, größe {number * 3}\n" for number in range(2000))
Start = Callable[..., Sandbox]


def mount(path: Path, *, document: int = 1, start: int = 0, size: int | None = None) -> Mount:
    whole = path.stat().st_size
    return Mount(DocumentId(document), path.name, str(path), start, whole - start if size is None else size)


AnyBundle = Bundle | WasiBundle


@pytest.fixture(scope="session", params=["pyodide", pytest.param("wasi", marks=pytest.mark.slow)])
def bundle(request: pytest.FixtureRequest) -> AnyBundle:
    """Both interpreters: a test is of both unless it takes `pyodide` or `wasi`."""
    return found(WasiBundle if request.param == "wasi" else Bundle)


@pytest.fixture(scope="session")
def pyodide() -> Bundle:
    return found(Bundle)


@pytest.fixture(scope="session")
def wasi() -> WasiBundle:
    return found(WasiBundle)


@pytest.fixture
def only_pyodide(bundle: AnyBundle) -> None:
    """For what CPython for WASI does not have; `docs/security.md` says what that is."""
    if isinstance(bundle, WasiBundle):
        pytest.skip("CPython for WASI: no files, event loop, soft interrupt, lzma; 20,000 documents")


def found[B: AnyBundle](kind: type[B]) -> B:
    try:
        return cast("B", kind.find())
    except RuntimeMissing as error:
        pytest.skip(f"{error.message} {error.hint}")


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("text") / "app.log"
    path.write_text(TEXT, encoding="utf-8", newline="")
    return path


@pytest.fixture(scope="module")
def sandbox(bundle: AnyBundle, text: Path) -> Iterator[Sandbox]:
    """One interpreter over one document, shared by a module's tests."""
    with Sandbox(mounts=[mount(text)], limits=SandboxLimits(), bundle=bundle) as shared:
        yield shared


@pytest.fixture
def start(bundle: AnyBundle) -> Iterator[Start]:
    """Starts interpreters that end with the test."""
    started: list[Sandbox] = []

    def begin(
        *mounts: Mount, limits: SandboxLimits | None = None, on_lost: Callable[[str], None] | None = None
    ) -> Sandbox:
        made = Sandbox(mounts=mounts, limits=limits or SandboxLimits(), bundle=bundle, on_lost=on_lost)
        started.append(made)
        return made

    yield begin
    for sandbox in started:
        sandbox.close()


def run(sandbox: Sandbox, code: str, *, seconds: float = 20.0, **tools: Tool) -> CellResult:
    """Run a cell in a namespace of its own."""
    given: Mapping[str, Tool] = tools
    return sandbox.run(code, tools=given, seconds=seconds, fresh=True)


def value(sandbox: Sandbox, code: str, **tools: Tool) -> str | None:
    """What a cell that succeeds ends with."""
    result = sandbox.run(code, tools=tools, fresh=True)
    assert result.ok, result.error
    return result.value


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    (folder / "secret").write_text(SECRET, encoding="utf-8")
    (folder / "secret_module.py").write_text("x = 1", encoding="utf-8")
    (folder / "text").write_text("the text that stays as it is\n" * 100, encoding="utf-8")
    visitors: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=note_visitors, args=(server, visitors), daemon=True).start()
        yield World(folder / "secret", folder / "text", folder / "marker", server.getsockname()[1], visitors)
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def target(bundle: AnyBundle, world: World) -> Iterator[Sandbox]:
    os.environ["RLM_TEST_SECRET"] = SECRET
    limits = SandboxLimits(grace=0.5)
    with Sandbox(mounts=[mount(world.text)], limits=limits, bundle=bundle) as made:
        yield made
    del os.environ["RLM_TEST_SECRET"]


def gets_nothing(target: Sandbox, world: World, body: str, *, seconds: float = 5.0) -> None:
    """A program finds no secret, leaves nothing behind, changes no text, and the next cell runs."""
    before = hashlib.sha256(world.text.read_bytes()).digest()

    result = run(target, program(body, world), seconds=seconds)

    assert result.killed or not result.ok or result.value is None, result
    assert SECRET not in result.output + str(result.value) + str(result.error)
    assert not world.marker.exists() and not world.visitors
    assert hashlib.sha256(world.text.read_bytes()).digest() == before
    assert value(target, "6 * 7") == "42"

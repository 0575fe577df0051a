"""The interpreter's layers one by one: all others are taken away, and what is left still holds.

A control without any layer gets everywhere, so that the attempts mean something. Each is tried in the
interpreter of a run, and in that of a run within it, where what is to be read is the text of the run above.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from rlm_desktop import walls
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.paths import DataFolder
from rlm_desktop.ports import Interpreter
from rlm_desktop.runtime.nesting import nest_in
from rlm_desktop.sandbox import child, selftest
from rlm_desktop.sandbox.bundle import Bundle
from rlm_desktop.sandbox.process import Sandbox
from rlm_desktop.settings import SandboxLimits, Settings
from rlm_desktop.walls import Walls
from tests.context.conftest import plain_profile

NO_GLOBALS_GO = ("globals: deleteGlobals() }", "globals: [] }")
NO_PERMISSION_GOES = ("granted: revokeAll(),", "granted: [],")
NO_FENCE = ('python.runPython("import fence; fence.close()");', "")
NO_FIREWALL = ("  locked = true;", "")

REACH = """
import json
def given(**options):
    return to_js(options, dict_converter=js.Object.fromEntries)
def tried(attempt):
    try:
        return str(attempt())[:80] or "done"
    except BaseException as error:
        return None
try:
    import js
    from pyodide.ffi import to_js
    attempts = {{
        "read": lambda: js.Deno.readTextFileSync({secret!r}),
        # Empty: the kernel lets no file of this process grow by a byte.
        "write": lambda: js.Deno.writeTextFileSync({marker!r}, "") or "made",
        "remove": lambda: js.Deno.removeSync({victim!r}) or "removed",
        "list": lambda: len(list(js.Deno.readDirSync("/"))),
        "run": lambda: js.Deno.Command.new("/bin/true").outputSync().code,
        "listen": lambda: js.Deno.listen(given(hostname="127.0.0.1", port=0)).addr.port,
        "library": lambda: js.Deno.dlopen({library!r}, js.Object.new()),
        "host": lambda: js.Deno.hostname(),
        "signal": lambda: js.Deno.kill(js.Deno.ppid, "SIGCONT") or "sent",
    }}
except ImportError:
    attempts = {{}}
print(json.dumps({{name: got for name, attempt in attempts.items() if (got := tried(attempt)) is not None}}))
"""
ALL = {"read", "write", "remove", "list", "run", "listen", "library", "host", "signal"}

LIMITS = SandboxLimits(grace=1.0, interpreter="pyodide")

type Reached = Callable[..., set[str] | None]


@pytest.fixture
def bundle(pyodide: Bundle) -> Bundle:
    return pyodide


@contextmanager
def _of_a_run(bundle: Bundle, secret: Path) -> Iterator[Interpreter]:
    with Sandbox(mounts=[], limits=LIMITS, bundle=bundle) as sandbox:
        yield sandbox


@contextmanager
def _of_a_run_within(bundle: Bundle, secret: Path) -> Iterator[Interpreter]:
    data = DataFolder(secret.parent / "data")
    with (
        pytest.MonkeyPatch.context() as patch,
        Shelf(data, derive=plain_profile).for_paths([secret]) as above,
    ):
        above.update()
        patch.setattr(Bundle, "find", lambda folder=None: bundle)
        with nest_in(above, Settings(data=data, sandbox=LIMITS), lambda: False)("below") as (_, sandbox):
            yield sandbox


@pytest.fixture(
    params=[_of_a_run, pytest.param(_of_a_run_within, marks=pytest.mark.slow)], ids=["run", "within"]
)
def reached(
    request: pytest.FixtureRequest, bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Reached]:
    """What JavaScript got at, in an interpreter whose layers are taken away; None if that ended it."""

    def attack(*gone: tuple[str, str], permissions: bool, held: Walls) -> set[str] | None:
        secret, victim, marker = tmp_path / "secret", tmp_path / "victim", tmp_path / "marker"
        for path in (secret, victim):
            path.write_text("secret", encoding="utf-8")
        monkeypatch.setattr(walls, "walls", lambda: held)
        monkeypatch.setattr(selftest, "require", lambda process, bundle: None)
        if not permissions:
            monkeypatch.setattr(child, "_command", _permitted)
        with request.param(_without(bundle, tmp_path, gone), secret) as sandbox:
            library = next(str(path) for path in Path("/lib/x86_64-linux-gnu").glob("libm.so*"))
            code = REACH.format(secret=str(secret), victim=str(victim), marker=str(marker), library=library)
            result = sandbox.run(code, tools={}, seconds=20)
        if not result.ok:
            assert result.killed, result
            return None
        got = set(msgspec.json.decode(result.output, type=dict[str, str]))
        assert marker.exists() == ("write" in got) and victim.exists() == ("remove" not in got)
        return got

    yield attack


def _without(bundle: Bundle, folder: Path, gone: tuple[tuple[str, str], ...]) -> Bundle:
    """A copy in which some lines of our own are not there."""
    copy = folder / "bundle"
    shutil.copytree(bundle.folder, copy)
    texts = {name: (copy / name).read_text(encoding="utf-8") for name in ("runner.mjs", "firewall.mjs")}
    for line, instead in gone:
        (name,) = [name for name, text in texts.items() if line in text]
        texts[name] = texts[name].replace(line, instead)
    for name, text in texts.items():
        (copy / name).write_text(text, encoding="utf-8")
    return Bundle(copy, bundle.deno, "changed", bundle.pyodide_version)


def _permitted(bundle: Bundle, limits: SandboxLimits) -> list[str]:
    return [str(bundle.deno), "run", "-A", "--no-lock", f"--config={bundle.folder / 'deno.json'}",
            str(bundle.folder / "runner.mjs")]  # fmt: skip


NOTHING = Walls()
HELD = walls.walls()
needs_walls = pytest.mark.skipif(
    not (HELD.landlock and HELD.seccomp), reason="this system has no Landlock and seccomp"
)


@pytest.mark.slow
def test_without_any_layer_it_gets_everywhere(reached: Reached) -> None:
    gone = (NO_FENCE, NO_FIREWALL, NO_GLOBALS_GO, NO_PERMISSION_GOES)

    assert reached(*gone, permissions=False, held=NOTHING) == ALL


@needs_walls
@pytest.mark.slow
@pytest.mark.parametrize("layer", ["landlock", "seccomp"])
def test_each_wall_of_the_system_alone(reached: Reached, layer: str) -> None:
    gone = (NO_FENCE, NO_FIREWALL, NO_GLOBALS_GO, NO_PERMISSION_GOES)
    held = Walls(landlock=HELD.landlock) if layer == "landlock" else Walls(seccomp=True)

    got = reached(*gone, permissions=False, held=held)

    through = {"landlock": {"host", "library"}, "seccomp": ALL - {"listen", "signal"}}[layer]
    assert got is not None and got <= through, got


@needs_walls
def test_the_walls_of_the_system_alone(reached: Reached) -> None:
    gone = (NO_FENCE, NO_FIREWALL, NO_GLOBALS_GO, NO_PERMISSION_GOES)

    got = reached(*gone, permissions=False, held=HELD)

    # The name of the machine is no file, and the C library may be read by any program.
    assert got is not None and got <= {"host", "library"}, got


@pytest.mark.slow
def test_the_revoked_permissions_alone(reached: Reached) -> None:
    assert reached(NO_FENCE, NO_FIREWALL, NO_GLOBALS_GO, permissions=True, held=NOTHING) == set()


@pytest.mark.slow
def test_the_deleted_globals_alone(reached: Reached) -> None:
    assert reached(NO_FENCE, NO_FIREWALL, NO_PERMISSION_GOES, permissions=False, held=NOTHING) == set()


@pytest.mark.slow
def test_the_firewall_of_imports_alone(reached: Reached) -> None:
    """The first thing that speaks to JavaScript ends the process."""
    gone = (NO_FENCE, NO_GLOBALS_GO, NO_PERMISSION_GOES)

    assert reached(*gone, permissions=False, held=NOTHING) in (None, set())


@pytest.mark.slow
def test_the_fence_around_imports_alone(reached: Reached) -> None:
    gone = (NO_FIREWALL, NO_GLOBALS_GO, NO_PERMISSION_GOES)

    assert reached(*gone, permissions=False, held=NOTHING) == set()

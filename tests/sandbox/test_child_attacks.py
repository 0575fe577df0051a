"""The same programs in the interpreter of a run within a run, as `rlm_query` starts it over a piece of it."""

import hashlib
import os
import platform
from collections.abc import Iterator
from pathlib import Path

import pytest

from rlm_desktop.context.library import Library
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.paths import DataFolder
from rlm_desktop.ports import Interpreter
from rlm_desktop.runtime.nesting import nest_in
from rlm_desktop.settings import SandboxLimits, Settings
from tests.context.conftest import plain_profile
from tests.sandbox import test_attacks as first
from tests.sandbox.attacked import SECRET, World, program
from tests.sandbox.conftest import AnyBundle
from tests.sandbox.test_attacks_again import FOUND_AGAIN
from tests.sandbox.test_attacks_fourth import ROADS, TOLD
from tests.sandbox.test_attacks_third import QUIET

ABOVE = "what only the run above may read"
BELOW = "the piece of text that the child was given\n" * 50
GROUPS = {
    "told": TOLD,  # first: the others bring names of the host along
    "files": first.FILES, "environment": first.ENVIRONMENT, "processes": first.PROCESSES,
    "network": first.NETWORK, "javascript": first.JAVASCRIPT, "native": first.NATIVE, "writes": first.WRITES,
    "found again": FOUND_AGAIN, "quiet": QUIET, "roads": ROADS,
}  # fmt: skip
TEXT_ABOVE = {
    "the text above by its number": r"""
        for number in range(1, 50):
            told = open('/text/%d' % number).read()
            if {above!r} in told: return told
        1 / 0""",
    "the text above by the host": r"""
        import channel
        for number in range(1, 50):
            told = channel.read_document(number, 0, 1000)
            if {above!r}.encode() in told: return told
        1 / 0""",
    "the text above in all that can be read": r"""
        import os
        for folder, _, names in os.walk('/'):
            for name in names:
                path = os.path.join(folder, name)
                if path.startswith(('/dev', '/proc', '/lib')): continue
                told = open(path, 'rb').read()
                if {backwards!r}.encode()[::-1] in told: return path
        1 / 0""",
}
USUAL = ("files: open by its path", "processes: os.system", "network: socket", "javascript: import js")


class Nested:
    """The interpreter of a child, the library above it, and where its text lies for now."""

    def __init__(self, sandbox: Interpreter, above: Library, cache: Path) -> None:
        self.sandbox = sandbox
        self.above = above
        self.cache = cache


@pytest.fixture(scope="module")
def nested(bundle: AnyBundle, world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nested]:
    folder = tmp_path_factory.mktemp("nested")
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"{ABOVE} {number}\n" * 20, encoding="utf-8")
    data = DataFolder(folder / "data")
    above = Shelf(data, derive=plain_profile).for_paths([folder / f"{number}.txt" for number in range(3)])
    above.update()
    kind = "pyodide" if type(bundle).__name__ == "Bundle" else "wasi"
    settings = Settings(data=data, sandbox=SandboxLimits(grace=0.5, interpreter=kind))  # type: ignore[arg-type]
    os.environ["RLM_TEST_SECRET"] = SECRET
    with nest_in(above, settings, lambda: False)(BELOW) as (_, sandbox):
        yield Nested(sandbox, above, data.cache)
    del os.environ["RLM_TEST_SECRET"]
    above.close()


def _cases() -> list[object]:
    named = {f"{group}: {name}": body for group, bodies in GROUPS.items() for name, body in bodies.items()}
    return [
        pytest.param(body, id=name, marks=[] if name in USUAL else [pytest.mark.slow])
        for name, body in named.items()
    ]


@pytest.mark.parametrize("body", _cases())
def test_no_program_of_a_child_gets_out(nested: Nested, world: World, body: str) -> None:
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in nested.cache.rglob("text.txt")}
    body = body.replace("{host!r}", repr(platform.node()))
    body = body.replace("{redlof!r}", repr(str(world.secret.parent)[::-1]))

    result = nested.sandbox.run(program(body, world), tools={}, seconds=3, fresh=True)

    assert result.killed or not result.ok or result.value is None, result
    assert SECRET not in result.output
    assert not world.marker.exists() and not world.visitors
    assert before and before == {path: hashlib.sha256(path.read_bytes()).digest() for path in before}
    assert nested.sandbox.run("6 * 7", tools={}, fresh=True).value == "42"


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in TEXT_ABOVE.items()])
def test_a_child_sees_its_own_text_and_nothing_of_the_one_above(
    nested: Nested, world: World, body: str
) -> None:
    body = body.replace("{above!r}", repr(ABOVE)).replace("{backwards!r}", repr(ABOVE[::-1]))

    result = nested.sandbox.run(program(body, world), tools={}, seconds=20, fresh=True)

    assert result.killed or (result.ok and result.value is None), result
    own = nested.sandbox.run("context.count('piece of text')", tools={}, fresh=True)
    assert own.value == "50", own


def test_nothing_of_a_child_is_left_when_it_has_ended(
    world: World, tmp_path: Path, bundle: AnyBundle
) -> None:
    (tmp_path / "a.txt").write_text("above\n", encoding="utf-8")
    data = DataFolder(tmp_path / "data")
    above = Shelf(data, derive=plain_profile).for_paths([tmp_path / "a.txt"])
    above.update()

    with nest_in(above, Settings(data=data), lambda: False)("below") as (_, sandbox):
        sandbox.run("1", tools={})
        assert list(data.cache.glob("nest-*"))

    assert not list(data.cache.glob("nest-*"))
    above.close()

"""The processes that parse records, keep labels, hold a model or draw a page: what each reaches."""

import msgspec
import pytest

from tests.security.attempts import EITHER, FREE, IN_ITS_FOLDER, LANDLOCK, OUT_OF_ITS_FOLDER, SECCOMP
from tests.security.programs import BOTH, python

pytestmark = pytest.mark.skipif(not BOTH, reason="this system has no Landlock and seccomp")

TRYING = """
import json, os, resource, signal, sys
from pathlib import Path
walled, mine, own = sys.argv[1] == "walls", Path(sys.argv[2]), Path(sys.argv[3])
attempts = json.loads(sys.argv[4])
def tried():
    got = []
    for name, body in attempts.items():
        try:
            exec(body, {"os": os, "resource": resource, "signal": signal})
            got.append(name)
        except Exception:
            pass
    return got
"""
RECORDS = """
from multiprocessing import Pipe
import msgspec
from rlm_desktop import walls
import rlm_desktop.context.records.assemble, rlm_desktop.context.records.build
build = sys.modules["rlm_desktop.context.records.build"]
module = sys.modules["rlm_desktop.context.records.assemble"]
module.assemble = lambda database, sources, progress: print(json.dumps(tried())) or ()
if not walled:
    walls.confine = lambda **_: None
ours, theirs = Pipe()
order = build._Order(str(mine / "records.db"), ((1, "own", "log", str(own), 0, 1),))
ours.send_bytes(msgspec.msgpack.encode(order))
build._work(theirs)
"""
LABELS = """
from multiprocessing import Pipe
import duckdb, msgspec
from rlm_desktop import walls
from rlm_desktop.context.records import added
added._fill = lambda connection, order: print(json.dumps(tried()))
if not walled:
    walls.confine = lambda **_: None
ours, theirs = Pipe()
ours.send_bytes(msgspec.msgpack.encode(added._Order(str(mine / "records.db"), "records", "label", ())))
added._work(theirs)
"""
MODEL = """
import io
from rlm_desktop.engine import frames, serve
serve.weigh = lambda path, shape: print(json.dumps(tried())) or sys.stdout.flush() or os._exit(0)
load = frames.Load(path=str(own), context_tokens=1, sequences=1, threads=1, gpu_layers=0, prefixes=str(mine),
                   walls=walled)
asked = io.BytesIO()
frames.write(asked, frames.Weigh(load=load))
reading, writing = os.pipe()
os.write(writing, asked.getvalue())
serve._pipes = lambda: (os.fdopen(reading, "rb"), sys.stdout.buffer)
serve.main()
"""
PICTURE = """
import io, types
import msgspec
from rlm_desktop import walls
from rlm_desktop.context import drawing
drawing._draw = lambda asked: print(json.dumps(tried())) or sys.stdout.flush() or os._exit(0)
if not walled:
    walls.confine = lambda **_: None
order = msgspec.json.encode({"path": str(own), "page": 1, "width": 100})
sys.stdin = types.SimpleNamespace(buffer=io.BytesIO(order))
drawing.main()
"""
PROCESSES = {"records": RECORDS, "labels": LABELS, "model": MODEL, "picture": PICTURE}
CONTROL = (
    "read a secret",
    "write beside the file",
    "UDP",
    "the rights of a secret",
    "a signal to the parent",
)


def reached(
    process: str, tmp_path_factory: pytest.TempPathFactory, wanted: dict[str, str], *, walls: bool
) -> list[str]:
    folder = tmp_path_factory.mktemp("walls")
    (folder / "secret").write_text("secret", encoding="utf-8")
    (folder / "own").write_text("a document", encoding="utf-8")
    (folder / "mine").mkdir()
    names = {name: str(folder / name) for name in ("secret", "own", "mine", "made")} | {"folder": str(folder)}
    attempts = {name: body.format(**names) for name, body in wanted.items()}
    said = python(
        TRYING + PROCESSES[process],
        "walls" if walls else "none",
        names["mine"],
        names["own"],
        msgspec.json.encode(attempts).decode(),
        environment={"OPENBLAS_NUM_THREADS": "1"},
    )
    return msgspec.json.decode(said.strip().splitlines()[-1], type=list[str])


@pytest.mark.parametrize("process", PROCESSES)
def test_it_reaches_its_text_and_its_folder_and_nothing_else(
    process: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    free = {name: body for name, body in FREE.items() if process != "labels" or "the file" not in name}
    inside = IN_ITS_FOLDER if process != "picture" else {}  # which writes nothing
    bad = {**LANDLOCK, **SECCOMP, **EITHER, **OUT_OF_ITS_FOLDER}

    got = reached(process, tmp_path_factory, {**bad, **IN_ITS_FOLDER, **free}, walls=True)

    assert got == [*inside, *free]


@pytest.mark.parametrize("process", PROCESSES)
def test_without_its_walls_it_reaches_all_of_that(
    process: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    wanted = {name: body for name, body in {**LANDLOCK, **SECCOMP, **EITHER}.items() if name in CONTROL}

    assert set(reached(process, tmp_path_factory, wanted, walls=False)) == set(CONTROL)

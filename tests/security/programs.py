"""Running a small Python program as a hostile one: what it prints is what it got."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import msgspec

from rlm_desktop.paths import PROGRAM
from rlm_desktop.walls import Walls, walls

WALLS = walls()
BOTH = bool(WALLS.landlock and WALLS.seccomp)
LAYERS = {
    "landlock": Walls(landlock=WALLS.landlock),
    "seccomp": Walls(seccomp=WALLS.seccomp),
    "both": WALLS,
    "none": Walls(),
}

_PROGRAM = """
import json, os, resource, signal, sys
from pathlib import Path
from rlm_desktop.walls import Walls, confine
attempts = json.loads(sys.argv[1])
got = {{}}
confine(read=[Path(sys.argv[2])], held=Walls(landlock={landlock}, seccomp={seccomp}))
for name, body in attempts.items():
    try:
        exec(body, {{"os": os, "resource": resource, "signal": signal}})
        got[name] = "got it"
    except Exception as error:
        got[name] = type(error).__name__
print(json.dumps(got))
"""


def python(
    code: str, *arguments: str, seconds: float = 300, environment: Mapping[str, str] | None = None
) -> str:
    """What a program prints; it is started with this package within reach."""
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=seconds,
        cwd=PROGRAM.parent,
        env={**os.environ, **(environment or {})},
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def confined(attempts: dict[str, str], *, read: Path, held: Walls) -> dict[str, str]:
    """For each attempt, made in one process behind the walls: "got it", or the name of the error."""
    code = _PROGRAM.format(landlock=held.landlock, seccomp=held.seccomp)
    said = python(code, msgspec.json.encode(attempts).decode(), str(read))
    return msgspec.json.decode(said, type=dict[str, str])

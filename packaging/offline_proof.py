"""Shows that a question is answered without a network: `.venv/bin/python packaging/offline_proof.py` (Linux).

A question about the sample is asked in a network namespace that has only loopback, while strace writes down
every socket that the program or any of its children asks the system for. With `--window` it is typed into
the window. A control that does open one, within the window too, has to be noticed. Exit status: 0 shown,
1 not so, 3 this machine cannot show it.
"""

import fcntl
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rlm_desktop import paths
from rlm_desktop.engine import catalogue
from rlm_desktop.errors import RlmError
from rlm_desktop.paths import DataFolder
from rlm_desktop.settings import EngineSettings

INSIDE = "--inside"
INTERNET = re.compile(r"socket\((AF_INET6?|AF_PACKET|PF_INET6?)\b.*")
CONTROL = [sys.executable, "-c", "import socket; socket.socket().close()"]
QUESTION = "How many orders were cancelled?"


class Watched(NamedTuple):
    """A program that has ended, and the Internet sockets that it and its children asked for."""

    status: int
    output: str
    sockets: list[str]
    all_sockets: int
    """With those to other processes here: with none, nobody looked."""


def cannot() -> str:
    """Why this machine cannot show it; empty if it can."""
    if sys.platform != "linux":
        return "Network namespaces are Linux's."
    missing = [tool for tool in ("unshare", "strace") if not shutil.which(tool)]
    if missing:
        return f"Not installed here: {', '.join(missing)}."
    for trial in ([*_alone(), "true"], ["strace", "-qq", "-o", os.devnull, "true"]):
        tried = subprocess.run(trial, capture_output=True, encoding="utf-8", check=False)
        if tried.returncode:
            return f"Not allowed here: {' '.join(trial)}: {tried.stderr.strip()}"
    return ""


def watched(command: Sequence[str | Path]) -> Watched:
    """Run a program with no interface but loopback, its sockets written down."""
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "sockets"
        inner = [sys.executable, str(Path(__file__).resolve()), INSIDE, str(trace), *map(str, command)]
        env = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPATH": str(paths.PROGRAM.parent)}
        ended = subprocess.run(
            [*_alone(), *inner], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8"
        )
        lines = trace.read_text(encoding="utf-8", errors="replace").splitlines() if trace.exists() else []
    internet = [line for line in lines if INTERNET.search(line)]
    return Watched(ended.returncode, ended.stdout, internet, sum("socket(" in line for line in lines))


def asking(question: str, path: Path, data: Path) -> list[str | Path]:
    """The command that asks, with the model of the person and a data folder that was never used."""
    model = catalogue.find(EngineSettings().root, DataFolder.default()).path
    program: list[str | Path] = [sys.executable, "-m", "rlm_desktop", "--data-dir", data]
    return [*program, "ask", question, path, "--root", model, "--json"]


def in_the_window(question: str, data: Path) -> list[str | Path]:
    """The command that opens the window and types the question; without one it opens a socket."""
    name = catalogue.find(EngineSettings().root, DataFolder.default()).path
    folder = DataFolder(data)
    (folder.models / name.name).symlink_to(name)
    script = Path(__file__).with_name("window_question.py")
    return [sys.executable, script, "--data-dir", data, *([question] if question else [])]


def _alone() -> list[str]:
    """What gives a program a network of its own. Without being root, that takes a namespace of users too."""
    return ["unshare", "--net", *(() if os.geteuid() == 0 else ("--map-root-user",)), "--"]


def _inside(trace: str, command: Sequence[str]) -> None:
    """In the namespace: nothing but loopback is there, and it works; then become strace."""
    assert [name for _, name in socket.if_nameindex()] == ["lo"]
    with socket.socket() as any_socket:
        up = struct.pack("16sh", b"lo", 1)
        set_interface_flags = 0x8914
        fcntl.ioctl(any_socket, set_interface_flags, up)
    os.execvp(
        "strace", ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=socket", "-o", trace, "--", *command]
    )


def prove() -> bool:
    control = watched(CONTROL)
    print(f"control: a program that opens a socket: {len(control.sockets)} seen", flush=True)
    asked = tomllib.loads(paths.sample_questions().read_text(encoding="utf-8"))["question"]
    known = next(question for question in asked if question["ask"] == QUESTION)
    with tempfile.TemporaryDirectory() as data:
        seen = watched(asking(QUESTION, paths.sample_questions().parent / known["over"], Path(data)))
    reply = json.loads(seen.output) if seen.output else {}
    right = seen.status == 0 and reply.get("value") == known["answer"]
    print(f"asked: {QUESTION}  answer: {reply.get('answer')}  ({'right' if right else 'not right'})")
    print(f"Internet sockets that the program and its children asked for: {len(seen.sockets)}")
    print("\n".join(seen.sockets[:20]))
    return len(control.sockets) > 0 and right and not seen.sockets


def prove_in_the_window() -> bool:
    with tempfile.TemporaryDirectory() as data:
        control = watched(in_the_window("", Path(data)))
    print(f"control: a window that opens a socket: {len(control.sockets)} seen", flush=True)
    with tempfile.TemporaryDirectory() as data:
        seen = watched(in_the_window(QUESTION, Path(data)))
    (answer,) = json.loads(seen.output) if seen.output.startswith("[") else ("",)
    asked = tomllib.loads(paths.sample_questions().read_text(encoding="utf-8"))["question"]
    known = next(question["answer"] for question in asked if question["ask"] == QUESTION)
    right = seen.status == 0 and str(known) in str(answer).split()
    print(f"typed: {QUESTION}  answer: {answer}  ({'right' if right else 'not right'})")
    print(f"sockets that the window and its children asked for: {seen.all_sockets}")
    print(f"Internet sockets among them: {len(seen.sockets)}", *seen.sockets[:20], sep="\n")
    return len(control.sockets) > 0 and right and not seen.sockets


def main() -> int:
    reason = cannot()
    proof = prove_in_the_window if sys.argv[1:2] == ["--window"] else prove
    try:
        if not reason:
            return 0 if proof() else 1
    except RlmError as error:
        reason = f"{error.message} {error.hint}"
    sys.stderr.write(f"This cannot be shown here. {reason}\n")
    return 3


if __name__ == "__main__":
    if sys.argv[1:2] == [INSIDE]:
        _inside(sys.argv[2], sys.argv[3:])
    sys.exit(main())

"""Tries a package as a person would, in a root without Python, compiler and network (Linux, as root).

    .venv/bin/python packaging/try_package.py dist/NAME.deb --model MODEL.gguf --root FOLDER [--pictures DIR]

A MODEL that is a .deb is installed beside the program instead; nothing is brought in then, nor without a
MODEL: the package holds one.
FOLDER is a bare system with what each desktop has; without one there, debootstrap makes it. Over it lies an
empty layer, so that every file the package leaves behind is seen. The package is installed, opened by its
desktop entry under Xvfb, the model brought in with the mouse, the sample asked with the keyboard, the answer
compared and saved, and the package removed, all in a network namespace without any interface, while
strace writes down every socket. Exit status: 0 all went well, 1 something did not, 3 it cannot be tried.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from bare_root import HOME, PERSON, make_root, over
from virtual_screen import DISPLAY, PATIENCE, accents, click, keys, middle, picture, screen, type_in, wait_for

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("debootstrap", "unshare", "strace", "Xvfb", "xdotool", "import", "mount")
ABSENT = ("python3", "python", "cc", "gcc", "clang", "tcc", "deno", "node")
INTERNET = re.compile(r"socket\((?:AF|PF)_(?:INET6?|PACKET)\b.*")
QUESTION = "How many orders were cancelled?"
# Where things are in a window of the screen's size, in English and light.
ADD_A_FOLDER, TRY_THE_SAMPLE, GET_IT, USE_A_FILE = 581, 876, 506, 690
EDGE, SAVE = 276, 765
"""Across: buttons of the first page; the coloured edge of an answer's card, and the link in it."""


class Trial:
    """One root, one screen, one person."""

    def __init__(self, root: Path, changed: Path, trace: Path, pictures: Path | None) -> None:
        self.root, self._changed, self._trace, self._pictures = root, changed, trace, pictures
        self._shown = 0

    def inside(self, *command: str, person: str = "root", watched: bool = False) -> list[str]:
        """The command line that runs something in the root, without a network."""
        home = "/root" if person == "root" else f"/{HOME}"
        env = [f"HOME={home}", f"USER={person}", "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"]
        env += [f"DISPLAY=:{DISPLAY}", "LANG=C.UTF-8", f"XDG_RUNTIME_DIR=/{HOME}/.run"]
        user = [] if person == "root" else [f"--userspec={person}:{person}"]
        chroot = ["chroot", *user, str(self.root), "/usr/bin/env", "-i", *env, *command]
        strace = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=socket", "-A", "-o", str(self._trace)]
        return ["unshare", "--net", "--", *(strace if watched else ()), *chroot]

    def run(self, *command: str, person: str = "root") -> str:
        done = subprocess.run(
            self.inside(*command, person=person), capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def changes(self) -> set[str]:
        """Files that are in the root and were not before anything was done in it."""
        found = (path for path in self._changed.rglob("*") if path.is_file() or path.is_symlink())
        return {path.relative_to(self._changed).as_posix() for path in found}

    def picture(self, name: str) -> None:
        if self._pictures is not None:
            self._pictures.mkdir(parents=True, exist_ok=True)
            self._shown += 1
            picture(self._pictures / f"{self._shown:02}-{name}.png")

    def sockets(self) -> tuple[list[str], int]:
        """Those to the Internet, and how many there were of any kind: with none, nobody looked."""
        text = self._trace.read_text(encoding="utf-8", errors="replace") if self._trace.exists() else ""
        return INTERNET.findall(text), text.count("socket(")

    @property
    def data(self) -> Path:
        return self.root / HOME / ".local" / "share" / "rlm-desktop"


def install(trial: Trial, package: Path) -> str:
    """The desktop entry of what was installed."""
    if package.suffix == ".deb":
        trial.run("apt-get", "install", "-y", f"/media/stick/{package.name}")
        return "/usr/share/applications/rlm-desktop.desktop"
    trial.run("sh", f"/media/stick/{package.name}", person=PERSON)
    return f"/{HOME}/.local/share/applications/rlm-desktop.desktop"


def remove(trial: Trial, package: Path) -> None:
    if package.suffix == ".deb":
        # With it go packages of models, which depend on it.
        trial.run("apt-get", "purge", "-y", "rlm-desktop")
        trial.run("apt-get", "clean")
    else:
        trial.run(f"/{HOME}/.local/lib/rlm-desktop/uninstall", person=PERSON)


@contextmanager
def opened(trial: Trial, entry: str) -> Iterator[None]:
    """The window, opened as a desktop opens it, and closed with a key at the end."""
    # The session stays for as long as its window is there.
    session = f"gio launch {entry}; while sleep 1; do :; done"
    command = trial.inside("dbus-run-session", "--", "sh", "-c", session, person=PERSON, watched=True)
    running = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        wait_for("a window", lambda: keys("search", "--name", "^RLM Desktop$"))
        yield
        # There is no window manager that would give the keys back to the window after a dialog.
        keys("search", "--onlyvisible", "--name", "^RLM Desktop$", "windowfocus")
        keys("key", "ctrl+q")
        wait_for(
            "the window is gone", lambda: not keys("search", "--onlyvisible", "--name", "^RLM Desktop$"), 60
        )
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait()


def bring_model_in(trial: Trial, model: Path) -> None:
    time.sleep(3)
    trial.picture("first-start")
    click((USE_A_FILE, middle(GET_IT)))
    time.sleep(3)
    type_in(f"/media/stick/{model.name}")
    wait_for("the model", (trial.data / "models" / model.name).exists)
    time.sleep(5)
    trial.picture("model")


def ask(trial: Trial) -> None:
    click(sample_button())
    wait_for("the sample is read", lambda: any(trial.data.glob("libraries/*/records.duckdb")))
    # The window is told of it after that, and on a busy machine the more so.
    time.sleep(20)
    trial.picture("sample")
    keys("key", "ctrl+l")
    type_in(QUESTION)
    wait_for("an answer", lambda: reply(trial) is not None, 3 * PATIENCE)
    time.sleep(3)
    trial.picture("answer")


def reply(trial: Trial) -> dict[str, object] | None:
    history = trial.data / "history.sqlite"
    if not history.is_file():
        return None
    with closing(sqlite3.connect(f"file:{history}?mode=ro", uri=True)) as connection:
        row = connection.execute("SELECT reply FROM runs WHERE reply IS NOT NULL").fetchone()
    found: dict[str, object] | None = json.loads(row[0]) if row else None
    return found


def known_answer() -> object:
    asked = tomllib.loads((ROOT / "resources/sample/questions.toml").read_text(encoding="utf-8"))["question"]
    return next(question["answer"] for question in asked if question["ask"] == QUESTION)


def export(trial: Trial, place: tuple[int, int]) -> str:
    """What the answer is saved as, with the button on its card."""
    click(place)
    time.sleep(3)
    trial.picture("saving")
    keys("key", "ctrl+a")
    type_in(f"/{HOME}/answer.md")
    saved = trial.root / HOME / "answer.md"
    wait_for("the answer is saved", lambda: saved.is_file() and saved.stat().st_size, 60)
    return saved.read_text(encoding="utf-8")


def save_button() -> tuple[int, int]:
    """Where "Save…" stands: on top of the answer's card, which is known by the colour of its edge."""
    return SAVE, accents(EDGE, least=60)[-1][0] + 24


def sample_button() -> tuple[int, int]:
    """Where "Try the sample" stands: in the line of the first button that is of the window's colour."""
    return TRY_THE_SAMPLE, middle(ADD_A_FOLDER)


def tried(trial: Trial, package: Path, model: Path | None) -> bool:
    missing = [name for name in ABSENT if shutil.which(name, path=_paths(trial.root))]
    print(f"in the root: {', '.join(missing) if missing else 'no Python, no compiler, no other runtime'}")
    trial.run("useradd", "--create-home", PERSON)
    trial.run("chown", "-R", f"{PERSON}:{PERSON}", f"/{HOME}")
    trial.run("mkdir", "-m", "700", f"/{HOME}/.run", person=PERSON)
    before = trial.changes()
    entry = install(trial, package)
    from_a_stick = model is not None and model.suffix != ".deb"
    if model is not None and not from_a_stick:
        install(trial, model)
    print(f"installed: {len(trial.changes() - before)} files", flush=True)
    with opened(trial, entry):
        if model is not None and from_a_stick:
            bring_model_in(trial, model)
        else:
            time.sleep(5)
            trial.picture("first-start")
        ask(trial)
        found = reply(trial) or {}
        saved = export(trial, save_button())
    right = found.get("value") == known_answer()
    told = str(found.get("answer"))
    print(f"asked: {QUESTION}  answer: {told}  ({'right' if right else 'not right'})")
    print(f"saved: {len(saved)} characters, the answer {'in it' if told in saved else 'NOT in it'}")
    internet, seen = trial.sockets()
    print(f"Internet sockets: {len(internet)}, of {seen} that were opened", flush=True)
    remove(trial, package)
    left = sorted(name for name in trial.changes() - before if not _of_the_person(name))
    print(f"left behind, beside what the person made: {left if left else 'nothing'}")
    return right and told in saved and seen > 0 and not internet and not left and not missing


def _paths(root: Path) -> str:
    return os.pathsep.join(str(root / name) for name in ("usr/bin", "usr/local/bin", "bin", "usr/sbin"))


def _of_the_person(name: str) -> bool:
    """Their data, settings of the desktop and the answer; and what the package manager writes down."""
    mine = (f"{HOME}/.local/share/rlm-desktop/", f"{HOME}/.config/", f"{HOME}/.cache/", f"{HOME}/answer.md")
    kept_by_apt = ("var/lib/dpkg/", "var/lib/apt/", "var/cache/", "var/log/", "etc/ld.so.cache", "tmp/")
    refreshed = (
        "usr/share/mime/",
        "usr/share/applications/mimeinfo.cache",
        "usr/share/icons/hicolor/icon-theme",
    )
    theirs = (
        f"{HOME}/.local/share/mime/",
        f"{HOME}/.local/share/applications/mimeinfo.cache",
        f"{HOME}/.run/",
    )
    return name.startswith((*mine, *kept_by_apt, *refreshed, *theirs))


def cannot() -> str:
    if sys.platform != "linux" or os.geteuid() != 0:
        return "It takes Linux, and root: a layer is mounted over a system."
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    return f"Not installed here: {', '.join(missing)}." if missing else ""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Try a package as a person would.")
    parser.add_argument("package", type=Path, help="a .deb or a .run")
    parser.add_argument(
        "--model", type=Path, help="brought in from a stick; a .deb: installed; without it: in the package"
    )
    parser.add_argument("--root", type=Path, required=True, help="a bare system, made where it is not there")
    parser.add_argument("--pictures", type=Path, help="where the screen is kept at each step")
    args = parser.parse_args(arguments)
    if reason := cannot():
        sys.stderr.write(f"This cannot be tried here. {reason}\n")
        return 3
    if not args.root.is_dir():
        make_root(args.root)
    with tempfile.TemporaryDirectory(dir=args.root.parent) as stick, ExitStack() as all_of_it:
        for file in filter(None, (args.package, args.model)):
            _bring(file, Path(stick) / file.name)
        Path(stick).chmod(0o755)
        root, changed = all_of_it.enter_context(over(args.root.resolve(), Path(stick)))
        all_of_it.enter_context(screen())
        with tempfile.TemporaryDirectory() as scratch:
            trial = Trial(root, changed, Path(scratch) / "sockets", args.pictures)
            return 0 if tried(trial, args.package, args.model) else 1


def _bring(file: Path, place: Path) -> None:
    try:
        os.link(file, place)
    except OSError:
        shutil.copyfile(file, place)
    place.chmod(0o644)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

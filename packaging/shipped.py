"""What a packaged application holds: the parts of each library that are used, and nothing else of them."""

from __future__ import annotations

import functools
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
NAME = "rlm-desktop"

QT_PLUGINS = (
    "iconengines/qsvgicon",
    "imageformats/qsvg",
    "imageformats/qwebp",  # the guide's pictures
    "platforminputcontexts/*",  # typing with an input method: ibus, and dead keys
    "platforms/qoffscreen",
    "platforms/qwayland",
    "platforms/qxcb",
    "platforms/qcocoa",
    "platforms/qwindows",
    "platformthemes/qxdgdesktopportal",  # the desktop's own file dialogs
    "styles/*",
    "wayland-decoration-client/*",
    "wayland-shell-integration/xdg-shell",
)
"""Plugins of Qt that are loaded by name. Not among them: GTK's theme, which would bring all of GTK."""

QT_LIBRARIES = ("DBus", "WaylandClient", "XcbQpa")
"""Libraries of Qt that the plugins above are linked with, beside those of the modules."""

LLAMA_VARIANTS = ("x64", "sandybridge", "haswell", "skylakex")
"""Processors that llama.cpp is built for. The best one for the machine is loaded when a model is."""

UNWANTED_MODULES = (
    "distutils",
    "doctest",
    "idlelib",
    "lib2to3",
    "llama_cpp.server",
    "lxml.isoschematron",
    "lxml.objectify",
    "lxml.sax",
    "pip",
    "pkg_resources",
    "pdb",
    "pydoc",
    "pytest",
    "readline",
    "setuptools",
    "tkinter",
    "unittest",
    "wheel",
)
"""Importable in the environment that builds, and never imported by the program."""

LEXERS = ("python", "sql")
"""Pygments' modules of the languages that the window colours."""

SYSTEM_LIBRARIES = (
    *("libc", "libm", "libdl", "librt", "libpthread", "libresolv", "libgcc_s", "libstdc++"),
    *("libEGL", "libGL", "libX11", "libX11-xcb", "libxcb", "libwayland-client", "libwayland-cursor"),
    *("libfontconfig", "libfreetype", "libexpat", "libdbus-1", "libglib-2.0", "libgthread-2.0"),
)
"""Libraries of Linux that a package leaves to the system: they must fit its drivers, fonts and services."""

LOADED_BY_NAME = ("libggml-cpu-", "libllama.so", "libpython3.")
"""Beginnings of the names of libraries that a program opens itself, and that nothing is linked with."""

UNSTRIPPED = (
    *("libpython3.*", "python3.*/lib-dynload/*.so", "libgomp.so.*", "wasmtime/*/*.so"),
    *("nanoarrow/*.so", "pypdfium2_raw/*.so", "python_calamine/*.so", "selectolax/*.so"),
)
"""What comes with symbols that only its makers need."""

GUIDE = ("user-guide", "installing", "offline")
"""Of `docs`, the pages that the window shows."""

NOT_RESOURCES = ("sandbox/guest", "sandbox/runtime", "sandbox/wasi", "sandbox/pyodide.lock")
"""Of `resources`, what the sandbox's bundles are built from: it is in there already."""

_SOURCES = (".c", ".h", ".hpp", ".cpp", ".pyx", ".pxd", ".pyi", ".pxi")
_IMPORTED = re.compile(r"^\s*(?:from|import) PySide6\.(Qt\w+)", re.MULTILINE)
_MODULE = re.compile(r"^PySide6/(Qt\w+)\.(?:abi3\.so|pyd)$")
_PLUGIN = re.compile(r"^PySide6/(?:Qt/)?plugins/([\w-]+)/(?:lib)?([\w-]+?)\.(?:so|dll|dylib)$")
_LIBRARY = re.compile(r"^(?:PySide6/(?:Qt/lib/)?)?(?:lib)?Qt6(\w+?)\.(?:so|dll|dylib)")


@functools.cache
def qt_modules() -> frozenset[str]:
    """The parts of Qt that the program imports: "QtCore", "QtGui" and so on."""
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "rlm_desktop").rglob("*.py"))
    return frozenset(name for source in sources for name in _IMPORTED.findall(source))


def keeps(name: str) -> bool:
    """Whether a file that a freezer found goes into the package; `name` is its place there."""
    name = name.replace("\\", "/")
    if name.endswith(_SOURCES) or _system(name):
        return False
    if module := _MODULE.match(name):
        return module[1] in qt_modules()
    if plugin := _PLUGIN.match(name):
        return any(PurePosixPath(*plugin.groups()).match(wanted) for wanted in QT_PLUGINS)
    if library := _LIBRARY.match(name):
        return f"Qt{library[1]}" in qt_modules() or library[1] in QT_LIBRARIES
    return "/translations/" not in name and not _is_llama(name)


def _beside(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise SystemExit(f"{package} is not installed in this Python.")
    return Path(found.origin).parent


def wasmtime_library() -> list[tuple[str, str]]:
    """What wasmtime opens by its name, beside its modules."""
    home = _beside("wasmtime")
    libraries = (path for path in home.rglob("*wasmtime.*") if path.suffix in {".so", ".dylib", ".dll"})
    return [(str(path), path.parent.relative_to(home.parent).as_posix()) for path in libraries]


def version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _system(name: str) -> bool:
    return "/" not in name and name.split(".so", 1)[0] in SYSTEM_LIBRARIES


def _is_llama(name: str) -> bool:
    """llama.cpp's libraries are put in by name, built for every processor and not for the builder's own."""
    file = PurePosixPath(name).name
    return bool(re.match(r"(?:lib)?(?:ggml|llama|mtmd)\b.*\.(?:so|dll|dylib)", file))


def keeps_module(name: str) -> bool:
    """Whether a Python module goes into the package."""
    parts = name.split(".")
    if parts[0] == "pygments" and len(parts) > 2 and parts[1] in {"formatters", "lexers", "styles"}:
        return name in lexer_modules() or parts[-1].startswith("_")
    return True


def lexer_modules() -> list[str]:
    return [f"pygments.lexers.{language}" for language in LEXERS]


def compilers_libraries() -> list[tuple[str, str]]:
    """What llama.cpp is linked with and only a machine with a compiler is sure to have."""
    if sys.platform != "linux":
        return []
    said = subprocess.run(
        ["gcc", "-print-file-name=libgomp.so.1"], capture_output=True, encoding="utf-8", check=True
    )
    return [(said.stdout.strip(), ".")]


def resource_files() -> list[tuple[Path, str]]:
    """Each file of the program's own that is no module, and the folder of the package it goes to."""
    files = [(ROOT / "models" / "catalogue.toml", "models"), (ROOT / "LICENSE", ".")]
    files.append((_beside("nanoarrow") / "_static_version.py", "nanoarrow"))  # it reads its own source
    files += [(path, path.parent.relative_to(ROOT).as_posix()) for path in guide_files()]
    resources = ROOT / "resources"
    for path in sorted(resources.rglob("*")):
        inside = path.relative_to(resources)
        hidden = any(part.startswith((".", "__pycache__")) for part in inside.parts)
        left_out = any(inside.is_relative_to(part) for part in NOT_RESOURCES)
        if path.is_file() and not hidden and not left_out:
            files.append((path, path.parent.relative_to(ROOT).as_posix()))
    return files


def guide_files() -> list[Path]:
    """The pages that the window shows as its guide, in every language, and their pictures."""
    documents = ROOT / "docs"
    pages = [page for name in GUIDE for page in sorted(documents.glob(f"{name}*.md"))]
    return [*pages, *sorted((documents / "images" / "guide").iterdir())]

"""`rlm-desktop`: the window without arguments, a command with them."""

import io
import multiprocessing
import os
import sys
from collections.abc import Callable
from pathlib import Path


def main() -> int:
    _take_nothing_from_here()
    _give_environment_back()
    multiprocessing.freeze_support()
    child = _child()
    if child:
        child()
        return 0
    _speak_utf8()
    from rlm_desktop.cli.main import main as run

    return run()


def _take_nothing_from_here() -> None:
    """`python -m` has Python look for modules in the folder one is in, where files of a stranger may lie."""
    here = str(Path.cwd())
    if sys.path[:1] == [here] and here != str(Path(__file__).parents[1]):
        del sys.path[0]


def _give_environment_back() -> None:
    """A packaged application finds its libraries through a variable; what it starts must not find them too.

    A browser or a file manager would load ours instead of the system's. Our own children set it anew.
    """
    if getattr(sys, "frozen", False) and sys.platform == "linux":
        # PyInstaller's word for it: without this a child takes it that its parent has set the variable.
        os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
        before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
        os.environ.pop("LD_LIBRARY_PATH", None)
        if before is not None:
            os.environ["LD_LIBRARY_PATH"] = before


def _child() -> Callable[[], None] | None:
    """What this process is if the packaged application started itself as one of its children.

    A packaged application has no other Python: `sys.executable` is the application.
    """
    match sys.argv[1:]:
        case ["engine-serve"]:
            from rlm_desktop.engine.serve import main as serve_model

            return serve_model
        case ["--draw-page"]:
            from rlm_desktop.context.drawing import main as draw_page

            return draw_page
        case ["--read-files"]:
            from rlm_desktop.context.ingest.worker import main as read_files

            return read_files
        case ["--wasi"]:
            from rlm_desktop.sandbox.wasi_serve import main as interpret

            return interpret
    return None


def _speak_utf8() -> None:
    """Files and pipes get UTF-8 everywhere; nothing that is printed can fail for its letters."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())

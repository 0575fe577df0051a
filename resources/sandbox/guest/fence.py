"""Takes away the modules that lead nowhere here, so that importing them says so in one plain sentence.

This is a courtesy to programs, not a border: the border is the import firewall and what lies outside it.
"""

import sys

_ABSENT = frozenset({
    "js", "pyodide_js", "pyodide", "_pyodide", "_pyodide_core", "micropip",
    "ctypes", "_ctypes", "multiprocessing", "_multiprocessing", "subprocess", "_posixsubprocess",
    "socket", "_socket", "ssl", "_ssl", "webbrowser",
})  # fmt: skip


class _Absent:
    """Answers imports of what is not here."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.split(".")[0] in _ABSENT:
            raise ImportError(f"module {name!r} is not available in the sandbox")


def close() -> None:
    """Forget the modules, and every importer that Pyodide added."""
    for name in [name for name in sys.modules if name.split(".")[0] in _ABSENT]:
        del sys.modules[name]
    sys.meta_path[:] = [_Absent(), *(finder for finder in sys.meta_path if isinstance(finder, type))]

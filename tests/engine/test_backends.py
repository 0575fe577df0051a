"""The part of llama.cpp that computes is looked for only where it was built for several processors."""

import ctypes
from pathlib import Path
from typing import cast

import pytest

from rlm_desktop.engine import backends
from rlm_desktop.errors import EngineError


class Count:
    """How many parts llama.cpp knows; told as a C function would be."""

    def __init__(self, known: int) -> None:
        self.known = known
        self.restype: type | None = None

    def __call__(self) -> int:
        return self.known


class Library:
    """Stands in for llama.cpp: some parts are linked in, or `found` run on this processor."""

    def __init__(self, *, linked: int = 0, found: int) -> None:
        self.ggml_backend_reg_count = Count(linked)
        self.looked = 0
        self._found = found

    def ggml_backend_load_all_from_path(self, _: ctypes.c_char_p) -> None:
        self.looked += 1
        self.ggml_backend_reg_count.known = self._found


def load(folder: Path, library: Library) -> None:
    backends.load(folder, cast(ctypes.CDLL, library))


def test_a_build_for_this_machine_alone_is_left_as_it_is(tmp_path: Path) -> None:
    library = Library(linked=1, found=2)

    load(tmp_path, library)

    assert library.looked == 0


def test_a_build_for_several_processors_is_looked_through_once(tmp_path: Path) -> None:
    library = Library(found=1)

    load(tmp_path, library)
    load(tmp_path, library)

    assert library.looked == 1


def test_where_no_part_runs_the_error_says_that_the_package_is_for_other_machines(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="processor") as raised:
        load(tmp_path, Library(found=0))

    assert "another kind of machine" in raised.value.hint

"""Which bytes of which file the guest gets, and what it may claim to have read."""

import os
import sys
from pathlib import Path

import pytest

from rlm_desktop.ports import Mount
from rlm_desktop.sandbox.frames import BrokenFrame, Read
from rlm_desktop.sandbox.mounts import MountTable
from rlm_desktop.spans import DocumentId, Span


@pytest.fixture
def table(tmp_path: Path) -> MountTable:
    path = tmp_path / "all, of it.txt"
    path.write_bytes(b"0123456789")
    stretches = [(3, 2, 4), (5, 0, 0), (8, 6, 3)]
    return MountTable(
        [Mount(DocumentId(d), f"{d}.txt", str(path), start, size) for d, start, size in stretches]
    )


def test_a_file_with_several_documents_is_opened_once(table: MountTable) -> None:
    assert len(table.files) == 1
    assert table.rows() == [(3, "3.txt", 0, 2, 4), (5, "5.txt", 0, 0, 0), (8, "8.txt", 0, 6, 3)]


def test_a_read_stays_in_its_document(table: MountTable) -> None:
    assert table.read(Read(0, 1, 3)) == b"345"
    for wanted in (Read(0, 1, 4), Read(3, 0, 1), Read(1, 0, 1), Read(0, 1 << 60, 1), Read(0, 0, 1 << 30)):
        with pytest.raises(BrokenFrame):
            table.read(wanted)


def test_stretches_become_spans_of_documents(table: MountTable) -> None:
    assert table.spans([(0, 7)]) == (Span(DocumentId(3), 0, 4), Span(DocumentId(8), 0, 3))
    assert table.spans([(3, 5), (6, 7)]) == (
        Span(DocumentId(3), 3, 4),
        Span(DocumentId(8), 0, 1),
        Span(DocumentId(8), 2, 3),
    )
    for wrong in ((0, 8), (-1, 3), (5, 4)):
        with pytest.raises(BrokenFrame):
            table.spans([wrong])


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are not files here")
def test_a_pipe_a_folder_and_a_file_that_is_not_there_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    paths = [tmp_path / "pipe", tmp_path, tmp_path / "missing", Path("/dev/zero")]
    table = MountTable([Mount(DocumentId(1), "x", str(path), 0, 10) for path in paths])

    assert table.files == []
    assert [table.read(Read(number, 0, 10)) for number in range(4)] == [b""] * 4

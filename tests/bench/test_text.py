"""Texts for measuring are the same from a seed, and what stands in them is known."""

import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from rlm_desktop.bench.text import others, suite
from rlm_desktop.bench.text.apart import ran
from rlm_desktop.bench.text.made import KINDS, make, make_pages, make_sparse
from rlm_desktop.errors import BadRequest, ResourceShort


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_is_the_same_from_its_seed_and_its_lines_are_known(tmp_path: Path, kind: str) -> None:
    made = make(kind, tmp_path / "a.txt", 150_000, lines=500)
    again = make(kind, tmp_path / "b.txt", 150_000, lines=500)
    other = make(kind, tmp_path / "c.txt", 150_000, lines=500, seed=2)
    text = made.path.read_text(encoding="utf-8")

    assert again.path.read_bytes() == made.path.read_bytes() != other.path.read_bytes()
    assert (made.bytes, made.lines) == (len(text), text.count("\n"))
    assert 150_000 <= made.bytes < 151_000
    assert text.endswith("\n")
    last = re.compile(r"\S+$")

    def end(line: str) -> str | None:
        found = last.search(line)
        return found.group() if found else None

    assert made.count(end) == Counter(end(line) for line in text.splitlines())


def test_time_goes_on_from_line_to_line(tmp_path: Path) -> None:
    text = make("web", tmp_path / "a.txt", 200_000, lines=500).path.read_text(encoding="utf-8")

    times = [datetime.strptime(time, "%d/%b/%Y:%H:%M:%S %z") for time in re.findall(r"\[(.*?)\]", text)]

    assert times == sorted(times)
    assert len(set(times)) > 60


def test_pages_and_sparse_files_have_the_size_they_are_said_to_have(tmp_path: Path) -> None:
    size = make_pages(tmp_path / "pages", 7, size=500)
    found = sorted((tmp_path / "pages").rglob("*.html"))
    made = make("web", tmp_path / "a.txt", 20_000, lines=50)
    times = make_sparse(tmp_path / "b.txt", 1_000_000, made, every=300_000)

    assert (len(found), sum(path.stat().st_size for path in found)) == (7, size)
    assert (tmp_path / "b.txt").stat().st_size == 1_000_000
    assert (tmp_path / "b.txt").read_bytes().count(made.path.read_bytes()) == times == 4


def test_a_disk_that_is_too_small_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ResourceShort):
        suite.run(suite.Plan(scratch=tmp_path, bytes=10**18), on_row=lambda row: None)

    assert not list(tmp_path.iterdir())


def test_a_program_that_fails_is_named() -> None:
    with pytest.raises(BadRequest, match="ls ended with"):
        ran(["ls", "/nowhere/at/all"])


def test_without_reports_the_row_about_them_is_not_measured(tmp_path: Path) -> None:
    assert others.reports(tmp_path, None).holds is None


@pytest.mark.slow
def test_the_table_over_small_texts_finds_what_is_known(tmp_path: Path) -> None:
    plan = suite.Plan(
        scratch=tmp_path, bytes=3_000_000, reading=2_000_000, files=60, curve=(1_000_000, 2_000_000)
    )
    rows = suite.run(msgspec.structs.replace(plan, rows=suite.ROWS), on_row=lambda row: None).rows

    assert len(rows) == 16
    assert all(row.also for row in rows)
    assert not list(tmp_path.iterdir())

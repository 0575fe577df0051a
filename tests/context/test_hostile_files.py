"""PDFs and web pages are read in processes with limits; a bad one costs only itself."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from rlm_desktop.context.ingest.html import text_of
from rlm_desktop.context.ingest.pool import Readers, ReadLimits, all_wait, still_due, worked_by
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.errors import DocumentUnreadable
from rlm_desktop.paths import DataFolder
from rlm_desktop.spans import Span
from tests.context.conftest import MakeLibrary, plain_profile, write
from tests.context.pdfs import pdf

DEEP = b"<div>" * 60_000
"""A page whose parsing takes time that grows with the square of its depth."""


def test_every_offset_of_a_pdf_leads_to_its_page(library_of: MakeLibrary) -> None:
    library = library_of({"a.pdf": pdf(["apples on the first", "pears on the second", "plums on the third"])})

    (document,) = library.documents()
    hits = library.scan("(apples|pears|plums) on the", regex=True).hits

    assert document.pages == 3
    assert [library.locate(hit.span.document, hit.span.start).page for hit in hits] == [1, 2, 3]
    assert [hit.text for hit in hits] == ["apples on the first", "pears on the second", "plums on the third"]


def test_a_pdf_without_a_text_layer_says_so(library_of: MakeLibrary) -> None:
    (document,) = library_of({"scan.pdf": pdf(["", ""])}).documents()

    assert (document.status, document.reason) == ("unreadable", "this PDF has no text layer")


def test_a_broken_pdf_is_refused_and_those_beside_it_are_read(library_of: MakeLibrary) -> None:
    library = library_of(
        {"a.pdf": pdf(["good"]), "b.pdf": b"%PDF-1.7\n" + b"nonsense" * 99, "c.pdf": pdf(["also good"])}
    )

    assert [document.status for document in library.documents()] == ["ready", "unreadable", "ready"]
    assert "damaged" in library.documents()[1].reason


def test_the_text_of_a_page_comes_in_order_and_without_its_machinery() -> None:
    page = """<html><head><title>Fruit</title><style>p {}</style></head><body>
    <h2>Kinds</h2><p>Apples &amp;
    <b>pears</b>.</p><ul><li>one<li>two</ul>
    <table><tr><th>name<th>price<tr><td><td>3</table>
    <pre>a\n  b</pre><script>alert(1)</script><!-- not this --><img alt="a plum"></body></html>"""

    assert text_of(page) == (
        "# Fruit\n\n## Kinds\n\nApples & pears.\n\n- one\n- two\n\nname\tprice\n\t3\n\na\n  b\n\na plum\n"
    )


def test_a_row_of_a_table_is_a_line_whatever_its_cells_hold_and_span() -> None:
    page = """<table><caption>Lakes</caption>
    <tr><th rowspan=2>Name<th rowspan=2>Country<th colspan=2>Size<tr><th>Area<th>Depth
    <tr><td><p>Superior</p><td rowspan=2>Canada<td>82,100<td>406
    <tr><td>Huron<br>(<b>big</b>)<td>59,600<td>
    <tr><td><td>Uganda<td>68,870<td>84</table><p>after"""

    assert text_of(page) == (
        "Lakes\nName\tCountry\tSize\t\n\t\tArea\tDepth\nSuperior\tCanada\t82,100\t406\n"
        "Huron (big)\tCanada\t59,600\t\n\tUganda\t68,870\t84\n\nafter\n"
    )


def test_a_page_that_is_laid_out_in_a_table_keeps_its_paragraphs() -> None:
    for inside in ("<h2>Kinds</h2><p>one<p>two", "<p>one<p>" + "two " * 200, "<table><tr><td>a<td>b</table>"):
        lines = text_of(f"<table><tr><td>menu<td>{inside}</table>").splitlines()

        assert len(lines) > 1


@pytest.mark.parametrize("head", ["", '<meta charset="windows-1252">'])
def test_the_encoding_of_a_page_is_the_one_it_declares_or_the_likeliest(
    library_of: MakeLibrary, head: str
) -> None:
    page = f"<html><head>{head}</head><body><p>{'Größe und Äpfel für Müller. ' * 9}</p></body></html>"

    library = library_of({"a.html": page.encode("cp1252"), "b.html": page.replace(head, "").encode()})

    assert library.scan("Größe und Äpfel").documents == 2


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read(
    data: DataFolder, folder: Path
) -> None:
    write(folder, {"a.html": DEEP, "b.html": b"<p>still here"})
    limits = ReadLimits(seconds=1.0, workers=1)

    with Shelf(data, read_limits=limits, derive=plain_profile).for_paths([folder]) as library:
        started = time.monotonic()
        library.update()

        endless, good = library.documents()
        assert time.monotonic() - started < 60
        assert "longer than 1 second" in endless.reason
        assert library.read(Span(good.id, 0, good.bytes)) == "still here\n"


@pytest.mark.parametrize(
    ("worked", "waits", "due"),
    [(15.0, False, 0.0), (4.0, False, 11.0), (0.0, False, 15.0), (4.0, True, 11.0), (0.1, True, 0.0)],
)
def test_time_that_other_programs_had_is_not_counted_against_a_file(
    worked: float, waits: bool, due: float
) -> None:
    assert still_due(15.0, worked, waits=waits) == due


_WORKS_FOR_ITS_PARENT = """
import os
if os.fork() == 0:
    while True: pass
os.wait()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no process is forked for a file there")
def test_a_reader_at_work_in_a_process_of_its_own_is_not_taken_for_one_that_hangs() -> None:
    with subprocess.Popen([sys.executable, "-c", _WORKS_FOR_ITS_PARENT]) as waiting:
        until = time.monotonic() + 60
        while worked_by(waiting.pid) < 0.3 and time.monotonic() < until:
            time.sleep(0.05)
        others = [child.pid for child in psutil.Process(waiting.pid).children()]

        assert worked_by(waiting.pid) >= 0.3
        assert not all_wait(waiting.pid)

        os.kill(others[0], signal.SIGKILL)


def test_a_process_that_has_ended_takes_away_no_time_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as started:
        ended = psutil.Process(started.pid)
    monkeypatch.setattr(psutil.Process, "children", lambda *_, **__: [ended])

    assert worked_by(os.getpid()) > 0.0
    assert not all_wait(os.getpid())


def test_a_file_that_unfolds_into_too_much_text_is_given_up(folder: Path) -> None:
    write(folder, {"a.html": b"<p>" + b"word " * 100_000, "b.html": b"<p>small"})

    with Readers(folder, ReadLimits(text_bytes=100_000, workers=1)) as readers:
        with pytest.raises(DocumentUnreadable, match="more text than is allowed"):
            readers.submit(str(folder / "a.html"), "a.html", 0).result()
        with readers.submit(str(folder / "b.html"), "b.html", 0).result().text as text:
            assert text.read() == b"small\n"

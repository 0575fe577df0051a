"""What some documents of a library hold, counted over them alone."""

from pathlib import Path

from rlm_desktop.context.selection import _ranges
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.paths import DataFolder
from rlm_desktop.spans import DocumentId
from tests.context.conftest import write

MARCH = b"day,user,amount\n" + b"".join(
    b"2026-03-%02d,anna,%d\n" % (day, day) for _ in range(9) for day in range(1, 29)
)
APRIL = b"day,user,amount\n" + b"".join(
    b"2026-04-%02d,bodil,%d\n" % (day, 100 + day) for _ in range(9) for day in range(1, 29)
)


def test_a_selection_has_the_ranges_and_values_of_its_own_rows(data: DataFolder, folder: Path) -> None:
    write(folder, {"march.csv": MARCH, "april.csv": APRIL})
    with Shelf(data).for_paths([folder]) as library:
        library.update()
        april = next(item for item in library.documents() if item.name.endswith("april.csv"))

        profile = library.profile_of([april.id])

    table = profile.tables[0]
    columns = {column.name: column for column in table.columns}
    assert (profile.documents, profile.bytes, profile.lines) == (1, april.bytes, april.lines)
    assert table.rows == 252
    assert (columns["amount"].minimum, columns["amount"].maximum) == ("101", "128")
    assert columns["user"].values == (("bodil", 252),)
    assert [table.kind for table in profile.tables] == ["delimited"]


def test_a_selection_without_records_has_its_own_headings(shelf: Shelf, folder: Path) -> None:
    write(folder, {"a.md": b"# Tea\n\nGreen.\n", "b.md": b"# Coffee\n\nBlack.\n", "data.csv": MARCH})
    with shelf.for_paths([folder]) as library:
        library.update()
        tea = next(item for item in library.documents() if item.name.endswith("a.md"))

        profile = library.profile_of([tea.id])

    assert profile.tables == ()
    assert profile.headings == ("Tea",)


def test_neighbouring_documents_are_named_together() -> None:
    assert list(_ranges([DocumentId(number) for number in (1, 2, 3, 7, 9, 10)])) == [(1, 3), (7, 7), (9, 10)]

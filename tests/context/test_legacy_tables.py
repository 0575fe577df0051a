"""Tables in an old encoding have their values as they are read."""

from pathlib import Path

from rlm_desktop.context.shelf import Shelf
from rlm_desktop.paths import DataFolder

NAMES = ("O\u2019Brien", "Noé", "Müller", "Smith")


def test_values_beyond_ascii_come_out_right_and_are_found(data: DataFolder, folder: Path) -> None:
    rows = [f"{NAMES[n % 4] if n % 50 < 4 else 'Smith'},Orléans,{n}" for n in range(400)]
    (folder / "a.csv").write_bytes("\r\n".join(["name,town,price", *rows]).encode("cp1252"))

    with Shelf(data).for_paths([folder]) as library:
        library.update()

        found = {str(row[0]) for row in library.query("SELECT DISTINCT name FROM records").rows}
        assert found == set(NAMES)
        assert library.query("SELECT count(*) FROM records WHERE town = 'Orléans'").rows == ((400,),)

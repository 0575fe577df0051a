"""Results of sub-calls outlive the program, stay within their size, and never stand in the way."""

import sqlite3
from contextlib import closing
from pathlib import Path

from rlm_desktop.runs.kept import KeptResults


def test_a_result_is_there_after_a_new_start(tmp_path: Path) -> None:
    first = KeptResults(tmp_path / "kept.sqlite")
    first.put("a", "Ponto")
    first.close()

    second = KeptResults(tmp_path / "kept.sqlite")

    assert second.get("a") == "Ponto"
    assert second.get("b") is None
    second.close()


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    kept = KeptResults(tmp_path / "kept.sqlite", most_bytes=100_000)
    kept.put("old but used", "x")
    for number in range(499):
        kept.put(f"k{number}", "v" * 200)
        kept.get("old but used")

    assert kept.get("old but used") == "x"
    assert kept.get("k0") is None
    assert kept.get("k498") is not None
    kept.close()


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "kept.sqlite").write_bytes(b"no database at all" * 100)

    kept = KeptResults(tmp_path / "kept.sqlite")
    kept.put("a", "b")

    assert kept.get("a") == "b"
    kept.close()


def test_forgetting_leaves_nothing(tmp_path: Path) -> None:
    kept = KeptResults(tmp_path / "kept.sqlite")
    kept.put("a", "a secret reply")
    kept.forget_all()
    kept.close()

    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"a secret reply" not in left


def test_results_of_an_older_version_are_found_and_of_no_run(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "kept.sqlite")) as older:
        older.execute(
            "CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT NOT NULL, used REAL NOT NULL)"
            " STRICT, WITHOUT ROWID"
        )
        older.execute("INSERT INTO kept VALUES ('old', 'kept', 1)")
        older.commit()
    kept = KeptResults(tmp_path / "kept.sqlite")
    kept.of("a").put("new", "of a")

    kept.forget("a")

    assert (kept.get("old"), kept.of("b").get("new")) == ("kept", None)
    kept.close()


def test_what_was_drawn_from_other_numbers_is_another_result(tmp_path: Path) -> None:
    kept = KeptResults(tmp_path / "kept.sqlite")

    kept.of("r1").put("key", "whole")
    kept.of("r2", drawn="q8_0").put("key", "halved")

    found = kept.of("r3").get("key"), kept.of("r3", drawn="q8_0").get("key")
    kept.close()
    assert found == ("whole", "halved")

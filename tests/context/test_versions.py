"""Libraries that another version of the program wrote: old ones are read on, new ones where they can be."""

import re
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from rlm_desktop import paths
from rlm_desktop.context import store as module
from rlm_desktop.context.records import assemble
from rlm_desktop.context.store import DocumentStore
from rlm_desktop.errors import LibraryError

FIRST = """
create table facts(name text primary key, value text not null);
create table paths(path text primary key);
create table documents(
    id integer primary key autoincrement,
    path text not null unique, name text not null, kind text not null,
    file_size integer not null, modified integer not null,
    reason text not null, note text not null,
    pack integer, start integer not null, size integer not null,
    lines integer not null, line_index blob, pages blob
);
insert into facts values ('version', '1');
insert into documents values
    (7, '/a/letter.txt', 'letter.txt', 'text', 5, 1, '', '', null, 0, 5, 1, null, null),
    (8, '/a/photo.bin', 'photo.bin', 'binary', 5, 1, 'no text', '', null, 0, 0, 0, null, null);
"""
"""A catalogue of version 1, as its program made it."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "documents.sqlite"


def facts(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("select name, value from facts"))


def say(path: Path, name: str, value: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("insert or replace into facts values (?, ?)", (name, value))


def test_a_library_of_the_first_version_is_read_on(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST)

    store = DocumentStore(path)
    assert [(document.id, document.name, document.inside) for document in store.all()] == [
        (7, "letter.txt", "")
    ]
    store.close()
    assert facts(path)["version"] == str(module._VERSION)


def test_a_newer_library_that_only_has_more_is_used_and_stays_new(path: Path) -> None:
    DocumentStore(path).close()
    say(path, "version", str(module._VERSION + 1))

    store = DocumentStore(path)
    store.add_path(Path("/a"))
    assert store.paths() == [Path("/a")]
    store.close()
    assert facts(path)["version"] == str(module._VERSION + 1)


def test_a_newer_library_that_cannot_be_used_is_told_and_left_alone(path: Path) -> None:
    DocumentStore(path).close()
    for name in ("version", "usable from"):
        say(path, name, str(module._VERSION + 1))

    with pytest.raises(LibraryError, match="newer version"):
        DocumentStore(path)
    assert facts(path)["version"] == str(module._VERSION + 1)


def test_tables_are_written_as_the_oldest_duckdb_of_a_release_reads_them(tmp_path: Path) -> None:
    project = tomllib.loads((paths.PROGRAM.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    least = next(
        re.search(r"duckdb>=(\d+\.\d+)", line) for line in project["dependencies"] if "duckdb" in line
    )
    assert least and f"v{least[1]}.0" == assemble.STORAGE

    assemble.assemble(tmp_path / "records.duckdb", [], lambda *_: None)
    with closing(duckdb.connect(str(tmp_path / "records.duckdb"), read_only=True)) as connection:
        (tags,) = (
            connection.execute("select tags from duckdb_databases() where path is not null").fetchone() or ()
        )
    assert tags["storage_version"].startswith(assemble.STORAGE)

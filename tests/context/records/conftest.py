"""Texts written for a test, and the tables that come of them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pytest

from rlm_desktop.context.records.assemble import assemble
from rlm_desktop.context.source import Source
from rlm_desktop.profile import Table
from rlm_desktop.spans import DocumentId


def source_of(path: Path, number: int = 1) -> Source:
    return Source(
        document=DocumentId(number),
        name=path.name,
        kind=path.suffix[1:] or "txt",
        path=path,
        start=0,
        size=path.stat().st_size,
    )


class Parsed:
    """What became of some texts: their tables, and a way to ask them."""

    def __init__(self, tables: Sequence[Table], database: Path, paths: Sequence[Path]) -> None:
        self.tables = tables
        self._database = database
        self._texts = {number: path.read_bytes() for number, path in enumerate(paths, 1)}

    @property
    def types(self) -> dict[str, str]:
        return {column.name: column.type for column in self.tables[0].columns}

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self._database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def texts(self, table: str = "records") -> list[bytes]:
        """The bytes of every row's span, in the order of the text."""
        spans = self.ask(f"SELECT _document, _start, _end FROM hidden.{table} ORDER BY ALL")
        return [self._texts[int(str(d))][int(str(a)) : int(str(z))] for d, a, z in spans]


Parse = Callable[[dict[str, str | bytes]], Parsed]


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    def run(files: dict[str, str | bytes]) -> Parsed:
        paths: list[Path] = []
        number_of_databases = len(list(tmp_path.glob("*.db")))
        for name, text in files.items():
            path = tmp_path / name
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            paths.append(path)
        database = tmp_path / f"records{number_of_databases}.db"
        sources = [source_of(path, number) for number, path in enumerate(paths, 1)]
        tables = assemble(database, sources, lambda *_: None)
        return Parsed(tables, database, paths)

    return run

"""One of the eight system logs of loghub: the raw file, and its rows from the parsed file beside it."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rlm_desktop.bench.gold import Day, Gold, Hour, Moment, Number, Word
from rlm_desktop.bench.suite import Workplace

Row = dict[str, str]
Where = Callable[[Row], bool]

_WHEN: dict[str, tuple[str, str]] = {
    "Apache": ("{Time}", "%a %b %d %H:%M:%S %Y"),
    "HDFS": ("{Date} {Time}", "%y%m%d %H%M%S"),
    "Hadoop": ("{Date} {Time}", "%Y-%m-%d %H:%M:%S,%f"),
    "Linux": ("2005 {Month} {Date} {Time}", "%Y %b %d %H:%M:%S"),
    "OpenSSH": ("2015 {Date} {Day} {Time}", "%Y %b %d %H:%M:%S"),
    "Spark": ("{Date} {Time}", "%y/%m/%d %H:%M:%S"),
    "Windows": ("{Date} {Time}", "%Y-%m-%d %H:%M:%S"),
    "Zookeeper": ("{Date} {Time}", "%Y-%m-%d %H:%M:%S,%f"),
}
"""How a row of each system tells its time; years that a log leaves out are those of its recording."""

SYSTEMS = tuple(_WHEN)


class Log:
    """One system's log: the raw file, its lines, and its rows as the parsed file has them."""

    def __init__(self, place: Workplace, system: str) -> None:
        self.system = system
        self.path = place.find(f"{system}_2k.log", "logs", suite="logs")
        parsed = place.find(f"{system}_2k.log_structured.csv", "logs", suite="logs")
        self.rows = _parsed(parsed)
        self.lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()

    def when(self, row: Row) -> datetime:
        text, form = _WHEN[self.system]
        return datetime.strptime(text.format_map(row), form)

    def count(self, where: Where) -> tuple[Gold, ...]:
        return (Number(sum(map(where, self.rows))),)

    def containing(self, words: str) -> tuple[Gold, ...]:
        return (Number(sum(words in line for line in self.lines)),)

    def distinct(self, field: str, where: Where = lambda row: True) -> tuple[Gold, ...]:
        return (Number(len({row[field] for row in self.rows if row[field] and where(row)})),)

    def top(self, field: str, where: Where = lambda row: True) -> tuple[Gold, ...]:
        """The most frequent value and how often. A question with two answers is a mistake of ours."""
        found = self.single_top(lambda row: row[field], where)
        if found is None:
            raise ValueError(f"{self.system}: two values of {field} are as frequent")
        return (Word(found[0]), Number(found[1]))

    def busiest_day(self, where: Where = lambda row: True) -> tuple[Gold, ...]:
        found = self.single_top(lambda row: self.when(row).strftime("%Y-%m-%d"), where)
        if found is None:
            raise ValueError(f"{self.system}: two days are as busy")
        return (Day(datetime.strptime(found[0], "%Y-%m-%d").date()), Number(found[1]))

    def busiest_hour(self, where: Where = lambda row: True) -> tuple[Gold, ...]:
        found = self.single_top(lambda row: self.when(row).strftime("%H"), where)
        if found is None:
            raise ValueError(f"{self.system}: two hours are as busy")
        return (Hour(int(found[0])),)

    def first(self, where: Where = lambda row: True, *, with_day: bool = True) -> tuple[Gold, ...]:
        moment = min(self.when(row) for row in self.rows if where(row))
        return (Moment(moment.replace(microsecond=0), with_day),)

    def last(self, where: Where = lambda row: True, *, with_day: bool = True) -> tuple[Gold, ...]:
        moment = max(self.when(row) for row in self.rows if where(row))
        return (Moment(moment.replace(microsecond=0), with_day),)

    def single_top(self, key: Callable[[Row], str], where: Where) -> tuple[str, int] | None:
        ranks = Counter(key(row) for row in self.rows if key(row) and where(row)).most_common(2)
        alone = len(ranks) == 1 or ranks[0][1] > ranks[1][1]
        return ranks[0] if alone else None


def _parsed(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return list(csv.DictReader(file))

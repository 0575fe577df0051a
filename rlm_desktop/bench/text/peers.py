"""The programs that are measured beside this one, each where it is installed."""

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from rlm_desktop.bench.text.apart import Cost, ran
from rlm_desktop.context.ripgrep import program
from rlm_desktop.errors import BadRequest

MISSING = "not installed here"
_DUCKDB = """
import sys, duckdb
found = duckdb.sql(f\"\"\"
    SELECT regexp_extract(l, '^(\\\\S+)', 1) AS a, count(*) AS n
    FROM read_csv('{sys.argv[1]}', columns = {{'l': 'VARCHAR'}}, delim = '\\\\x01', quote = '', escape = '',
                  header = false, auto_detect = false, parallel = true)
    WHERE l LIKE '%" 500 %' GROUP BY a\"\"\").fetchall()
print("\\n".join(f"{n} {a}" for a, n in found))
"""


def wc(path: Path) -> tuple[int, Cost] | None:
    """Lines, by `wc -l`."""
    if shutil.which("wc") is None:
        return None
    said, cost = ran(["wc", "-l", str(path)])
    return int(said.split()[0]), cost


def ripgrep(path: Path, pattern: str, *, regex: bool) -> tuple[int, Cost]:
    """Matches, by ripgrep."""
    kind = "--regexp" if regex else "--fixed-strings"
    said, cost = ran(
        [program(), "--no-config", "--count-matches", kind, *(() if regex else ("--",)), pattern, str(path)]
    )
    return int(said or 0), cost


def awk(path: Path) -> tuple[Counter[str], Cost] | None:
    """Lines with status 500 by address, by awk."""
    if shutil.which("awk") is None:
        return None
    return _counts(["awk", '/" 500 /{n[$1]++} END{for (a in n) print n[a], a}', str(path)])


def duckdb(path: Path) -> tuple[Counter[str], Cost]:
    """The same by DuckDB over the raw lines, in a process of its own; its start and import count."""
    return _counts([sys.executable, "-c", _DUCKDB, str(path)])


def lnav(path: Path) -> tuple[Counter[str], Cost] | None:
    """The same by lnav, whose index is made on the way."""
    if shutil.which("lnav") is None:
        return None
    asked = ";SELECT count(*) AS n, c_ip FROM access_log WHERE sc_status = 500 GROUP BY c_ip"
    return _counts(["lnav", "-n", "-c", asked, "-c", ":write-csv-to -", str(path)])


def _counts(command: list[str]) -> tuple[Counter[str], Cost]:
    said, cost = ran(command)
    counts: Counter[str] = Counter()
    for line in said.replace(",", " ").splitlines():
        number, _, value = line.partition(" ")
        if number.isdigit():
            counts[value.strip()] += int(number)
    return counts, cost


def disk_cache(path: Path) -> None:
    """Have the system hold a file in memory, as far as it can: what is measured is not the disk."""
    try:
        subprocess.run(["cat", str(path)], stdout=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise BadRequest(f"{path} could not be read: {error}.") from error

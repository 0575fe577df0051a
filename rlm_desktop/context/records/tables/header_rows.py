"""The rows above a table that name its columns: one of names, or names below groups, below a title."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from rlm_desktop.context.records.shapes.names import LONGEST, column_name
from rlm_desktop.context.records.values.kinds import TEXT, kind_of

Row = Sequence[str]
_MOST_ROWS = 6
"""So many rows from the first on may belong to the head of a table."""
_ALIKE = 0.25
"""Such a share of the columns may be called like another one."""
_LEFT_OUT = re.compile(r"\([^()]*\)|['\u2019]s?\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST = 200  # characters of a name; surveys have whole questions for names
ROW_NUMBER = "row number"
_FEWEST_COUNTED = 5
_HEADING = re.compile(
    r"\b(?:names?|titles?|descriptions?|definitions?|meanings?|columns?|fields?|variables?|labels?|types?|values?"
    r"|codes?|keys?|notes?|remarks?|comments?|terms?|explanations?)$",
    re.IGNORECASE,
)
"""What nobody writes but above a column, as in a sheet that explains those of another."""
_UNIT = re.compile(
    r"°.{0,3}|%|‰|ppm|ppb|pH|psi|rpm|kn|knots?|kt|deg ?[CFK]?|counts?|EUR|USD|GBP|CHF|[€$£]|mm ?Hg|inHg"
    r"|[YMD]{2,4}(?:-[MD]{2})*|min|hrs?|h|d|days?|years?|secs?|seconds|minutes|hours"
    r"|[kMGm\u00b5\u03bcunhcd]?(?:m|g|l|L|s|W|V|A|Hz|Pa|J|N|B|b|bar|K|C|F|ohm|mol|Wh|in|ft|lbs?|oz|mi)[23²³]?"
    r"|[A-Za-z\u00b5\u03bc°%]{1,5}[23²³]?(?:/|·|\*)[A-Za-z0-9²³^-]{1,6}"
)
"""What stands below names of columns, alone in a cell: what their figures are counted in."""
_FIGURE = re.compile(r"[-+]?[\d.,:/-]+")


def names_above(rows: Sequence[Row], width: int) -> tuple[list[str], int] | None:
    """What the columns are called, and how many rows, from the first on, say so."""
    top = [_cells(row, width) for row in rows[: _MOST_ROWS + 1] if len(row) <= width]
    found: tuple[list[str], int] | None = None
    for count in range(1, min(len(top), _MOST_ROWS + 1)):
        if found and (count > found[1] + 1 or not _completes(top[count - 1], found[0])):
            return found
        if not _are_above(top[: count - 1], top[count - 1]):
            continue
        names = _joined(top[:count])
        if header := header_row([names, *rows[count:]], width):
            found = header, count
    return found


def _cells(row: Row, width: int) -> list[str]:
    cells = [cell.strip().removeprefix("\ufeff") for cell in row]
    return cells + [""] * (width - len(cells))


def _are_above(upper: Sequence[Row], lowest: Row) -> bool:
    """Whether what stands above names is that of groups, or of what has no other name."""
    for number, row in enumerate(upper):
        below = [[*upper, lowest][later] for later in range(number + 1, len(upper) + 1)]
        for place, cell in enumerate(row):
            named_below = any(other[place] for other in below)
            if cell and named_below and place + 1 < len(row) and row[place + 1]:
                return False
    return any(lowest)


def _completes(row: Row, names: Row) -> bool:
    """Whether a row names what the ones above it leave without a name, and little else."""
    last = max((place for place, cell in enumerate(row) if cell), default=-1)
    nameless = [place for place in range(last + 1) if not names[place]]
    if not nameless or any(_FIGURE.fullmatch(cell) for cell in row if cell):
        return False
    again = sum(bool(cell and name) for cell, name in zip(row, names, strict=True))
    return all(row[place] for place in nameless) and again <= len(nameless)


def _joined(top: Sequence[Row]) -> list[str]:
    """The lowest cell of each column; what several are called, with the group that stands above it."""
    names, groups = [], []
    above = [_spread(row) for row in top if sum(map(bool, row)) > 1]
    for place in range(len(top[0])):
        own = next((row[place] for row in reversed(top) if row[place]), "")
        over = [row[place] for row in above if row[place] and row[place] != own]
        names.append(own)
        groups.append(over[-1] if over else "")
    often = Counter(column_name(name) for name in names if name)
    together = [
        _with_group(group, name) if name and group and often[column_name(name)] > 1 else name
        for name, group in zip(names, groups, strict=True)
    ]
    return _told_apart(together)


def _spread(row: Row) -> list[str]:
    """The row with each group over the columns that it has to itself."""
    spread: list[str] = []
    for cell in row:
        spread.append(cell or (spread[-1] if spread else ""))
    return spread


def _with_group(group: str, name: str) -> str:
    if _FIGURE.fullmatch(group):
        return f"{name} {group}"
    words = _LEFT_OUT.sub(" ", group).split()
    while words and len(" ".join([*words, name])) > LONGEST:
        words.pop()
    return " ".join([*words, name])


def _told_apart(names: Sequence[str]) -> list[str]:
    """The names; of the few that two columns have, the later ones get a number."""
    seen: Counter[str] = Counter()
    numbered = []
    for name in names:
        seen[name] += 1
        numbered.append(f"{name} {seen[name]}" if name and seen[name] > 1 else name)
    few = sum(count - 1 for name, count in seen.items() if name) <= _ALIKE * len(names)
    return numbered if few else list(names)


def over_two(names: Row, columns: Sequence[Row]) -> list[str]:
    """The names; one that stands over two columns is that of the second where the first counts the rows."""
    moved = list(names)
    for place, name in enumerate(names[:-1]):
        if (
            name
            and not names[place + 1]
            and _counts(columns[place])
            and any(map(str.strip, columns[place + 1]))
        ):
            moved[place], moved[place + 1] = ROW_NUMBER, name
    return moved


def _counts(column: Row) -> bool:
    """Whether a column has the numbers from 0 or 1 on, each once; a sample leaves some out."""
    if len(column) < _FEWEST_COUNTED or not all(cell.strip().isdigit() for cell in column):
        return False
    numbers = [int(cell) for cell in column]
    ahead = numbers[:_FEWEST_COUNTED] == list(range(numbers[0], numbers[0] + _FEWEST_COUNTED))
    return numbers[0] in (0, 1) and ahead and all(one < other for one, other in pairwise(numbers))


def header_row(rows: Sequence[Row], width: int) -> list[str] | None:
    """The first row, if it names the columns: words, all different, with other things below them."""
    first = [cell.strip().removeprefix("\ufeff") for cell in rows[0]]
    body = [row for row in rows[1:] if len(row) == width]
    if len(first) != width or not body:
        return None
    columns = list(zip(*body, strict=True))
    first = _with_years(first, columns)
    named = [cell for cell in first if cell]  # spreadsheets leave columns without one behind the last
    last = max((index for index, cell in enumerate(first) if cell), default=0)
    nameless = sum(not cell for cell in first[:last])
    if (
        len(named) < 2
        or len(set(named)) != len(named)
        or nameless > (last + 1) // 3
        or any(_FIGURE.fullmatch(cell) or len(cell) > _LONGEST for cell in named)
    ):
        return None
    typed = [
        (cell, kind) for cell, column in zip(first, columns, strict=True) if (kind := kind_of(column)) != TEXT
    ]
    if typed:
        # What is of its column's type itself is a value, and no name.
        return None if all(kind_of([cell]).type == kind.type for cell, kind in typed) else first
    fresh = sum(not cell or cell not in set(column) for cell, column in zip(first, columns, strict=True))
    wordy = all(re.fullmatch(r"[A-Za-z_][\w .()/%-]*", cell) for cell in named)
    # In a table of texts a value that comes back below is a value, not a name.
    says = all(_HEADING.search(cell) for cell in named)
    told = says or _repeats(columns) or _only_below(first, columns)
    return first if wordy and fresh == width and told else None


def units_below(names: Row, rows: Sequence[Row]) -> list[str] | None:
    """The names with the units that the row below them says, where that is all it says: "temp (°C)"."""
    if len(rows) < _FEWEST_COUNTED or any(len(row) != len(names) for row in rows):
        return None
    units = [cell.strip().strip("[]()") for cell in rows[0]]
    told = [place for place, unit in enumerate(units) if unit]
    if not told or not all(_UNIT.fullmatch(units[place]) for place in told):
        return None
    below = [[row[place] for row in rows[1:]] for place in told]
    if sum(kind_of(column).type in ("integer", "decimal") for column in below) < max(1, 0.6 * len(told)):
        return None
    return [f"{name} ({unit})" if unit else name for name, unit in zip(names, units, strict=True)]


def _only_below(first: Row, columns: Sequence[Row]) -> bool:
    """Whether all that stands in a column has a figure in it, and only its first cell has none."""
    return any(
        cell and not re.search(r"\d", cell) and all(re.search(r"\d", value) for value in column)
        for cell, column in zip(first, columns, strict=True)
    )


def _with_years(first: Row, columns: Sequence[Row]) -> list[str]:
    """The names, with years as names where a table has a column for each of several."""
    years = [place for place, cell in enumerate(first) if _YEAR.fullmatch(cell)]
    told = [first[place] for place in years]
    if len(years) < 2 or 0 in years or told not in (sorted(set(told)), sorted(set(told), reverse=True)):
        return list(first)
    below = [cell.strip() for place in years for cell in columns[place] if cell.strip()]
    if sum(_YEAR.fullmatch(cell) is not None for cell in below) > 0.5 * len(below):
        return list(first)
    return [f"year {cell}" if place in years else cell for place, cell in enumerate(first)]


def _repeats(columns: Sequence[Row]) -> bool:
    return any(len(set(column)) < 0.5 * len(column) for column in columns) or len(columns[0]) < 20

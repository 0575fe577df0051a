"""Tables of Markdown: cells between bars, a line of dashes under the names, links and tags in cells."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rlm_desktop.context.records.shapes.names import column_name, told_apart
from rlm_desktop.context.records.shapes.shape import DITTO, Field, Shape, Typed, quote
from rlm_desktop.context.records.values.kinds import TEXT, kind_of, with_unit

_RULE = r"^\s*\|(\s*:?-+:?\s*\|)+\s*$"
_ROW = re.compile(r"\s*\|.*\|\s*")
_MOST = 0.6
"""Of a text with a table of its own so many lines are its rows."""
_FEWEST, _NARROWEST = 4, 2
_BAR = "\x1f"
_ABOVE = ("\u21b3", DITTO, "\u2033", "\u201d", "''", '"')
"""Signs that say: the same as above."""
# What is taken out of cells, in this order: the same for a value of the sample and for the table engine.
_STEPS = (
    (r"(?i)</?br\s*/?>", ", "),
    (r"(?i)</summary>", ": "),
    (r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1"),
    (r"<[^<>]*>", ""),
    (r"\*\*|__|~~|`", ""),
    (r"\s+", " "),
)
_LONGEST_LEGEND = 300
_SIGN = r"[^\x00-\x7f\w\s\u2010-\u2027\u00a0-\u00bf\ufe0f]"
_EXPLAINED = re.compile(
    rf"({_SIGN}{{1,3}})\ufe0f?\s*[-\u2013\u2014=:]\s*([^\W\d_][^,;|\u00b7]{{0,59}}?)\s*(?:[,;|.\u00b7]|$)"
)
_ADDRESS = r"(?:href=\"|\]\()([^\"() ]+)"


def piped_shape(lines: Sequence[str], head: str) -> Shape | None:
    """The shape of a text that consists of one table, or of several with the same columns."""
    top = head.splitlines()
    rule = next((n for n, line in enumerate(top) if n and re.match(_RULE, line)), 0)
    rows = [line for line in lines if _ROW.fullmatch(line) and not re.match(_RULE, line)]
    if not rule or not _ROW.fullmatch(top[rule - 1]) or len(rows) < max(_FEWEST, _MOST * len(lines)):
        return None
    header = top[rule - 1]
    cells = [_cells(line) for line in rows if line != header]
    names, widths = _cells(header), Counter(map(len, cells))
    width = len(names)
    if width < _NARROWEST or widths[width] < _MOST * len(lines):
        return None
    columns = list(zip(*(row for row in cells if len(row) == width), strict=True))
    told = list(_legend(top[: rule - 1]))
    fields = [
        _field(name, values, n, told) for n, (name, values) in enumerate(zip(names, columns, strict=True))
    ]
    named = told_apart([field for field, _ in fields])
    repeated = [field.name for field, (_, has_above) in zip(named, fields, strict=True) if has_above]
    return Shape(
        kind="delimited",
        row_is="record",
        extract=rf"string_split(replace(trim(line), '\|', {quote(_BAR)}), '|')",
        fits=f"len(f) = {width + 2} AND NOT regexp_matches(line, {quote(_RULE)})",
        fields=named,
        header=(header,),
        delimiter="|",
        only_fitting=True,
        repeated=tuple(repeated),
        keep_line=False,
        share=widths[width] / max(1, len(lines)),
    )


def _cells(line: str) -> list[str]:
    parts = line.strip().replace(r"\|", _BAR).split("|")[1:-1]
    return [part.replace(_BAR, "|").strip() for part in parts]


def _legend(above: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What signs stand for that a line above the table explains: "🔒 - closed"."""
    for line in above:
        if len(line) <= _LONGEST_LEGEND:
            for sign, words in _EXPLAINED.findall(_plain(line, _STEPS)):
                if sign not in _ABOVE:
                    yield sign, words.strip().replace("\\", "")


def _explained(values: Sequence[str], legend: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """How signs in cells are put into words: alone by these, else with them in brackets behind it."""
    for sign, words in legend:
        if any(sign in value for value in values):
            yield f"^\\s*{sign}\ufe0f?\\s*$", words
            yield f"{sign}\ufe0f?", f"{sign} ({words})"


def _field(
    name: str, values: Sequence[str], index: int, legend: Sequence[tuple[str, str]]
) -> tuple[Field, bool]:
    """A column, and whether some of its cells say that they have what stands above."""
    needed = [step for step in _STEPS[:-1] if any(re.search(step[0], value) for value in values)]
    needed += _explained(values, legend)
    steps = [*needed, *_STEPS[-1:]] if needed else []
    plain = [_plain(value, steps) for value in values]
    above = any(sign in plain for sign in _ABOVE)
    given = column_name(_plain(name, _STEPS), f"column_{index + 1}")
    kind = TEXT if above else kind_of(plain, name=given)
    label = with_unit(given, kind)
    cell = f"trim(replace(f[{index + 2}], {quote(_BAR)}, '|'))"
    text = cell
    for pattern, better in steps:
        text = f"regexp_replace({text}, {quote(pattern)}, {quote(better)}, 'g')"
    if steps:
        text = f"coalesce(nullif(trim({text}), ''), regexp_extract({cell}, {quote(_ADDRESS)}, 1))"
    if above:
        signs = ", ".join(map(quote, _ABOVE))
        kind = Typed("text", f"CASE WHEN {{x}} IN ({signs}) THEN {quote(DITTO)} ELSE nullif({{x}}, '') END")
    return Field(name=label, text=text, type=kind.type, cast=kind.cast, note=kind.note), above


def _plain(cell: str, steps: Sequence[tuple[str, str]]) -> str:
    """A cell without what only makes it look: bold letters, links, tags; a link alone is its address."""
    text = cell
    for pattern, better in steps:
        text = re.sub(pattern, better, text)
    address = re.search(_ADDRESS, cell) if steps else None
    return text.strip() or (address.group(1) if address else "")

"""The head of an AsciiDoc text: its attributes, and a table of two columns between `|===` near the title."""

import re
from collections.abc import Iterator, Sequence

_TITLE = re.compile(r"= +(\S.*?)[\s=]*$")
_LONGEST_HEAD = 120  # lines
_FENCE = re.compile(r"\|={3,}\s*$")
_ASIDE = re.compile(r"\s*(?://|(?:ifdef|ifndef|ifeval|endif|include)::)")
"""Comments and conditions."""
_COLUMNS = re.compile(r"\bcols=\"?([^\"\]]+)")
_CELL = re.compile(r"(?:(?:^|(?<=\s))[\d.*+]*[<^>]?[a-z]?)?(?<!\\)\|(?!\|)")
_KEY = re.compile(r"[*_]*([A-Za-z][\w .()/'-]{0,38}?):?[*_]*$")
_ATTRIBUTE = re.compile(r":([A-Za-z][\w-]{0,38}):[ \t]+(\S.*)$")
_SETS = re.compile(
    r"(?:toc|sect|source|image|icon|id|style|link|max|data-uri|doc|numbered|experimental|hard|no|table|figure"
    r"|example|.*caption|.*dir$|.*url$|.*uri$|.*css|page-|site|uri-|url-|front-matter|outfile|compat|highlight|stem"
    r"|pdf|leveloffset|xrefstyle|lang$|encoding$|base|root)"
)
"""Attributes that set a page and tell nothing of the document."""
_LINK = re.compile(r"(?:link:|mailto:|xref:|(?=https?://))[^\s\[\]]+\[([^\[\]]*)\]")
_MARKS = re.compile(r"\s*:[a-z][a-z_]+:(?=\s|$)|\{[a-z-]+\}")
"""Pictures that are written as a word between colons, and attributes that are put in."""


def pairs_of(text: str) -> list[tuple[str, str]]:
    """Keys and values with the title; nothing of a text that is in another form."""
    lines = text.splitlines()[:_LONGEST_HEAD]
    title = next((match.group(1) for line in lines[:20] if (match := _TITLE.match(line))), "")
    if not title:
        return []
    found = [*_attributes(lines), *_table(lines)]
    named = {key.casefold() for key, _ in found}
    own = [] if "title" in named else [("Title", _plainly(title))]
    return [*own, *found] if found else []


def _attributes(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        match = _ATTRIBUTE.match(line)
        if match and not _SETS.match(match.group(1).lower()):
            yield match.group(1), _plainly(match.group(2))
        elif line.startswith("=="):
            return


def _table(lines: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs of the first table, where each row has a key and a value."""
    fences = [number for number, line in enumerate(lines) if _FENCE.match(line)][:2]
    if len(fences) < 2 or any(line.startswith("==") for line in lines[: fences[0]]):
        return []
    columns = _COLUMNS.search(lines[fences[0] - 1]) if fences[0] else None
    if columns and not 1 <= len(columns.group(1).replace("2*", "1,1").split(",")) <= 2:
        return []
    inside = " \n".join(line for line in lines[fences[0] + 1 : fences[1]] if not _ASIDE.match(line))
    cells = [" ".join(cell.split()) for cell in _CELL.split(inside)[1:]]
    keys = [_KEY.match(cell) for cell in cells[::2]]
    if len(cells) < 4 or len(cells) % 2 or not all(keys) or len(set(cells[::2])) < len(keys):
        return []
    return [(key.group(1), _plainly(value)) for key, value in zip(keys, cells[1::2], strict=True) if key]


def _plainly(value: str) -> str:
    """A value without links, pictures and bold letters."""
    value = _LINK.sub(lambda match: match.group(1).rstrip("^"), value)
    return " ".join(
        re.sub(r"[*_`+]{1,2}(?=\S)(.+?)(?<=\S)[*_`+]{1,2}(?!\w)", r"\1", _MARKS.sub("", value)).split()
    )

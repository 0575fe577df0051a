"""The head of a document: what stands at its beginning as `Key: value` lines, in whatever form.

Mail and many notes begin with such lines, between `---` too. Below a title they are items of a list, bold
words with a colon, a table of two columns, directives, or lines of a fenced block. XML has elements for them,
and some write TOML between `+++`; AsciiDoc has a table between `|===`.
"""

import re
from collections.abc import Iterator, Sequence

from rlm_desktop.context.records.heads import (
    asciidoc_heads,
    attendance,
    bylines,
    facts,
    front_matter,
    xml_heads,
)

HEADER = re.compile(r"([A-Za-z][\w .()/-]{0,38}?(?: #)?):(?:[ \t]+(.*)|[ \t]*)$")
FEWEST_KEYS = 2
TITLE = "Title"
_KEY = r"[A-Za-z][\w .()/'-]{0,38}?(?: #)?"
_MARK = r"(?:\*\*|__|\*|_)"
_ITEM = re.compile(r"[ ]{0,3}(?:[*+-]|\d{1,2}[.)])[ \t]+(.*)$")
_BOLD = re.compile(rf"{_MARK}({_KEY})(?:{_MARK}[ \t]*:|:[ \t]*{_MARK})[ \t]*(.*)$")
_ROW = re.compile(r"\|\s*(?:\*\*|__)?([A-Za-z][^|*]{0,38}?)\s*:?(?:\*\*|__)?\s*\|\s*([^|]*?)\s*\|\s*$")
_ROW_GOES_ON = re.compile(r"\|\s*\|\s*([^|\s][^|]*?)\s*\|\s*$")
"""A row of a table without a key of its own."""
_NAMES_COLUMNS = re.compile(
    r"[|*_\s]*\w[\w ]*?[*_\s]*\|[*_\s]*(?:values?|descriptions?|contents?|details?)[|*_\s]*$", re.I
)
"""What stands above the line of dashes of a table where that is no pair: field and value."""
_RULE = re.compile(r"\|[ \t:|-]+\|?[ \t]*$")
_FIELD = re.compile(rf":({_KEY}):[ \t]+(.*)$")
_SETS = re.compile(
    r"\.\. (?:contents|highlight|sectnum|raw|code|code-block|image|figure|role|default-role|include|meta"
    r"|toctree|note|warning|tip|table|list-table|csv-table|class|container|index|only|math|topic|sidebar)::"
    r"|:(?:toc\w*|sect\w+|icons|numbered|experimental|source-highlighter|imagesdir|orphan|[\w-]+-caption):"
)
"""Directives of reStructuredText and attributes of AsciiDoc that set a page and tell nothing else."""
_DIRECTIVE = re.compile(r"\.\. ([A-Za-z][\w-]{0,38})::(?:[ \t]+(.*)|[ \t]*)$")
_HEADING = re.compile(r"(?:#{1,6}[ \t]+|={1,6}[ \t]*)(.+?)[ \t#=]*$")
_UNDERLINE = re.compile(r"([=~^*-])\1{2,}[ \t]*$")
_FENCE = re.compile(r"[ \t]*(?:<pre>|```+[ \t]*[\w-]*|~~~+)[ \t]*$", re.IGNORECASE)
_FENCE_ENDS = re.compile(r"[ \t]*(?:</pre>|```+|~~~+)[ \t]*$", re.IGNORECASE)
_ASIDE = re.compile(r"[ \t]*(?:<!--.*-->|!?\[!\[.*|!\[.*\]\(.*\)|<[^>]+>)[ \t]*$")
_COMMENT = re.compile(r"\A\s*<!--.*?-->", re.DOTALL)
_DEFINES = re.compile(r"\[[^\]]+\]:[ \t]")
"""A footnote, or where a link leads."""
_MOST_TITLES = 2
_LONGEST_HEAD = 120
"""Lines that are looked at below the title."""

Pair = tuple[str, list[str]]
"""A key, and its value with the lines that go on with it."""


def head_of(text: str) -> str:
    """The headers at the beginning of a document, a line for each key, or nothing.

    Of minutes those who were there are one of them, wherever they are listed.
    """
    text = text.removeprefix("\ufeff").lstrip("\r\n")
    head = _at_the_beginning(text)
    there = attendance.pairs_of(text)
    if there and not head and (title := _title(text.splitlines()[:_LONGEST_HEAD])[0]):
        head = _lines([(TITLE, plainly(title))])
    named = {line.partition(":")[0].casefold() for line in head.splitlines()}
    more = [one for one in there if one[0].casefold() not in named]
    more += bylines.pair_of(text, named) if head else []
    return "\n".join(filter(None, [head, _lines(more)]))


def _at_the_beginning(text: str) -> str:
    if told := xml_heads.pairs_of(text) or front_matter.toml_pairs(text) or front_matter.of_yaml(text):
        return _lines(told) if len(told) >= FEWEST_KEYS else ""
    if len(told := asciidoc_heads.pairs_of(text)) > FEWEST_KEYS:
        return _lines(told)
    plain, below = _plain(text)
    if below == text and sum(HEADER.match(line) is not None for line in plain) >= FEWEST_KEYS:
        return "\n".join(plain)
    pairs = _below_title(_COMMENT.sub("", below).splitlines()[:_LONGEST_HEAD])
    if len(pairs) < FEWEST_KEYS and plain:
        pairs = facts.pairs_of(below)
    if len(pairs) < FEWEST_KEYS:
        return "\n".join(plain)
    named = {key.casefold() for key, _ in pairs}
    above = [line for line in plain if below != text and line.partition(":")[0].casefold() not in named]
    return "\n".join([*above, _lines(pairs)])


def _lines(pairs: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{key}: {value}" for key, value in pairs)


def _plain(text: str) -> tuple[list[str], str]:
    """The lines that are headers from the first one on, also between `---`; and the text below these."""
    fenced = re.match(r"---[ \t]*\n", text) is not None
    lines = text.splitlines()
    rows: list[str] = []
    for number, line in enumerate(lines[fenced:], start=int(fenced)):
        if fenced and line.strip() in ("---", "..."):
            return _lines(front_matter.yaml_pairs(rows)).split("\n"), "\n".join(lines[number + 1 :])
        if fenced and (not line.strip() or line.startswith("#")):
            continue
        if not line.strip():
            break
        # A mail in an mbox begins with a line of its own.
        if not rows and line.startswith("From ") and not fenced:
            continue
        goes_on = rows and line[:1] in (" \t-" if fenced else " \t")
        if HEADER.match(line) is None and not goes_on:
            return [], text
        rows.append(line)
    return rows, text


def _below_title(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Keys and values of the list, the table or the fenced block that a document begins with."""
    title, at = _title(lines)
    rest = lines[at:]
    if not rest:
        return []
    found = [(key, plainly(_joined(value))) for key, value in _listed(rest)]
    if len(found) < FEWEST_KEYS:
        found = [(key, _joined(value)) for key, value in _fenced(rest)]
    named = {key.casefold() for key, _ in found}
    if found and title and TITLE.casefold() not in named:
        return [(TITLE, plainly(title)), *found]
    return found


def _title(lines: Sequence[str]) -> tuple[str, int]:
    """The heading that a document begins with, and the line after it and what only adorns it."""
    titles: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        heading = _HEADING.match(line)
        if not line.strip() or _ASIDE.match(line):
            if _FENCE.match(line):
                break
            at += 1
        elif heading and len(titles) < _MOST_TITLES:
            titles.append(heading.group(1).strip())
            at += 1
        elif not titles and at + 1 < len(lines) and _UNDERLINE.match(lines[at + 1]):
            titles.append(line.strip())
            at += 2
        elif not titles and _stands_alone(lines, at):
            titles.append(line.strip())
            at += 1
        else:
            break
    return (titles[0] if titles else ""), at


def _stands_alone(lines: Sequence[str], at: int) -> bool:
    """Whether a line without any mark is a title: headers in another form follow below a blank one."""
    if _item(lines[at]) is not None or _FENCE.match(lines[at]) or lines[at + 1 : at + 2] != [""]:
        return False
    below = next((line for line in lines[at + 2 :] if line.strip()), "")
    return _told(below)[0] not in ("", "plain", _told(lines[at])[0]) or _FENCE.match(below) is not None


def _fenced(lines: Sequence[str]) -> Iterator[Pair]:
    """The headers within the first fence; lines that are set in farther go on with the value above."""
    inside = [line.rstrip() for line in _within_fence(lines) if line.strip()]
    margin = min((len(line) - len(line.lstrip()) for line in inside), default=0)
    pair: Pair | None = None
    for line in inside:
        match = HEADER.match(line[margin:])
        if match is not None:
            if pair is not None:
                yield pair
            pair = (match.group(1).strip(), [match.group(2) or ""])
        elif pair is None or line[margin : margin + 1] not in " \t":
            return
        else:
            pair[1].append(line.strip())
    if pair is not None:
        yield pair


def _within_fence(lines: Sequence[str]) -> Iterator[str]:
    """The lines of the first fence before the next heading."""
    begun = False
    for line in lines:
        if begun and _FENCE_ENDS.match(line):
            return
        if begun:
            yield line
        elif _HEADING.match(line):
            return
        begun = begun or _FENCE.match(line) is not None


def _listed(lines: Sequence[str]) -> Iterator[Pair]:
    """The items, bold words or rows that follow each other, up to text of another kind."""
    pair: Pair | None = None
    first = ""
    blank = sets = goes_on = False
    for line in _pairs_alone(lines):
        if not line.strip():
            blank = True
            continue
        sets = _SETS.match(line) is not None or (sets and line[:1] in " \t")
        if sets:
            continue
        form, found = _told(line)
        if found is not None and (not blank or not pair or (form == first and form != "plain")):
            if pair is not None:
                yield pair
            pair, first, goes_on = found, first or form, True
        elif pair is not None and not blank and goes_on and (more := _more(line, first)):
            pair[1].append(more)
        elif _item(line) is None and not _RULE.match(line) and not _DEFINES.match(line):
            break
        else:
            goes_on = False
        blank = False
    if pair is not None:
        yield pair


def _pairs_alone(lines: Sequence[str]) -> Iterator[str]:
    """The lines but for those that only name the two columns of a table."""
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if not (_RULE.match(below) and _NAMES_COLUMNS.match(line)):
            yield line


def _more(line: str, form: str) -> str:
    """What a line adds to the value above it."""
    if form == "row":
        match = _ROW_GOES_ON.match(line)
        return match.group(1) if match else ""
    return (_item(line.lstrip()) or line.strip()) if line[:1] in " \t" else ""


def _told(line: str) -> tuple[str, Pair | None]:
    """The form of a line, and the key and the value that it tells."""
    item = _item(line)
    forms = (("item", _BOLD), ("item", HEADER)) if item is not None else _FORMS
    for form, pattern in forms:
        if match := pattern.match(line if item is None else item):
            return form, (match.group(1).strip(), [(match.group(2) or "").strip()])
    return "", None


_FORMS = (("bold", _BOLD), ("row", _ROW), ("field", _FIELD), ("directive", _DIRECTIVE), ("plain", HEADER))


def _item(line: str) -> str | None:
    match = _ITEM.match(line)
    return match.group(1) if match else None


_PERSON = re.compile(r"[^<>,;]*\S <[^<>\s]+@[^<>\s]+>$")
_ADDRESS = re.compile(r"[a-z]+://\S+$")


def _joined(parts: Sequence[str]) -> str:
    """A value on one line. Persons, addresses and items that have a line each are a list."""
    filled = [part.strip() for part in parts if part.strip()]
    each = all(_PERSON.match(part) for part in filled) or all(_ADDRESS.match(part) for part in filled)
    items = len(filled) > 1 and not parts[0].strip()
    return (", " if each or items else " ").join(filled)


_PLAINER = (
    (re.compile(r"<!--.*?-->"), ""),
    (re.compile(r"<br */?>", re.IGNORECASE), ", "),
    (re.compile(r"(\]\([^()]*\))(?:,?\s+(?:and|&))?\s+(?=\[[^\[\]]*\]\()"), r"\1, "),
    (re.compile(r"!?\[((?:[^\[\]]|\[[^\[\]]*\]|\\.)*)\]\((?:[^()]|\([^()]*\))*\)"), r"\1"),
    (re.compile(r"\[\[[^|\]]*\|([^\]]+)\]\]|\[\[([^|\]]+)\]\]"), r"\1\2"),
    (re.compile(r"\[(?:https?|ftp)://\S+ ([^\]]+)\]"), r"\1"),
    (re.compile(r"\[\^[\w-]+\]"), ""),
    (re.compile(r"`([^`<>]+?)\s*<[^`<>]*>`__?"), r"\1"),
    (re.compile(r"\[([^\[\]]+)\]\[[^\[\]]*\]"), r"\1"),
    (re.compile(r"\*\*|__|`"), ""),
    (re.compile(r"^[*_](.*)[*_]$"), r"\1"),
    (re.compile(r"\\+$"), ""),
    (re.compile(r"^\(([^()]*)\)$"), r"\1"),
    (re.compile(r"[\s\u00a0]+"), " "),
)


def plainly(value: str) -> str:
    """A value without what only sets it: links, bold letters, code marks, brackets around all of it."""
    for pattern, better in _PLAINER:
        value = pattern.sub(better, value)
    return value.strip(" ,")

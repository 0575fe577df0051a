"""XML of many elements of one name: each is a record, and what it holds are its columns.

Of `<order id="7"><customer>Ada</customer><item sku="a"/><item sku="b"/></order>` the columns are `id`,
`customer`, `item_sku`, which has both, and `number_of_item_sku`. Documents, in which words and elements mix,
are no records.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rlm_desktop.context.records.heads.xml_tree import Node, parsed
from rlm_desktop.context.records.shapes import several
from rlm_desktop.context.records.shapes.names import column_name, told_apart
from rlm_desktop.context.records.shapes.shape import Field, Shape, quote
from rlm_desktop.context.records.values.kinds import TEXT, kind_of, with_unit

_BEGINS = re.compile(r"\s*<(?:\?xml\b|!--|!DOCTYPE\s+(?!html)|(?!html\b|svg\b)[A-Za-z])", re.IGNORECASE)
_PROSE = frozenset(
    ("p", "para", "paragraph", "div", "span", "li", "section", "chapter", "sect1", "sect2", "sentence", "l")
)
"""What parts of documents are called."""
_NEVER = re.compile(r"(?!)")
_LOOKED_AT = 64 * 1024
_FEWEST = 3
_MAIN = 0.6
"""Such a share of all elements the records must make up, with what is in them."""
_WITHIN = 0.8
_MANY_WITHIN = 5
"""So many elements of one name in each of a few others, and such a share of all, are the records instead."""
_DEEPEST = 6
_OFTEN = 0.02
_WIDEST = 60
_MIXED = 0.1
_SPACE = r"(?:[\w.-]+:)?"
_REFERENCES = (
    ("&(?:lt|#60|#x3[Cc]);", "<"),
    ("&(?:gt|#62|#x3[Ee]);", ">"),
    ("&(?:quot|#34|#x22);", '"'),
    ("&(?:apos|#39|#x27);", "'"),
    ("&(?:nbsp|#160|#x[Aa]0|#10|#x[Aa]|#13|#x[Dd]|#9|#x9);", " "),
    ("&(?:amp|#38|#x26);", "&"),
)
"""How signs are written that are, or may be, part of a text's marks, and what they mean."""
_OWN = "."

Path = tuple[str, ...]
"""The names of the elements down to one, within a record; of an attribute its name with @ behind them."""


def xml_shape(head: str) -> Shape | None:
    """The shape of a text that begins with this and consists of such elements."""
    if not _BEGINS.match(head):
        return None
    root, _ = parsed(head[:_LOOKED_AT], until=_NEVER)
    members = _members(root)
    if not members or members[0].name.lower() in _PROSE:
        return None
    name = members[0].name
    # The last may be cut off where the sample ends.
    looked_at = members[:-1] if len(members) > _FEWEST else members
    told = [list(_leaves(member)) for member in looked_at]
    mixed = sum(bool(member.children) and _says(member) for member in looked_at)
    if mixed > _MIXED * len(looked_at):
        return None
    fields = _fields(name, told, _Writing(head))
    if not any(field for field in fields if field.name != column_name(name)):
        return None
    return Shape(
        kind="blocks",
        borders="elements",
        row_is="record",
        fits=f"regexp_matches(line, {quote(rf'^<{_SPACE}{re.escape(name)}[\s/>]')})",
        fields=told_apart(fields),
        delimiter=name,
        keep_line=False,
    )


def whole(name: str) -> str:
    """A pattern for the element that a text begins with, to its very end."""
    tag = f"{_SPACE}{re.escape(name)}"
    return rf"(?s)^<{tag}(?:\s[^<>]*)?/>|^.*</{tag}\s*>"


def _members(root: Node) -> list[Node]:
    """The elements that are the records: the most of one name under one other, or in each of several."""
    level, whole = [root], _size(root)
    found: list[Node] = []
    for _ in range(_DEEPEST):
        found = next((best for node in level if (best := _most(node.children, _MAIN * whole))), [])
        if found:
            break
        level = [child for node in level for child in node.children]
    while found:
        inner = _most([child for node in found for child in node.children], _WITHIN * sum(map(_size, found)))
        if len(inner) < _MANY_WITHIN * len(found):
            break
        found = inner
    everywhere = sum(node.name == found[0].name for node in _all(root)) if found else 0
    return found if everywhere == len(found) else []


def _most(nodes: Sequence[Node], least: float) -> list[Node]:
    """Those of the commonest name, where these are enough and make up most of the text."""
    names = Counter(node.name for node in nodes)
    name, count = names.most_common(1)[0] if names else ("", 0)
    best = [node for node in nodes if node.name == name]
    return best if count >= _FEWEST and sum(map(_size, best)) >= least else []


def _all(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _all(child)


def _size(node: Node) -> int:
    return sum(1 for _ in _all(node))


def _says(node: Node) -> bool:
    return bool("".join(node.pieces).strip())


def _leaves(node: Node, above: Path = ()) -> Iterator[tuple[Path, str]]:
    """What a record holds: texts of elements without others in them, and attributes."""
    for key, value in node.attributes.items():
        yield (*above, f"@{key}"), html.unescape(value)
    if not node.children or (_says(node) and above):
        text = html.unescape("".join(node.whole)).strip()
        if text:
            yield above or (_OWN,), text
        return
    for child in node.children:
        yield from _leaves(child, (*above, child.name))


def _fields(name: str, told: Sequence[Sequence[tuple[Path, str]]], writing: "_Writing") -> list[Field]:
    values: dict[Path, list[str]] = {}
    repeated: set[Path] = set()
    often: Counter[Path] = Counter()
    for record in told:
        count = Counter(path for path, _ in record)
        often.update(count.keys())
        repeated.update(path for path, times in count.items() if times > 1)
        for path, value in record:
            values.setdefault(path, []).append(value)
    kept = {path for path, times in often.most_common(_WIDEST) if times >= _OFTEN * len(told)}
    names = _named(name, [path for path in values if path in kept])
    fields: list[Field] = []
    for path, called in names.items():
        one = writing.text_of(name, path, tuple(values))
        if path in repeated:
            fields += _several(called, one, values[path])
            continue
        kind = kind_of(values[path], name=called)
        label = with_unit(called, kind)
        text = writing.plain(f"regexp_extract({one})")
        fields.append(Field(name=label, text=text, type=kind.type, cast=kind.cast, note=kind.note))
    return fields


def _named(record: str, paths: Sequence[Path]) -> Mapping[Path, str]:
    """Each column by its last name, and with the names above it where that is told twice."""
    last = Counter(path[-1].lstrip("@") for path in paths)
    return {
        path: column_name(
            record
            if path == (_OWN,)
            else path[-1].lstrip("@")
            if last[path[-1].lstrip("@")] == 1 and not (path[-1].startswith("@") and len(path) > 1)
            else "_".join(part.lstrip("@") for part in path)
        )
        for path in paths
    }


def _several(name: str, one: str, values: Sequence[str]) -> tuple[Field, Field]:
    """What a record holds more than once, side by side, and how often."""
    sign = next((sign for sign in (";", "|") if not any(sign in value for value in values)), "|")
    listed = f"regexp_extract_all({one})"
    return (
        Field(
            name=name,
            text=f"array_to_string({listed}, {quote(f'{sign} ')})",
            cast=TEXT.cast,
            note=several.NOTE.format(sign),
        ),
        Field(
            name=f"number_of_{name}",
            text=f"CAST(len({listed}) AS VARCHAR)",
            type="integer",
            cast="TRY_CAST({x} AS BIGINT)",
        ),
    )


class _Writing:
    """How a text writes what it holds: its quotes, its references, its sections of raw text."""

    def __init__(self, head: str) -> None:
        self._quote = '"' if head.count('="') >= head.count("='") else "'"
        self._refers = "&" in head
        self._raw = "<![CDATA[" in head

    def text_of(self, record: str, path: Path, paths: Sequence[Path]) -> str:
        """The arguments of a search for a path in a record: where, what, which group."""
        *above, last = path
        if path == (_OWN,):
            return f"line, {quote('(?s)^' + _element(record)[4:])}, 1"
        if not above and last.startswith("@"):
            return f"line, {quote(self._attribute(f'^<{_SPACE}{re.escape(record)}', last[1:]))}, 1"
        if last.startswith("@"):
            where = self._within(above[:-1], above[-1], paths)
            return f"{where}, {quote(self._attribute(f'<{_SPACE}{re.escape(above[-1])}', last[1:]))}, 1"
        return f"{self._within(above, last, paths)}, {quote(_element(last))}, 1"

    def plain(self, text: str) -> str:
        """The text without its marks: for people, and as the sample's values were looked at."""
        if self._raw:
            text = f"replace(replace({text}, '<![CDATA[', ''), ']]>', '')"
        text = f"regexp_replace({text}, '<[^<>]*>', '', 'g')"
        for written, meant in _REFERENCES if self._refers else ():
            text = f"regexp_replace({text}, {quote(written)}, {quote(meant)}, 'g')"
        return f"trim({text}, chr(32) || chr(9) || chr(10) || chr(13))"

    def _within(self, above: Sequence[str], name: str, paths: Sequence[Path]) -> str:
        """Where an element is looked for: in the whole record if its name is told but once there."""
        others = {path[: path.index(name)] for path in paths if name in path} - {tuple(above)}
        if not others:
            return "line"
        where = "line"
        for each in above:
            where = f"regexp_extract({where}, {quote(_element(each))}, 1)"
        for outer in sorted({other[0] for other in others if other}) if not above else ():
            where = f"regexp_replace({where}, {quote(_element(outer))}, '', 'g')"
        return where

    def _attribute(self, begins: str, name: str) -> str:
        sign = self._quote
        other = r"\s+[\w.:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*')"
        return rf"{begins}(?:{other})*?\s+{_SPACE}{re.escape(name)}\s*=\s*{sign}([^{sign}]*){sign}"


def _element(name: str) -> str:
    """A pattern for an element that has text in it; its first group is that text."""
    tag = f"{_SPACE}{re.escape(name)}"
    return rf"(?s)<{tag}(?:\s[^<>]*[^<>/]|\s)?>(.*?)</{tag}\s*>"

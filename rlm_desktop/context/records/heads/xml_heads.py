"""What an XML document tells of itself before its text: title, status, authors, dates.

DocBook, JATS, TEI, NITF, OPF and many others have an element for it near the root; else the root holds it.
An element that holds text alone is a key, one with others in it gives its name to theirs, and what is there
several times is a list.
"""

import html
import re
from collections.abc import Iterator, Sequence

from rlm_desktop.context.records.heads.xml_tree import Node, parsed
from rlm_desktop.context.records.shapes.listed import PARTED
from rlm_desktop.context.records.values.entities import without_comments

Pair = tuple[str, str]
_IS_XML = re.compile(r"\s*(?:<\?xml\b|<!DOCTYPE\s+(?!html\b))", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]*(?:\[(?:[^\]\"']|\"[^\"]*\"|'[^']*')*\]\s*)?>", re.IGNORECASE)
_HEAD = re.compile(r"\w*header|head|front(?:-?matter)?|\w*info|\w*metadata|prolog|docdata")
_WRAPPER = re.compile(r".*(?:stmt|desc|group|grp|info|meta|metadata|data|set|list|wrap)")
_SET = frozenset(
    ["p", "para", "em", "emphasis", "i", "b", "bold", "italic", "strong", "sub", "sup", "link", "ulink"]
)
"""Elements that only set the text of the one they are in."""
_GIVEN = ("honorific", "prefix", "firstname", "first", "forename", "given", "givenname", "given-names")
_MIDDLE = ("othername", "middle", "middlename", "name", "string-name", "fullname", "displayname")
_FAMILY = ("namelink", "lastname", "last", "surname", "family", "familyname", "suffix", "lineage")
_NAMES = (*_GIVEN, *_MIDDLE, *_FAMILY)
_PERSON = frozenset(["name", "personname", "persname", "person-name", "string-name", "individual"])
_BODIES = ("orgname", "organization", "collab", "institution", "corpauthor")
_TOLD_BY = ("content", "fullname", "value")
"""Attributes that hold what an element without text tells."""
_OF_KIND = (
    "type",
    "pub-id-type",
    "pub-type",
    "date-type",
    "contrib-type",
    "name",
    "property",
    "role",
    "scheme",
)
_IS_ITS_KIND = frozenset(["meta", "contrib", "property", "field", "param", "item"])
"""Elements that are called after their kind: of `<meta name="slug" content="…"/>` the key is slug."""
_ENTRIES = re.compile(r"revision|change|version|release|edition|event|history_?entry", re.IGNORECASE)
"""Elements of which there are mostly several: one alone is counted as well."""
_REMARKS = frozenset(["remark", "revremark", "note", "description", "desc", "comment", "summary", "text"])
_LONGEST = 1000
_LONGEST_OF_SEVERAL = 120
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:\D.*)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENTITY = re.compile(r"&[\w.-]+;")
_DEEPEST = 6


def pairs_of(text: str) -> list[Pair]:
    """The keys and values of a document's head; nothing for what is not XML."""
    if not _IS_XML.match(text):
        return []
    root, head = parsed(_DOCTYPE.sub("", without_comments(text), count=1), until=_HEAD)
    if head is None:
        head = root
        while len(head.children) == 1 and head.children[0].children:
            head = head.children[0]
    found: dict[str, str] = {}
    for key, value in _told(head, "", 0):
        name = re.sub(r"\W+", "_", key).strip("_")[:38].lstrip("0123456789_")
        if name and value:
            found.setdefault(name, value)
    return list(found.items())


def _told(node: Node, before: str, depth: int) -> Iterator[Pair]:
    groups: dict[str, list[Node]] = {}
    for child in node.children:
        groups.setdefault(_key(child, before), []).append(child)
    for key, members in groups.items():
        yield from _of_one_name(key, before, members, depth)


def _key(node: Node, before: str) -> str:
    """What an element is called, with what it stands in and what kind it is said to be."""
    kind = next((node.attributes[name] for name in _OF_KIND if node.attributes.get(name)), "")
    kind = kind.rpartition(":")[2] if re.fullmatch(r"[\w.: -]{1,30}", kind) else ""
    own = node.name
    if (kind and not (node.name in _NAMES or _person(node))) or (kind and node.name in _IS_ITS_KIND):
        own = kind if node.name in _IS_ITS_KIND else f"{node.name}_{kind}"
    return f"{before}_{own}" if before else own


def _of_one_name(key: str, before: str, members: Sequence[Node], depth: int) -> Iterator[Pair]:
    """What the elements of one name tell."""
    if all(map(_is_leaf, members)):
        yield from _listed(key, [_text(member) for member in members], inside=bool(before))
    elif all(_is_leaf(member) or _person(member) for member in members):
        yield key, PARTED.join(filter(None, (_person(member) or _text(member) for member in members)))
        yield from _each(key, members, but=_NAMES)
    elif dated := [day for member in members if (day := _day(member))]:
        yield key, PARTED.join(dated)
    elif (len(members) > 1 and not _is_wrapper(members[0])) or _ENTRIES.fullmatch(members[0].name):
        yield from _repeated(key, members)
    elif depth < _DEEPEST:
        for member in members:
            yield from _inside(key, before, member, depth)


def _inside(key: str, before: str, node: Node, depth: int) -> Iterator[Pair]:
    """What one element holds: a list where all in it have one name, else keys of their own."""
    names = {child.name for child in node.children}
    if len(names) == 1 and not _is_wrapper(node) and all(map(_is_leaf, node.children)):
        yield from _listed(key, [_text(child) for child in node.children])
    else:
        yield from _told(node, before if _is_wrapper(node) else key, depth + 1)


def _is_wrapper(node: Node) -> bool:
    return _WRAPPER.fullmatch(node.name.lower()) is not None


def _listed(key: str, texts: Sequence[str], *, inside: bool = True) -> Iterator[Pair]:
    """Texts as one value. What is long tells no field, but for an abstract and the like at the top."""
    filled = [text for text in texts if text]
    longest = _LONGEST_OF_SEVERAL if inside or len(filled) > 1 else _LONGEST
    if filled and max(map(len, filled)) <= longest:
        yield key, PARTED.join(filled)


def _repeated(key: str, members: Sequence[Node]) -> Iterator[Pair]:
    """Entries with parts, such as revisions: how many, from when to when, and what they have."""
    yield (
        (key if key.endswith("s") else f"{key[:-1]}ies" if key.endswith("y") else f"{key}s"),
        str(len(members)),
    )
    columns = {child.name: [] for member in members for child in member.children}  # type: ignore[var-annotated]
    for member in members:
        for child in member.children:
            columns[child.name].append((member, _day(child) or (_text(child) if _is_leaf(child) else "")))
    latest = members[0]
    for name, found in columns.items():
        values = [value for _, value in found if value]
        if values and all(map(_DATE.fullmatch, values)):
            yield f"first_{key}_{name}", min(values)
            yield f"last_{key}_{name}", max(values)
            latest = max(found, key=lambda one: one[1])[0]
    for name, found in columns.items():
        values = list(dict.fromkeys(value for _, value in found if value))
        if name.lower() in ("version", "number", "revnumber"):
            yield f"last_{key}_{name}", next((value for member, value in found if member is latest), "")
        elif name.lower() not in _REMARKS and not all(map(_DATE.fullmatch, values)):
            yield from _listed(f"{key}_{name}", values)


def _each(key: str, members: Sequence[Node], *, but: Sequence[str]) -> Iterator[Pair]:
    """What else is told of persons: their addresses and the like."""
    names = [child.name for member in members for child in member.children if _is_leaf(child)]
    for name in dict.fromkeys(names):
        if name.lower() not in but and name.lower() not in _BODIES:
            texts = [_text(child) for member in members for child in member.children if child.name == name]
            yield from _listed(f"{key}_{name}", texts)


def _is_leaf(node: Node) -> bool:
    """Whether an element holds text alone, or text with parts that only set it."""
    own = _ENTITY.sub("", "".join(node.pieces)).strip()
    return bool(own) or all(child.name in _SET for child in node.children)


def _text(node: Node) -> str:
    said = " ".join(html.unescape("".join(node.whole)).split())
    told = next((node.attributes[name] for name in _TOLD_BY if node.attributes.get(name)), "")
    return said or (html.unescape(told) if not node.children else "") or _day(node)


def _person(node: Node) -> str:
    """The name of somebody whose element holds its parts, given names first; nothing for anything else."""
    parts = {child.name.lower(): _text(child) for child in node.children if _is_leaf(child)}
    if any(name in parts for name in (*_GIVEN, *_FAMILY)):
        told = [child for name in _NAMES for child in node.children if child.name.lower() == name]
        return " ".join(filter(None, map(_text, told)))
    inner = next((child for child in node.children if child.name.lower() in _PERSON), None)
    if inner is not None and node.name.lower() not in _PERSON:
        return _person(inner) or (_text(inner) if _is_leaf(inner) else "")
    return next((parts[name] for name in _BODIES if parts.get(name)), "")


def _day(node: Node) -> str:
    """A date whose year, month and day are elements or attributes of their own."""
    parts = {child.name.lower(): _text(child) for child in node.children if _is_leaf(child)}
    parts = parts or {name.lower(): value for name, value in node.attributes.items()}
    if not re.fullmatch(r"\d{4}", parts.get("year", "")):
        return ""
    told = [parts["year"]]
    for part in (_month(parts.get("month", "")), parts.get("day", "")):
        if not part.isdigit():
            break
        told.append(f"{int(part):02}")
    return "-".join(told)


def _month(said: str) -> str:
    name = said.strip().lower()[:3]
    return str(_MONTHS.index(name) + 1) if name in _MONTHS else said.strip()

"""The text of a web page: everything a reader would see, in order, as simple lines."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rlm_desktop.context import encodings
from rlm_desktop.context.encodings import Encoding

LARGEST = 64 * 1024 * 1024
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_UNSEEN = frozenset(("script", "style", "template", "svg", "head", "object", "iframe"))
_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset header hr legend li main menu nav ol "
    "optgroup option p pre search section select summary table tbody tfoot thead title tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_PARAGRAPH_TAGS = "p pre table ul ol dl blockquote h1 h2 h3 h4 h5 h6 section article figure"
_PARAGRAPHS = frozenset(_PARAGRAPH_TAGS.split())
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BLANKS = re.compile(r"\n{3,}")


def read_html(path: Path) -> str:
    """The text of an HTML file."""
    source = path.read_bytes()
    return text_of(source.decode(_encoding(source).name, "replace"))


def _encoding(source: bytes) -> Encoding:
    head = source[: encodings.HEAD]
    found = encodings.marked(head) or encodings.unmarked_utf16(head)
    if found:
        return Encoding(
            "utf-8-sig" if found.name == "utf-8" else found.name.removesuffix("-le").removesuffix("-be")
        )
    try:
        source.decode()
    except UnicodeDecodeError:
        return _declared(head) or encodings.legacy(source[: 4 * encodings.HEAD])
    return Encoding("utf-8")


def _declared(head: bytes) -> Encoding | None:
    declared = _CHARSET.search(head)
    if declared is None:
        return None
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name
    except LookupError:
        return None
    # What the page calls Latin-1 is what browsers read as Windows-1252; not every codec is one for text.
    return Encoding({"iso8859-1": "cp1252", "ascii": "cp1252"}.get(name, name))


def text_of(page: str) -> str:
    """Headings with their `#`, list items with `-`, cells apart by tabs, paragraphs by blank lines."""
    tree = LexborHTMLParser(page)
    title = tree.css_first("head > title")
    parts = (
        [f"# {_SPACES.sub(' ', title.text()).strip()}\n\n"]
        if title is not None and title.text().strip()
        else []
    )
    if tree.body is not None:
        parts.extend(_parts(tree.body))
    lines = (line.strip(" ") for line in "".join(parts).split("\n"))
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


def _parts(body: LexborNode) -> Iterator[str]:
    # With a stack of its own, not by recursion: pages nested ten thousand deep exist.
    waiting: list[tuple[LexborNode | str, bool]] = [(body, False)]
    while waiting:
        node, exact = waiting.pop()
        if isinstance(node, str):
            yield node
        elif node.tag == "-text":
            text = node.text_content or ""
            yield text if exact else _SPACES.sub(" ", text)
        elif node.tag is not None and node.tag not in _UNSEEN:
            exact = exact or node.tag in {"pre", "textarea"}
            yield _before(node)
            waiting.append((_after(node.tag), False))
            waiting.extend((child, exact) for child in reversed(list(node.iter(include_text=True))))


def _before(node: LexborNode) -> str:
    tag = node.tag or ""
    if tag in _HEADINGS:
        return "\n\n" + _HEADINGS[tag]
    if tag == "li":
        return "\n- "
    if tag in {"img", "area"}:
        return (node.attributes.get("alt") or "").strip()
    if tag == "input":
        return node.attributes.get("value") or "" if node.attributes.get("type") != "hidden" else ""
    if tag in _PARAGRAPHS:
        return "\n\n"
    return "\n" if tag in _BLOCKS or tag == "br" else ""


def _after(tag: str) -> str:
    if tag in {"td", "th"}:
        return "\t"
    if tag in _HEADINGS or tag in _PARAGRAPHS:
        return "\n\n"
    return "\n" if tag in _BLOCKS else ""

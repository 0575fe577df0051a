"""The text of a web page: everything a reader would see, in order, as simple lines."""

import codecs
import re
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
_PARAGRAPH_TAGS = "p pre table blockquote h1 h2 h3 h4 h5 h6 section article figure"
_PARAGRAPHS = frozenset(_PARAGRAPH_TAGS.split())
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_SPACES = re.compile(r"[ \t\r\n\f]+")


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
    flow = _Flow()
    title = tree.css_first("head > title")
    if title is not None:
        flow.prefix("# ")
        flow.words(title.text())
        flow.apart(2)
    if tree.body is not None:
        _pour(tree.body, flow)
    return flow.text()


class _Flow:
    """Text as it runs down a page. Space between pieces is made when more text follows, and only then."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._lines = self._tabs = 0
        self._space = False
        self._prefix = ""

    def apart(self, lines: int) -> None:
        """What follows begins a new line (1) or after an empty line (2)."""
        if lines:
            self._lines = max(self._lines, lines)
            self._tabs = 0

    def cell(self) -> None:
        self._tabs += 1

    def prefix(self, mark: str) -> None:
        """What comes before the next words."""
        self._prefix = mark

    def words(self, text: str) -> None:
        """Text in which all white space is alike."""
        inner = _SPACES.sub(" ", text)
        self._space = self._space or inner.startswith(" ")
        if inner.strip(" "):
            self._put(inner.strip(" "))
            self._space = inner.endswith(" ")

    def exact(self, text: str) -> None:
        """Text whose white space means something."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text:
            self._put(text)

    def _put(self, text: str) -> None:
        if self._parts:
            space = "\n" * self._lines or "\t" * self._tabs or (" " if self._space else "")
            self._parts.append(space + "\t" * self._tabs if self._lines else space)
        self._parts.append(self._prefix + text)
        self._lines = self._tabs = 0
        self._space, self._prefix = False, ""

    def text(self) -> str:
        return "".join(self._parts) + "\n" if self._parts else ""


def _pour(body: LexborNode, flow: _Flow) -> None:
    # With a stack of its own, not by recursion: pages nested ten thousand deep exist.
    waiting: list[tuple[LexborNode | str, bool]] = [(body, False)]
    while waiting:
        node, exact = waiting.pop()
        if isinstance(node, str):
            _leave(node, flow)
        elif node.tag == "-text":
            text = node.text_content or ""
            flow.exact(text) if exact else flow.words(text)
        elif node.tag is not None and node.tag not in _UNSEEN:
            exact = exact or node.tag in {"pre", "textarea"}
            _enter(node, node.tag, flow)
            waiting.append((node.tag, False))
            waiting.extend((child, exact) for child in reversed(list(node.iter(include_text=True))))


def _enter(node: LexborNode, tag: str, flow: _Flow) -> None:
    flow.apart(_distance(tag))
    if tag in _HEADINGS:
        flow.prefix(_HEADINGS[tag])
    elif tag == "li":
        flow.prefix("- ")
    elif tag in {"img", "area"}:
        flow.words(f" {node.attributes.get('alt') or ''} ")
    elif tag == "input" and node.attributes.get("type") != "hidden":
        flow.words(f" {node.attributes.get('value') or ''} ")


def _leave(tag: str, flow: _Flow) -> None:
    if tag in {"td", "th"}:
        flow.cell()
    else:
        flow.apart(0 if tag == "br" else _distance(tag))


def _distance(tag: str) -> int:
    """Line ends that stand at least before and after an element."""
    return 2 if tag in _PARAGRAPHS else 1 if tag in _BLOCKS or tag == "br" else 0

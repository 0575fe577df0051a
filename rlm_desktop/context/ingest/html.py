"""The text of a web page: everything a reader would see, in order, as simple lines."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rlm_desktop.context import encodings
from rlm_desktop.context.encodings import Encoding
from rlm_desktop.context.ingest.flow import Flow

LARGEST = 64 * 1024 * 1024
"""Bytes of a page that is laid out; of a larger one its source is read, which needs no memory."""
AS_WRITTEN = "this page is too large to be laid out; it is read as it is written, with its tags"
_UNSEEN = frozenset(("script", "style", "template", "svg", "head", "object", "iframe"))
_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset header hr legend li main menu nav ol "
    "optgroup option p pre search section select summary table tbody tfoot thead title tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_PARAGRAPH_TAGS = "p pre table blockquote h1 h2 h3 h4 h5 h6 section article figure"
_PARAGRAPHS = frozenset(_PARAGRAPH_TAGS.split())
_LAID_OUT = ", ".join(
    f"td {tag}, th {tag}" for tag in ("table", "h1", "h2", "h3", "form", "pre", "blockquote")
)
"""What cells of data have not in them: with these a page is laid out."""
_LONGEST_CELL = 400
_WIDEST_SPAN = 100
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}


def read_html(source: bytes) -> str:
    """The text of an HTML file."""
    return text_of(source.decode(_encoding(source).name, "replace"))


def _encoding(source: bytes) -> Encoding:
    head = source[: encodings.HEAD]
    found = encodings.told(head)
    if found:
        return Encoding(
            "utf-8-sig" if found.name == "utf-8" else found.name.removesuffix("-le").removesuffix("-be")
        )
    try:
        source.decode()
    except UnicodeDecodeError:
        return encodings.declared(head) or encodings.legacy(source[: 4 * encodings.HEAD])
    return Encoding("utf-8")


def text_of(page: str) -> str:
    """Headings with their `#`, list items with `-`, cells apart by tabs, paragraphs by blank lines."""
    tree = LexborHTMLParser(page)
    flow = Flow()
    title = tree.css_first("head > title")
    if title is not None:
        flow.prefix("# ")
        flow.words(title.text())
        flow.apart(2)
    if tree.body is not None:
        _pour(tree.body, flow)
    return flow.text()


def _pour(body: LexborNode, flow: Flow) -> None:
    # With a stack of its own, not by recursion: pages nested ten thousand deep exist.
    waiting: list[tuple[LexborNode | str, bool]] = [(body, False)]
    while waiting:
        node, exact = waiting.pop()
        if isinstance(node, str):
            _leave(node, flow)
        elif node.tag == "-text":
            text = node.text_content or ""
            flow.exact(text) if exact else flow.words(text)
        elif node.tag == "table" and (rows := _rows(node)):
            _write(rows, node, flow)
        elif node.tag is not None and node.tag not in _UNSEEN:
            exact = exact or node.tag in {"pre", "textarea"}
            _enter(node, node.tag, flow)
            waiting.append((node.tag, False))
            waiting.extend((child, exact) for child in reversed(list(node.iter(include_text=True))))


def _rows(table: LexborNode) -> list[list[str]]:
    """The cells of a table of data, each in one line; none where a page is only laid out with it.

    A cell that spans rows stands in each of them, but a name of columns in the first; one that spans columns
    stands in the first.
    """
    if table.css_first(_LAID_OUT) is not None:
        return []
    rows: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}
    for line in table.css("tr"):
        cells = [cell for cell in line.iter() if cell.tag in {"td", "th"}]
        names = all(cell.tag == "th" for cell in cells)
        row: list[str] = []
        for cell in cells:
            _take_held(row, held)
            text = _cell(cell)
            if len(text) > _LONGEST_CELL:
                return []
            down = _span(cell, "rowspan") - 1
            for place in range(len(row), len(row) + _span(cell, "colspan")):
                row.append(text)
                text = ""
                if down:
                    held[place] = down, "" if names else row[place]
        _take_held(row, held)
        rows.append(row)
    return rows if len(rows) > 1 and max(map(len, rows)) > 1 else []


def _take_held(row: list[str], held: dict[int, tuple[int, str]]) -> None:
    """Go on with cells that began in a row above."""
    while (place := len(row)) in held:
        left, text = held.pop(place)
        row.append(text)
        if left > 1:
            held[place] = left - 1, text


def _cell(cell: LexborNode) -> str:
    first = cell.first_child
    if first is None or (first.tag == "-text" and first.next is None):
        return " ".join((first.text_content or "").split()) if first else ""
    inner = Flow()
    _pour(cell, inner)
    return " ".join(inner.text().split())


def _span(cell: LexborNode, name: str) -> int:
    told = (cell.attributes.get(name) or "1").strip()
    return min(int(told), _WIDEST_SPAN) if told.isdecimal() and int(told) > 0 else 1


def _write(rows: list[list[str]], table: LexborNode, flow: Flow) -> None:
    flow.apart(2)
    caption = table.css_first("caption")
    if caption is not None:
        flow.words(_cell(caption))
        flow.apart(1)
    for row in rows:
        if any(row):
            flow.exact("\t".join(row))
            flow.apart(1)
    flow.apart(2)


def _enter(node: LexborNode, tag: str, flow: Flow) -> None:
    flow.apart(_distance(tag))
    if tag in _HEADINGS:
        flow.prefix(_HEADINGS[tag])
    elif tag == "li":
        flow.prefix("- ")
    elif tag in {"img", "area"}:
        flow.words(f" {node.attributes.get('alt') or ''} ")
    elif tag == "input" and node.attributes.get("type") != "hidden":
        flow.words(f" {node.attributes.get('value') or ''} ")


def _leave(tag: str, flow: Flow) -> None:
    if tag in {"td", "th"}:
        flow.cell()
    else:
        flow.apart(0 if tag == "br" else _distance(tag))


def _distance(tag: str) -> int:
    """Line ends that stand at least before and after an element."""
    return 2 if tag in _PARAGRAPHS else 1 if tag in _BLOCKS or tag == "br" else 0

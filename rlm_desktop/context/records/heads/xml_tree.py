"""The beginning of an XML document as a small tree, whole or not: nothing is fetched, nothing unfolded."""

import re
from collections.abc import Iterator

_TAG = re.compile(r"<(/?)([A-Za-z_][\w.:-]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>")
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w.:-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_MOST_TAGS = 20_000
_DEEPEST = 40
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}


class Node:
    """An element: its name without a namespace, its attributes, its text, and what is in it."""

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node] = []
        self.pieces: list[str] = []
        """Text of its own."""
        self.whole: list[str] = []
        """All text in it, in order."""


def parsed(text: str, *, until: re.Pattern[str]) -> tuple[Node, Node | None]:
    """The root of a document as far as its first element near it that is called so; and this element."""
    root = Node("", {})
    open_nodes = [root]
    for kind, name, rest in _tokens(text):
        if kind == "text":
            _say(open_nodes, rest)
        elif kind == "open":
            if len(open_nodes) > _DEEPEST:
                break
            node = Node(name, _attributes(rest))
            open_nodes[-1].children.append(node)
            if not rest.endswith("/"):
                open_nodes.append(node)
        elif name in (node.name for node in open_nodes[1:]):
            while (node := open_nodes.pop()).name != name:
                pass
            if len(open_nodes) <= 3 and until.fullmatch(name.lower()) and node.children:
                return root, node
    head = next((node for node in open_nodes[1:4] if until.fullmatch(node.name.lower())), None)
    return root, head


def _say(open_nodes: list[Node], text: str) -> None:
    open_nodes[-1].pieces.append(text)
    for node in open_nodes[1:]:
        node.whole.append(text)


def _attributes(rest: str) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(rest)
    return {
        m.group(1).rpartition(":")[2]: (m.group(2) if m.group(2) is not None else m.group(3)) for m in found
    }


def _tokens(text: str) -> Iterator[tuple[str, str, str]]:
    """What stands one after the other: text, tags that open and tags that close."""
    at = tags = 0
    while at < len(text) and tags < _MOST_TAGS:
        start = text.find("<", at)
        if start != at:
            end = start if start >= 0 else len(text)
            yield "text", "", text[at:end]
            at = end
            continue
        begins = next((begins for begins in _ENDS if text.startswith(begins, at)), "")
        if begins:
            end = text.find(_ENDS[begins], at)
            if end < 0:
                return
            if begins == "<![CDATA[":
                yield "text", "", text[at + len(begins) : end].replace("&", "&amp;")
            at = end + len(_ENDS[begins])
        elif match := _TAG.match(text, at):
            tags += 1
            name = match.group(2).rpartition(":")[2]
            yield ("close" if match.group(1) else "open"), name, match.group(3).strip()
            at = match.end()
        else:
            at += 1

"""XML as a stream of tags and text, never as a whole tree, and without anything it would fetch or unfold."""

import zipfile
from typing import BinaryIO, Protocol

from lxml import etree

from rlm_desktop.errors import DocumentUnreadable

_BLOCK = 256 * 1024
_SMALL = 16 * 1024 * 1024
"""The parts that say how others hang together are never larger."""


class Watcher(Protocol):
    """Is told what comes, names without their namespaces."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...


class _Target:
    """What the parser calls."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self.data = watcher.data

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._watcher.start(local(tag), {local(name): value for name, value in attributes.items()})

    def end(self, tag: str) -> None:
        self._watcher.end(local(tag))

    def close(self) -> None:
        """The parser asks for a result; there is none."""


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def watch(stream: BinaryIO, watcher: Watcher) -> None:
    """Go over an XML document once. Raises `DocumentUnreadable` where it is not well-formed."""
    target = _Target(watcher)
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True)  # type: ignore[arg-type]
    try:
        while block := stream.read(_BLOCK):
            parser.feed(block)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise DocumentUnreadable(f"its XML is damaged: {str(error)[:120]}") from error


def tree(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """A small XML document of a package as a tree. Raises `KeyError` where there is none."""
    info = archive.getinfo(name)
    if info.file_size > _SMALL:
        raise DocumentUnreadable("its table of contents is too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(archive.read(info), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentUnreadable(f"its XML is damaged: {str(error)[:120]}") from error


def named(root: etree._Element, name: str) -> list[dict[str, str]]:
    """The attributes of all elements of a name, in order."""
    return [
        {local(str(key)): str(value) for key, value in element.attrib.items()}
        for element in root.iter()
        if isinstance(element.tag, str) and local(element.tag) == name
    ]

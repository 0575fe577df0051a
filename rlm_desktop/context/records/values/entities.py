"""Entities of XML: short names for text, as a document defines them and as files beside it do.

Only what lies in the same folder of the library is looked at, and never more than a little comes of it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from rlm_desktop.context.source import Source

_DEFINED = re.compile(r"<!ENTITY\s+([\w.-]+)\s+(?:\"([^\"]*)\"|'([^']*)')\s*>")
_BESIDE = re.compile(
    r"<!(?:ENTITY\s+%\s+[\w.-]+|DOCTYPE\s+[\w.:-]+)\s+(?:SYSTEM|PUBLIC\s+(?:\"[^\"]*\"|'[^']*'))"
    r"\s+(?:\"([^\"]*)\"|'([^']*)')"
)
_PLAIN_NAME = re.compile(r"[\w-][\w.-]*")
_NAMED = re.compile(r"&([A-Za-z_][\w.-]*);")
_OWN = frozenset(["lt", "gt", "amp", "quot", "apos"])
_LARGEST_FILE = 512 * 1024
_LONGEST_VALUE = 8 * 1024
_DEEPEST = 4
_MOST_ADDED = 128 * 1024
"""Characters that entities may add to the head of a document: what grows further stays as it is written."""

Defined = Mapping[str, str]


class Entities:
    """What entities the documents of a library may use, found out as they are asked for."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._by_name = {source.name: source for source in sources}
        self._read: dict[str, Defined] = {}

    def unfolded(self, name: str, text: str) -> str:
        """The beginning of a document with its entities replaced, as far as they are known."""
        defined = self._of(name, text)
        return _Unfolding(defined).of(text, 0) if defined else text

    def _of(self, name: str, text: str) -> Defined:
        """What the document itself defines comes first."""
        declared = _declared(text)
        found = dict(_definitions(declared))
        for match in _BESIDE.finditer(declared):
            for key, value in self._beside(name, match.group(1) or match.group(2) or "").items():
                found.setdefault(key, value)
        return found

    def _beside(self, name: str, wanted: str) -> Defined:
        """The definitions of a file of this name in the folder of a document."""
        folder = name.rpartition("/")[0]
        full = f"{folder}/{wanted}" if folder else wanted
        source = self._by_name.get(full) if _PLAIN_NAME.fullmatch(wanted) else None
        if source is None:
            return {}
        if full not in self._read:
            with source.path.open("rb") as file:
                file.seek(source.start)
                text = file.read(min(source.size, _LARGEST_FILE)).decode("utf-8", "ignore")
            self._read[full] = dict(_definitions(without_comments(text)))
        return self._read[full]


def without_comments(text: str) -> str:
    """The text without its comments; one that does not end goes to the end."""
    kept = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        kept.append(text[at:start])
        end = text.find("-->", start)
        at = end + 3 if end >= 0 else len(text)
    return "".join([*kept, text[at:]])


def _declared(text: str) -> str:
    """The declaration of the document's type, without the comments in it."""
    start = text.find("<!DOCTYPE")
    if start < 0:
        return ""
    bracket, end = text.find("[", start), text.find(">", start)
    if 0 <= bracket < end:
        closed = re.compile(r"\]\s*>").search(text, bracket)
        end = closed.end() if closed else len(text)
    return without_comments(text[start:end])


def _definitions(text: str) -> Sequence[tuple[str, str]]:
    """Names and texts; the first of a name counts."""
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        value = match.group(2) if match.group(2) is not None else match.group(3)
        if match.group(1) not in _OWN and len(value) <= _LONGEST_VALUE:
            found.setdefault(match.group(1), value)
    return tuple(found.items())


class _Unfolding:
    """One document's entities put into its text, until they have added as much as they may."""

    def __init__(self, defined: Defined) -> None:
        self._defined = defined
        self._left = _MOST_ADDED

    def of(self, text: str, depth: int) -> str:
        if depth >= _DEEPEST:
            return text
        return _NAMED.sub(lambda match: self._put(match, depth), text)

    def _put(self, match: re.Match[str], depth: int) -> str:
        value = self._defined.get(match.group(1))
        if value is None or len(value) > self._left:
            return match.group()
        self._left -= len(value)
        return self.of(value, depth + 1)

"""What lines of YAML say: maps, lists and texts, as far as people write them.

Every plain or quoted value is a text, as it is in other tables; what its column holds is told later. What
cannot be read this way raises `ValueError`.
"""

import json
import re
from collections.abc import Sequence

_LONGEST_CLOSED = 24 * 1024
"""Letters of a text between quotes or brackets, over however many rows."""
_QUOTED = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')"""
KEY = re.compile(rf"""({_QUOTED}|(?:[^\s"'#\[\]{{}},&*!|>%@`?-]|[-?](?=\S))[^\n]*?)[ \t]*:(?=\s|$)[ \t]*""")
_NOTHING = frozenset(["", "~", "null", "Null", "NULL"])
_MARKED = re.compile(r"(?:[&!]\S*[ \t]*)+")
"""An anchor or the name of a type before a value."""
_REMARK = re.compile(r"(?:^|[ \t])#.*$")
_HAS_QUOTES = re.compile("[\"']")
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?$")
_TOKEN = re.compile(rf"\s*({_QUOTED}|[\[\]{{}},]|:(?=[\s,\]}}]|$)|(?:[^\s,\[\]{{}}:]|:(?=\S))+)")
_DEEPEST = 40

Value = object


def value_of(rows: Sequence[str]) -> Value:
    """What the rows say together."""
    lines = _Lines(rows)
    value = lines.node(lines.indent())
    if lines.indent() >= 0:
        raise ValueError("rows are left")
    return value


def plain(text: str) -> str | None:
    """A value on one line, without its quotes; None where it says that there is none."""
    text = text.strip()
    if text[:1] == '"' and text[-1:] == '"' and len(text) > 1:
        try:
            return str(json.loads(text.replace("\n", " ")))
        except ValueError:
            return text[1:-1].replace('\\"', '"')
    if text[:1] == "'" and text[-1:] == "'" and len(text) > 1:
        return text[1:-1].replace("''", "'")
    return None if text in _NOTHING else text


class _Lines:
    """Rows that are read from the first to the last."""

    def __init__(self, rows: Sequence[str]) -> None:
        self._rows = list(rows)
        self._indents = [_indent(row) for row in self._rows]
        self._at = 0
        self._depth = 0

    def indent(self) -> int:
        """How far the row that is read next stands in; blank ones and remarks are none. -1 at the end."""
        indents, at = self._indents, self._at
        while at < len(indents) and indents[at] < 0:
            at += 1
        self._at = at
        return indents[at] if at < len(indents) else -1

    def node(self, indent: int) -> Value:
        """The map, the list or the text that begins at the next row."""
        self._depth += 1
        if indent < 0 or self._depth > _DEEPEST:
            raise ValueError("nothing, or too deep")
        bare = self._rows[self._at][indent:]
        if _is_item(bare):
            found: Value = self._list(indent)
        elif KEY.match(bare):
            found = self._map(indent)
        else:
            self._at += 1
            found = self._value(bare, indent - 1)
        self._depth -= 1
        return found

    def _list(self, indent: int) -> list[Value]:
        found: list[Value] = []
        while self.indent() == indent and _is_item(self._rows[self._at][indent:]):
            rest = self._rows[self._at][indent + 1 :]
            said = _REMARK.sub("", rest).strip()
            if not said:
                self._at += 1
                found.append(self.node(self.indent()) if self.indent() > indent else None)
            elif _is_item(said) or (said[0] not in "[{" and KEY.match(said)):
                self._rows[self._at] = f"{' ' * (indent + 1)}{rest}"
                self._indents[self._at] = indent + 1 + len(rest) - len(rest.lstrip(" "))
                found.append(self.node(self._indents[self._at]))
            else:
                self._at += 1
                found.append(self._value(rest, indent))
        self._ended(indent)
        return found

    def _map(self, indent: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while self.indent() == indent:
            row = self._rows[self._at]
            match = KEY.match(row, indent)
            if match is None or _is_item(row[indent : indent + 2]):
                break
            key = match[1]
            if key[0] in "\"'":
                key = plain(key) or key
            self._at += 1
            value = self._value(row[match.end() :], indent)
            if key != "<<":
                found[key] = value
        self._ended(indent)
        return found

    def _ended(self, indent: int) -> None:
        if self.indent() > indent:
            raise ValueError("a row stands further in than those above")

    def _value(self, rest: str, indent: int) -> Value:
        """What stands behind a key or a dash at this place, and on the rows below it."""
        said = rest.strip()
        if said[:1] in ("&", "!") and (match := _MARKED.match(said)):
            said = said[match.end() :]
        sign = said[:1]
        if sign in ("|", ">") and _BLOCK.match(said):
            return self._block(indent, folded=sign == ">")
        if sign in ('"', "'"):
            return plain(self._closed(said, _quote_ends))
        if sign in ("[", "{"):
            return flow(self._closed(said, _brackets_end))
        said = _REMARK.sub("", said).strip() if "#" in said else said
        below = self.indent()
        if said:
            return plain(" ".join([said, *self._further(indent)]) if below > indent else said)
        if below > indent or (below == indent and _is_item(self._rows[self._at][below:])):
            return self.node(below)
        return None

    def _further(self, indent: int) -> list[str]:
        """What a text says on further rows."""
        found = []
        while self.indent() > indent:
            row = self._rows[self._at].strip()
            if KEY.match(row):
                raise ValueError("a key below a text")
            found.append(_REMARK.sub("", row).strip())
            self._at += 1
        return found

    def _block(self, indent: int, *, folded: bool) -> str | None:
        """A text on rows of its own, their ends kept or not."""
        rows: list[str] = []
        while self._at < len(self._rows):
            row = self._rows[self._at]
            if row.strip() and len(row) - len(row.lstrip(" ")) <= indent:
                break
            rows.append(row)
            self._at += 1
        inner = min((len(row) - len(row.lstrip(" ")) for row in rows if row.strip()), default=0)
        text = "\n".join(row[inner:].rstrip() for row in rows).strip("\n")
        return (re.sub(r"\n(\n*)", lambda ends: ends[1] or " ", text) if folded else text) or None

    def _closed(self, said: str, ends: "_Ends") -> str:
        """The text with the rows below it, up to the sign that closes it, and without what is behind that."""
        text, end = said, ends(said)
        while not end and self._at < len(self._rows):
            row = self._rows[self._at]
            further = (row if _HAS_QUOTES.search(row) else _REMARK.sub("", row)).strip()
            text += f" {further}"
            self._at += 1
            if len(text) > _LONGEST_CLOSED:
                raise ValueError("a text that no sign closes")
            # All of it is looked through anew: only where a row has what may close it.
            end = ends(text) if ends.closes.search(further) else 0
        return text[:end] if end else text


class _Ends:
    """Says where a text ends that signs enclose; 0 where it goes on."""

    def __init__(self, pattern: str, *, nested: bool) -> None:
        self._pattern = re.compile(pattern)
        self.closes = re.compile(r"[\]}]" if nested else "[\"']")
        self._nested = nested

    def __call__(self, text: str) -> int:
        if not self._nested:
            match = self._pattern.match(text)
            return match.end() if match else 0
        depth = 0
        for match in self._pattern.finditer(text):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
            if depth == 0:
                return match.end()
        return 0


_quote_ends = _Ends(_QUOTED, nested=False)
_brackets_end = _Ends(r""""(?:[^"\\]|\\.)*"|(?<=[\[{,:\s])'(?:[^']|'')*'|[\[\]{}]""", nested=True)


def _indent(row: str) -> int:
    bare = row.lstrip(" ")
    return (
        -1
        if bare[:1] in ("", "#", "\r", "\n", "\t") and (bare[:1] == "#" or not bare.strip())
        else len(row) - len(bare)
    )


def _is_item(text: str) -> bool:
    return text[:2] in ("- ", "-", "-\t")


def flow(text: str) -> Value:
    """A list or a map between brackets."""
    tokens = [match[1] for match in _TOKEN.finditer(text)]
    tokens.reverse()
    return _flow(tokens, 0)


def _flow(tokens: list[str], depth: int) -> Value:
    opening = tokens.pop()
    if depth > _DEEPEST or opening not in ("[", "{"):
        raise ValueError("too deep")
    members: list[Value] = []
    pairs: dict[str, Value] = {}
    while tokens and tokens[-1] not in ("]", "}"):
        member = _member(tokens, depth)
        if tokens and tokens[-1] == ":":
            tokens.pop()
            ends = not tokens or tokens[-1] in (",", "]", "}")
            pairs[str(member)] = None if ends else _member(tokens, depth)
        elif member is not None or opening == "[":
            members.append(member)
        if tokens and tokens[-1] == ",":
            tokens.pop()
        elif tokens and tokens[-1] not in ("]", "}"):
            raise ValueError("no comma")
    if tokens:
        tokens.pop()
    return pairs if opening == "{" else [*members, *([pairs] if pairs else [])]


def _member(tokens: list[str], depth: int) -> Value:
    if tokens[-1] in ("[", "{"):
        return _flow(tokens, depth + 1)
    words = []
    while tokens and tokens[-1] not in (",", "]", "}", ":", "[", "{"):
        words.append(tokens.pop())
    return plain(" ".join(words))

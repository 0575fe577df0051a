"""Reads a catalogue of translations in the form that translators' tools write (gettext's PO)."""

import ast
from collections.abc import Iterator
from pathlib import Path

Catalogue = dict[str, tuple[str, ...]]
"""The text as it stands in the code, and its translation: one form, or one for each grammatical number."""


def read(path: Path) -> Catalogue:
    """What is translated. A text without a translation, or one marked as uncertain, is left out."""
    found: Catalogue = {}
    for entry in path.read_text(encoding="utf-8").split("\n\n"):
        lines = entry.splitlines()
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        fields = dict(_fields(line for line in lines if line and not line.startswith("#")))
        forms = tuple(text for name, text in fields.items() if name.startswith("msgstr"))
        if fields.get("msgid") and forms and all(forms):
            found[fields["msgid"]] = forms
    return found


def _fields(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    """The name and the whole text of each field; a text may go on over several lines."""
    name, text = "", ""
    for line in lines:
        if line.startswith('"'):
            text += _unquoted(line)
            continue
        if name:
            yield name, text
        name, _, rest = line.partition(" ")
        text = _unquoted(rest)
    if name:
        yield name, text


def _unquoted(quoted: str) -> str:
    # PO quotes a text as C does, which for what is used here is as Python does.
    text = ast.literal_eval(quoted)
    assert isinstance(text, str)
    return text


def quoted(text: str) -> str:
    """A text as a PO file holds it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'

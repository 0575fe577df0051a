"""Listings of files as `ls -l` writes them: a row for each file."""

import re
from collections.abc import Sequence

from rlm_desktop.context.records.shapes.shape import Field, Shape, Typed, quote
from rlm_desktop.context.records.values.time_forms import NO_YEAR

_ENOUGH = 0.8
"""Beside folders, their sums and blank lines."""
_ISO = r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: [+-]\d{4})?"
_SHORT = r"[A-Z][a-z]{2} [ \d]\d  ?(?:\d\d:\d\d|\d{4})"
_ROW = (
    r"^([-bcdlps])([-rwxsStT]{9})[.+@]?\s+(\d+)\s+(\S+)\s+(\S+)\s+(\d+)\s+"
    rf"({_ISO}|{_SHORT})\s(.+?)(?: -> (.*))?$"
)
_NAMES = (
    "kind",
    "permissions",
    "hard_links",
    "owner",
    "group_name",
    "size_bytes",
    "changed",
    "name",
    "link_to",
)
_KINDS = {
    "-": "file",
    "d": "folder",
    "l": "symbolic link",
    "b": "device",
    "c": "device",
    "p": "pipe",
    "s": "socket",
}
_WHOLE = "TRY_CAST({x} AS BIGINT)"
_CHANGED = (
    "coalesce(TRY_CAST(regexp_replace({x}, ' [+-]\\d{4}$', '') AS TIMESTAMP),"
    " CAST(try_strptime(regexp_replace({x}, ' +', ' ', 'g'), ['%b %d %Y']) AS TIMESTAMP),"
    " CAST(try_strptime('2000 ' || regexp_replace({x}, ' +', ' ', 'g'), ['%Y %b %d %H:%M']) AS TIMESTAMP))"
)
_TYPES: dict[str, Typed] = {
    "hard_links": Typed("integer", _WHOLE),
    "size_bytes": Typed("integer", _WHOLE, note="in bytes"),
    "changed": Typed("timestamp", _CHANGED),
}
_TEXT = Typed("text", "nullif({x}, '')")


def listing_shape(lines: Sequence[str]) -> Shape | None:
    """The shape of a listing; None where most lines are no rows of one."""
    row = re.compile(_ROW)
    others = re.compile(r"(?:total \d+|.*:)$")
    told = [line for line in lines if not others.match(line)]
    fitting = sum(row.match(line) is not None for line in told)
    if not told or fitting < _ENOUGH * len(told):
        return None
    no_year = any(re.search(r" [A-Z][a-z]{2} [ \d]\d \d\d:\d\d ", line) for line in told)
    groups = ", ".join(map(quote, _NAMES))
    return Shape(
        kind="delimited",
        row_is="record",
        extract=f"regexp_extract(line, {quote(_ROW)}, [{groups}])",
        fits="f.name <> ''",
        fields=tuple(_field(name, no_year) for name in _NAMES),
        preamble=True,
        share=fitting / len(told),
    )


def _field(name: str, no_year: bool) -> Field:
    kind = _TYPES.get(name, _TEXT)
    listed = ", ".join(f"{quote(sign)}: {quote(said)}" for sign, said in _KINDS.items())
    text = f"map {{{listed}}}[f.kind]" if name == "kind" else f"f.{name}"
    note = NO_YEAR if name == "changed" and no_year else kind.note
    return Field(name=name, text=text, type=kind.type, cast=kind.cast, note=note)

"""Tables whose columns a comment above them names: `#Fields:` of web servers' logs, `#fields` of Zeek's."""

import re
from collections import Counter
from collections.abc import Sequence

from rlm_desktop.context.records.shapes.names import column_name, told_apart
from rlm_desktop.context.records.shapes.shape import Field, Shape, Typed, quote
from rlm_desktop.context.records.values.kinds import TEXT, kind_of

_NAMES = re.compile(r"(?m)^#\s?fields:?[ \t]+(\S.*?)[ \t\r]*$", re.IGNORECASE)
_TYPES = re.compile(r"(?m)^#types[ \t]+(\S.*?)[ \t\r]*$")
_FEWEST, _MOST = 3, 0.9
_CALLED = {
    "ts": "time",
    "query": "name",
    "id.orig_h": "client",
    "id.orig_p": "client_port",
    "id.resp_h": "server",
    "id.resp_p": "server_port",
    "c-ip": "client",
    "c-port": "client_port",
    "s-ip": "server",
    "s-port": "server_port",
    "s-sitename": "site",
    "s-computername": "computer",
    "cs-username": "user_name",
    "cs-method": "method",
    "cs-uri-stem": "path",
    "cs-uri-query": "query",
    "cs-host": "host",
    "cs-version": "protocol",
    "cs(User-Agent)": "user_agent",
    "cs(Referer)": "referer",
    "cs(Cookie)": "cookie",
    "sc-status": "status",
    "sc-substatus": "substatus",
    "sc-bytes": "bytes_sent",
    "cs-bytes": "bytes_received",
    "time-taken": "time_taken_ms",
}
"""What the fields of these logs are called in the words of those who ask; others keep their names."""
_TOLD = {"orig": "from the client", "resp": "from the server"}
_ABSENT = ("-", "(empty)")


def named_shape(lines: Sequence[str], head: str) -> Shape | None:
    """The shape of lines below a comment that names their columns; None where none does."""
    found = _NAMES.search(head)
    if found is None:
        return None
    delimiter = "\t" if "\t" in found[1] else " "
    names = found[1].split(delimiter)
    rows = [line.split(delimiter) for line in lines if not line.startswith("#")]
    widths = Counter(map(len, rows))
    if len(names) < _FEWEST or widths[len(names)] < max(1, _MOST * len(rows)):
        return None
    types = told[1].split(delimiter) if (told := _TYPES.search(head)) else []
    types += [""] * (len(names) - len(types))
    columns = zip(*(row for row in rows if len(row) == len(names)), strict=True)
    cells = enumerate(zip(names, types, columns, strict=False))
    fields = [_field(name, type_, values, index) for index, (name, type_, values) in cells]
    return Shape(
        kind="delimited",
        row_is="record",
        extract=f"string_split(line, {quote(delimiter)})",
        fits=f"len(f) = {len(names)}",
        fields=told_apart(fields),
        comment="#",
        delimiter=delimiter,
        keep_line=False,
        share=widths[len(names)] / len(rows),
    )


def _field(given: str, type_: str, values: Sequence[str], index: int) -> Field:
    name = _CALLED.get(given) or column_name(given)
    name = f"{name}_seconds" if type_ == "interval" else name
    kind = _kind([value for value in values if value not in _ABSENT], name)
    told = next((said for part, said in _TOLD.items() if given.startswith(f"{part}_")), "")
    return Field(name=name, text=f"f[{index + 1}]", type=kind.type, cast=kind.cast, note=kind.note or told)


def _kind(values: Sequence[str], name: str) -> Typed:
    """The type of a column; T and F are yes and no, and what is absent is nothing."""
    if values and {"T", "F"}.issuperset(values):
        return Typed("boolean", "CASE {x} WHEN 'T' THEN true WHEN 'F' THEN false END")
    kind = kind_of(values, name=name)
    if kind.type != "text":
        return kind
    absent = ", ".join(map(quote, _ABSENT))
    return Typed("text", TEXT.cast.replace("{x}", f"CASE WHEN {{x}} NOT IN ({absent}) THEN {{x}} END"))

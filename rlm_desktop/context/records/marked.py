"""Texts of records whose fields are marked in a form of their own: games (PGN), references (`references`),
appointments (iCalendar), contacts (vCard), entries of a log of slow queries; and blocks that are begun by a
word, put in braces or parted by a line of signs, whose form is found in the text (`found_forms`).

Each form is a way to write the same thing, keys with values, so a few replacements make `Key: value` lines of
it. They are the same for the sample here and for the table engine there.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import msgspec

from rlm_desktop.context.records.heads.headers import OFTEN, fields_of, pairs_in
from rlm_desktop.context.records.logs.forms import Form
from rlm_desktop.context.records.logs.found_forms import found_forms
from rlm_desktop.context.records.outlines.references import REFERENCES
from rlm_desktop.context.records.shapes import several
from rlm_desktop.context.records.shapes.names import column_name, told_apart
from rlm_desktop.context.records.shapes.shape import Field, Shape, quote
from rlm_desktop.profile import FREE_TEXT, ColumnType

_FEWEST = 2
_SURE = 5
_NEARLY_ALL = 0.95
_OFTEN = 0.6
"""A share of the records that have one of the keys which every record has."""
_RARE = 0.002
_SEVERAL = 0.03
"""Such a share of the records with a field have it several times, where parts of the text were looked at."""
_TIMES = ("%Y%m%dT%H%M%S", "%Y%m%dT%H%M", "%Y%m%d")
_BODY = (
    "nullif(trim(regexp_replace(regexp_replace(substr({x}, nullif(strpos({x}, chr(10) || chr(10)), 0)),"
    r" '\{[^}]*\}', '', 'g'), '\s+', ' ', 'g')), '')"
)


_CALENDAR = {
    "DTSTART": "start",
    "DTEND": "end_at",
    "LAST-MODIFIED": "changed",
    "RRULE": "repeats",
}
_UNFOLDED = (
    (r"\n[ \t]", ""),
    (r"(?s)\nEND:V(?:EVENT|CARD)\b.*$", ""),
    (r"(?s)BEGIN:VALARM.*?END:VALARM\n?", ""),
    (r'(?m)^(ATTENDEE|ORGANIZER);[^:\n]*?CN="?([^";:\n]+)"?[^\n]*$', r"\1:\2"),
    (r"(?m)^([A-Z-]+);[^:\n]*:", r"\1:"),
    (r"(?m)^(ATTENDEE|ORGANIZER):(?i:mailto:)", r"\1:"),
    (r"\\[nN]", " "),
    (r"\\([,;\\])", r"\1"),
)
_STRUCTURE = frozenset(["BEGIN", "END", "VERSION", "PRODID", "SEQUENCE", "TRANSP", "UID", "DTSTAMP"])
"""What programs write for each other."""
_FIRST_NAME_FIRST = r"regexp_replace(p, '^([^,]+), ([^,]+)$', '\2 \1')"
_LAST_MOVE = r"(?s).*\b(\d+)\."
FORMS = (
    *REFERENCES,
    Form(
        opens=r'\s*(?:[%;][^\n]*\n\s*)*\[(\w+) "[^\n]*"\][ \t]*\n\[\w+ "',
        begins="[{} ",
        steps=((r'(?m)^\[(\w+) "(.*)"\][ \t]*$', r"\1:\2"), (r"(?s)\n\n.*$", "")),
        named={},
        body="moves",
        more=(
            Field(
                name="number_of_moves",
                text=f"regexp_extract({{moves}}, {quote(_LAST_MOVE)}, 1)",
                type="integer",
                cast="TRY_CAST({x} AS BIGINT)",
            ),
            Field(
                name="winner",
                text="CASE {Result} WHEN '1-0' THEN {White} WHEN '0-1' THEN {Black}"
                " WHEN '1/2-1/2' THEN 'draw' END",
                note="draw where nobody won",
            ),
        ),
    ),
    Form(
        opens=r"\s*BEGIN:VCALENDAR\b(?s:.*)\n(BEGIN:VEVENT)\r?\n",
        begins="BEGIN:VEVENT",
        steps=_UNFOLDED,
        named=_CALENDAR,
        left_out=_STRUCTURE,
        moments=frozenset(["DTSTART", "DTEND", "LAST-MODIFIED", "CREATED"]),
    ),
    Form(
        opens=r"\s*(BEGIN:VCARD)\r?\n",
        begins="BEGIN:VCARD",
        steps=_UNFOLDED,
        named={
            "FN": "name",
            "N": "sorted_as",
            "TEL": "phone",
            "ORG": "organisation",
            "ADR": "address",
            "BDAY": "birthday",
        },
        left_out=_STRUCTURE,
        moments=frozenset(["REV"]),
    ),
)


def marked_shape(head: str, lines: Sequence[str] = ()) -> Shape | None:
    """The shape of a text in one of the forms; None where it is in none. `lines` are from all over it."""
    text = head.replace("\r", "")
    for form in FORMS:
        opening = re.match(form.opens, text)
        if opening is None:
            continue
        begins = form.begins.format(opening[1]) if "{}" in form.begins else form.begins
        if shape := _shape_in(form, begins, text, lines):
            return shape
    found = (_shape_in(form, form.begins, text, lines) for form in found_forms(text, lines))
    return next((shape for shape in found if shape), None)


def _shape_in(form: Form, begins: str, text: str, lines: Sequence[str]) -> Shape | None:
    border = rf"(?m)^(?={re.escape(begins.rstrip('\n'))}" + (r"[ \t]*\n)" if begins.endswith("\n") else ")")
    found = re.split(border, text)[1:]
    found = found[:-1] if len(found) > _SURE else found  # The last may go on beyond the head.
    records = [pairs for record in found if (pairs := _pairs(record, form))]
    if len(records) < _FEWEST:
        return None
    others: Sequence[str] = []
    if form.rare:
        # Fields of records that stand late in the text are in no head.
        others = re.split(border, "\n".join(lines) + "\n")[1:]
    return _shape(form, begins, records, [pairs for record in others if (pairs := _pairs(record, form))])


def _lined(text: str, form: Form) -> str:
    for pattern, better in form.steps:
        text = re.sub(pattern, lambda m, b=better: m.expand(b), text)  # type: ignore[misc]
    return unicodedata.normalize("NFC", text) if form.composed else text


def _pairs(record: str, form: Form) -> dict[str, list[str]]:
    """The keys of a record, each with all that stands behind it."""
    pairs: dict[str, list[str]] = {}
    for line in _lined(record, form).split("\n"):
        key, sign, value = line.partition(":")
        if sign and re.fullmatch(r"[A-Za-z][\w-]*(?: [\w-]+){0,2}", key) and key not in form.left_out:
            pairs.setdefault(key, []).append(value.strip())
    return pairs


def _shape(
    form: Form, begins: str, records: Sequence[dict[str, list[str]]], others: Sequence[dict[str, list[str]]]
) -> Shape | None:
    common = [key for key in records[0] if sum(key in pairs for pairs in records) >= _OFTEN * len(records)]
    if not common:
        return None
    records = [*records, *others]
    repeated = _repeated(records, often=_SEVERAL if form.rare else 0.0)
    often = _RARE if form.rare else OFTEN
    fields: Sequence[Field] = fields_of(
        [{key: v[0] for key, v in pairs.items()} for pairs in records], often=often
    )
    keys = list(dict.fromkeys(key for pairs in records for key in pairs))
    fields = [column for field in fields for column in _better(field, form, keys, repeated)]
    fields += _following(form, keys)
    fields += _of_one_player(records, keys)
    named = told_apart(fields)
    text = "replace(line, chr(13), '')"
    for pattern, better in form.steps:
        text = f"regexp_replace({text}, {quote(pattern)}, {_replacement(better)}, 'g')"
    text = f"nfc_normalize({text})" if form.composed else text
    known = " OR ".join(f"list_contains(f.k, {quote(key)})" for key in common[:3])
    # What stands before the first record may have fields of the same names: the time zones of a calendar.
    fits = f"starts_with(line, {quote(begins.rstrip())}) AND ({known})"
    return Shape(
        kind="blocks",
        borders="begun",
        row_is="block",
        extract=pairs_in(f"string_split({text}, chr(10))"),
        fits=fits,
        fields=named,
        delimiter=begins,
        preamble=True,
        carried=tuple(name for name in form.carried if name in {field.name for field in named}),
        keep_line=False,
    )


def _repeated(records: Sequence[dict[str, list[str]]], *, often: float) -> set[str]:
    """The keys that stand several times in a record, where that is no accident."""
    several_times = Counter(key for pairs in records for key, values in pairs.items() if len(values) > 1)
    having = Counter(key for pairs in records for key in pairs)
    return {key for key, count in several_times.items() if count > often * having[key]}


def _replacement(better: str) -> str:
    """A replacement in SQL; the table engine knows no escapes but those of groups."""
    return quote(better).replace(r"\n", "' || chr(10) || '")


def _better(field: Field, form: Form, keys: Sequence[str], repeated: set[str]) -> list[Field]:
    """The column of a key with its name, and all its values where a record has several."""
    key = next((key for key in keys if f"list_position(f.k, {quote(key)})" in field.text), "")
    named = form.named.get(key)
    if named:
        field = msgspec.structs.replace(field, name=named)
    if key in form.moments:
        return [_moment(field)]
    if key in form.several and not named and field.name != column_name(key):
        return []
    parts = _all_of(key) if key in form.several else f"string_split({_value_of(key)}, {quote(form.listed)})"
    if key.lower() in form.lists:
        return [_list_of(field.name, f"list_transform({parts}, lambda p: {_FIRST_NAME_FIRST})")]
    if key in form.several:
        return [_list_of(field.name, parts)]
    if key in form.cells:
        cells = enumerate(form.cells[key], 1)
        return [*(_cell(name, key, number) for number, name in cells), *_times(key, form, repeated)]
    if key in repeated and field.type == "text":
        return [_list_of(field.name, _all_of(key)), *_times(key, form, repeated)]
    return [field]


def _list_of(name: str, values: str) -> Field:
    return Field(name=name, text=f"array_to_string({values}, '; ')", note=several.NOTE.format(";"))


def _all_of(key: str) -> str:
    """In SQL, all values of a key."""
    of_key = f"list_filter(f.v, lambda v: starts_with(v, {quote(key + ':')}))"
    return f"list_transform({of_key}, lambda v: trim(v[{len(key) + 2}:]))"


def _cell(name: str, key: str, number: int) -> Field:
    """What stands between two bars in all values of a key, each thing once."""
    cells = f"list_transform({_all_of(key)}, lambda v: trim(string_split(v, '|')[{number}]))"
    once = f"list_sort(list_distinct(list_filter({cells}, lambda v: v <> '')))"
    return _list_of(name, once)


def _times(key: str, form: Form, repeated: set[str]) -> list[Field]:
    """How often a field stands in a record, where it does several times."""
    if not form.rare or key not in repeated:
        return []
    name = f"number_of_{column_name(key)}_lines"
    text = f"CAST(len(list_filter(f.k, lambda k: k = {quote(key)})) AS VARCHAR)"
    return [Field(name=name, text=text, type="integer", cast="TRY_CAST({x} AS BIGINT)")]


def _moment(field: Field) -> Field:
    """A day or a moment that is written 20240131 or 20240131T090000Z."""
    formats = ", ".join(map(quote, _TIMES))
    kind: ColumnType = "date" if field.type in ("date", "integer") else "timestamp"
    return Field(
        name="date" if field.name == "start" and kind == "date" else field.name,
        text=field.text,
        type=kind,
        cast=f"CAST(try_strptime(rtrim({{x}}, 'Z'), [{formats}]) AS {kind.upper()})",
    )


def _of_one_player(records: Sequence[dict[str, list[str]]], keys: Sequence[str]) -> list[Field]:
    """How the games of one player went, against whom: who plays in all of them collects their own."""
    sides = [[*pairs.get("White", ()), *pairs.get("Black", ())] for pairs in records]
    players = Counter(name for names in sides for name in set(names) if name.strip("?"))
    if not players:
        return []
    name, games = players.most_common(1)[0]
    if len(records) < _SURE or games < _NEARLY_ALL * len(records) or not {"White", "Black"} <= set(keys):
        return []
    white, black, result = (_value_of(key) for key in ("White", "Black", "Result"))
    is_white, is_black = f"{white} = {quote(name)}", f"{black} = {quote(name)}"

    def seen(of_white: str, of_black: str) -> str:
        return f"CASE WHEN {is_white} THEN {of_white} WHEN {is_black} THEN {of_black} END"

    def outcome(won: str, lost: str) -> str:
        said = ((won, "won"), (lost, "lost"), ("1/2-1/2", "draw"))
        return f"CASE {result} {' '.join(f'WHEN {quote(a)} THEN {quote(b)}' for a, b in said)} END"

    fields = [
        Field(name="opponent", text=seen(black, white), note=f"of {name}, who plays in all"),
        Field(name="color", text=seen("'white'", "'black'"), note=f"of the pieces of {name}"),
        Field(name="outcome", text=seen(outcome("1-0", "0-1"), outcome("0-1", "1-0")), note=f"for {name}"),
    ]
    if {"WhiteElo", "BlackElo"} <= set(keys):
        elo = seen(_value_of("BlackElo"), _value_of("WhiteElo"))
        cast = "TRY_CAST({x} AS BIGINT)"
        fields.append(Field(name="opponent_rating", text=elo, type="integer", cast=cast, note="Elo"))
    return fields


def _value_of(key: str) -> str:
    return f"trim(f.v[list_position(f.k, {quote(key)})][{len(key) + 2}:])"


def _following(form: Form, keys: Sequence[str]) -> list[Field]:
    """The columns that follow from others: the text behind the fields, and what is told by it."""
    known = {key: _value_of(key) for key in keys}
    fields: list[Field] = []
    if form.body:
        known[form.body] = _BODY.replace("{x}", "replace(line, chr(13), '')")
        fields.append(Field(name=form.body, text=known[form.body], note=FREE_TEXT))
    for field in form.more:
        if all(key in known for key in re.findall(r"\{(\w+)\}", field.text)):
            text = re.sub(r"\{(\w+)\}", lambda match: known[match[1]], field.text)
            fields.append(msgspec.structs.replace(field, text=text))
    return fields

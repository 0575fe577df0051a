"""Directories (LDIF): a table of the people, one of groups and units, with names in the place of paths."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import duckdb

from rlm_desktop.context.records.heads.headers import OFTEN
from rlm_desktop.context.records.shapes import several
from rlm_desktop.context.records.shapes.names import column_name, told_apart
from rlm_desktop.context.records.shapes.shape import Field, Shape, identifier, quote
from rlm_desktop.context.records.values.kinds import kind_of

_OPENS = re.compile(
    r"\s*+(?:(?:#[^\n]*+(?:\n [^\n]*+)*+|version: *\d+[ \t]*+)\n\s*+)*+dn::? \S", re.IGNORECASE
)
"""Once matched, blank lines and remarks are not tried in other ways: there are too many."""
_PATH = re.compile(r"[A-Za-z][\w.-]* *= *[^,]+(?:, *[A-Za-z][\w.-]* *= *[^,]+)+")
_PEOPLE = frozenset(
    [
        "person",
        "inetorgperson",
        "organizationalperson",
        "posixaccount",
        "user",
        "account",
        "residentialperson",
    ]
)
_FEWEST, _MOST = 2, 60
_PATHS, _MOSTLY = 0.9, 0.5
_MOMENT = re.compile(r"\d{14}(?:\.\d+)?Z")
_BEGINS = "dn:"
ENTRIES = "groups_and_units"
_NAMED = {
    "cn": "name",
    "sn": "last_name",
    "givenname": "first_name",
    "displayname": "display_name",
    "l": "city",
    "st": "state",
    "c": "country",
    "co": "country_name",
    "o": "organisation",
    "ou": "department",
    "dc": "domain",
    "title": "job_title",
    "mail": "email",
    "telephonenumber": "phone",
    "facsimiletelephonenumber": "fax",
    "mobile": "mobile_phone",
    "roomnumber": "room",
    "employeenumber": "employee_number",
    "employeetype": "employee_type",
    "departmentnumber": "department_number",
    "postalcode": "postal_code",
    "postaladdress": "postal_address",
    "physicaldeliveryofficename": "office",
    "userpassword": "password",
    "objectclass": "kinds",
    "uniquemember": "members",
    "member": "members",
    "memberuid": "members",
    "memberof": "member_of",
    "homedirectory": "home_directory",
    "loginshell": "login_shell",
    "uidnumber": "user_number",
    "gidnumber": "group_number",
    "preferredlanguage": "preferred_language",
    "createtimestamp": "created",
    "modifytimestamp": "changed",
}
"""What people call what a directory tells by its attributes."""

_Entry = dict[str, list[str]]


def directory_shapes(head: str, lines: Sequence[str]) -> tuple[Shape, ...]:
    """The shapes of a directory, its people and its other entries; none where the text is no such."""
    text = head.replace("\r", "")
    if not _OPENS.match(text):
        return ()
    entries = [*_entries(text), *_entries("\n".join(lines))]
    people = [entry for entry in entries if _is_person(entry)]
    others = [entry for entry in entries if not _is_person(entry)]
    if len(entries) < _FEWEST:
        return ()
    if len(people) < _MOSTLY * len(entries):
        return (_shape(entries, "true", called=""),)
    kinds = "list_transform(" + _all("objectclass") + ", lambda x: lower(x))"
    is_person = f"list_has_any({kinds}, [{', '.join(map(quote, sorted(_PEOPLE)))}])"
    shapes = [_shape(people, is_person, called="")]
    if others:
        shapes.append(_shape(others, f"NOT ({is_person})", called=ENTRIES))
    return tuple(shapes)


def resolve(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Shape]) -> None:
    """Put the names of entries in the place of their paths: uid=ada, ou=People is Ada Byron."""
    ours = {name: shape for name, shape in tables.items() if _is_of_directory(shape)}
    named = [name for name, shape in ours.items() if any(field.name == "name" for field in shape.fields)]
    if not named:
        return
    known = " UNION ALL ".join(
        f"SELECT _document, {_plain('dn')} AS path, name FROM base.{identifier(name)}" for name in named
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE _names AS SELECT DISTINCT * FROM ({known})")
    for name, shape in ours.items():
        for field in shape.fields[:-1]:
            if field.type == "text" and _holds_paths(connection, name, field.name):
                connection.execute(_with_names(name, field.name))
    connection.execute("DROP TABLE _names")


def _holds_paths(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    cell = identifier(column)
    row = connection.execute(
        f"SELECT count(*) FILTER (WHERE regexp_matches({cell}, {quote('^' + _PATH.pattern)})), count({cell})"
        f" FROM base.{identifier(table)}"
    ).fetchone()
    return row is not None and row[1] > 0 and row[0] >= _PATHS * row[1]


def _with_names(table: str, column: str) -> str:
    """In a column of paths, parted by "; ": the name where one is known, else what the path begins with."""
    of, cell = f"base.{identifier(table)}", identifier(column)
    first = "trim(regexp_extract(p, '^[^=]+=([^,]*)', 1))"
    parts = (
        f"SELECT _document, _start, unnest(string_split({cell}, '; ')) AS p,"
        f" generate_subscripts(string_split({cell}, '; '), 1) AS i FROM {of} WHERE {cell} <> ''"
    )
    return (
        f"UPDATE {of} AS r SET {cell} = a.told FROM (SELECT c._document, c._start,"
        f" string_agg(coalesce(n.name, nullif({first}, ''), p), '; ' ORDER BY i) AS told FROM ({parts}) AS c"
        f" LEFT JOIN _names AS n ON n._document = c._document AND n.path = {_plain('p')} GROUP BY ALL) AS a"
        " WHERE a._document = r._document AND a._start = r._start"
    )


def _plain(path: str) -> str:
    """In SQL, a path as all spellings of it are compared."""
    return rf"lower(regexp_replace({path}, ' *([,=]) *', '\1', 'g'))"


def _entries(text: str) -> Iterator[_Entry]:
    for block in re.split(r"(?m)^(?=dn::? )", re.sub(r"\n[ \t]", "", text))[1:]:
        entry: _Entry = {}
        for line in block.split("\n"):
            key, sign, value = line.partition(":")
            if sign and re.fullmatch(r"[A-Za-z][\w-]*(?:;[\w;-]+)?", key):
                entry.setdefault(_key(key), []).append(value.strip())
        if len(entry) > 1:
            yield entry


def _key(attribute: str) -> str:
    return attribute.partition(";")[0].lower()


def _is_person(entry: _Entry) -> bool:
    return not _PEOPLE.isdisjoint(value.lower() for value in entry.get("objectclass", ()))


def _is_of_directory(shape: Shape) -> bool:
    return shape.delimiter == _BEGINS and shape.fields[-1].name == "dn"


def _shape(entries: Sequence[_Entry], fits: str, *, called: str) -> Shape:
    counts = Counter(key for entry in entries for key in entry if key != "dn")
    often = {key for key, count in counts.most_common(_MOST) if count >= OFTEN * len(entries)}
    usual = [key for key in dict.fromkeys(key for entry in entries for key in entry) if key in often]
    usual.sort(key=lambda key: (key == "objectclass", key not in ("cn", "uid")))
    fields = [_field(key, [entry[key] for entry in entries if key in entry], called) for key in usual]
    fields.append(Field(name="dn", text=_value("dn"), note="the path of the entry"))
    return Shape(
        kind="blocks",
        borders="begun",
        row_is="block",
        extract=_EXTRACT,
        fits=f"starts_with(lower(line), 'dn:') AND {fits}",
        fields=told_apart(fields),
        delimiter=_BEGINS,
        only_fitting=True,
        keep_line=False,
        called=called,
    )


def _field(key: str, cells: Sequence[Sequence[str]], called: str) -> Field:
    """The column of an attribute: all its values where entries have several, else typed."""
    name = _NAMED.get(key) or column_name(key)
    if key == "ou" and called:
        name = "unit"
    values = [value for cell in cells for value in cell if not value.startswith(":")]
    if values and all(map(_MOMENT.fullmatch, values)):
        cast = "CAST(try_strptime({x}[1:14], '%Y%m%d%H%M%S') AS TIMESTAMP)"
        return Field(name=name, text=_value(key), type="timestamp", cast=cast)
    if key == "ou":
        return Field(
            name=name, text=_joined(f"CASE WHEN len({_OWN_UNITS}) > 0 THEN {_OWN_UNITS} ELSE {_all(key)} END")
        )
    if key != "cn" and any(len(cell) > 1 for cell in cells):
        return Field(name=name, text=_joined(_all(key)), note=several.NOTE.format(";"))
    kind = kind_of(values, name=name)
    return Field(name=name, text=_value(key), type=kind.type, cast=kind.cast, note=kind.note)


def _value(key: str) -> str:
    return f"f.v[list_position(f.k, {quote(key)})]"


def _all(key: str) -> str:
    return f"list_filter(f.v, lambda x, i: f.k[i] = {quote(key)})"


def _joined(values: str) -> str:
    return f"array_to_string({values}, '; ')"


_LINES = "string_split(regexp_replace(replace(line, chr(13), ''), '\\n[ \\t]', '', 'g'), chr(10))"
_ENCODED = r"'^[\w;-]+:: *(.*)$'"
_EXTRACT = (
    f"struct_pack(v := list_transform({_LINES}, lambda x: CASE WHEN regexp_matches(x, {_ENCODED})"
    f" THEN TRY(decode(from_base64(regexp_extract(x, {_ENCODED}, 1))))"
    " ELSE trim(x[strpos(x, ':') + 1:]) END),"
    f" k := list_transform({_LINES}, lambda x: lower(regexp_extract(x, '^([A-Za-z][\\w-]*)[;:]', 1))))"
)
_STANDS_IN = f"contains({_plain(_value('dn'))} || ',', 'ou=' || lower(u) || ',')"
_OWN_UNITS = f"list_filter({_all('ou')}, lambda u: NOT {_STANDS_IN})"
"""Units but those of which the path consists: these tell where an entry stands, not what it belongs to."""

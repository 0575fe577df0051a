"""Family trees (GEDCOM): a table of the people, one of the families, with names in the place of numbers."""

import re
from collections.abc import Mapping, Sequence

import duckdb

from rlm_desktop.context.records.shapes import several
from rlm_desktop.context.records.shapes.shape import Field, Shape, identifier, quote
from rlm_desktop.profile import ColumnType

_OPENS = re.compile(r"\s*0 HEAD\b")
_PERSON, _FAMILY = r"^0 @[^@]+@ INDI\b", r"^0 @[^@]+@ FAM\b"
_FORMATS = "['%d %b %Y', '%d %B %Y']"
_DAY = f"CAST(try_strptime({{x}}, {_FORMATS}) AS DATE)"
_WHOLE_DAY = r"^\d{1,2} \w+ \d{3,4}$"
_WHOLE = "TRY_CAST({x} AS BIGINT)"
_EVENTS = (("BIRT", "birth"), ("DEAT", "death"), ("BURI", "burial"), ("MARR", "marriage"), ("DIV", "divorce"))
_FACTS = (
    ("TITL", "title"),
    ("OCCU", "occupation"),
    ("SEX", "sex"),
    ("RELI", "religion"),
    ("EDUC", "education"),
)
PEOPLE, FAMILIES = "records", "families"


def family_shapes(head: str) -> tuple[Shape, ...]:
    """The shapes of a family tree, its people and its families; none where the text is no such."""
    if not _OPENS.match(head) or not re.search(rf"(?m){_PERSON}", head):
        return ()
    told = set(re.findall(r"(?m)^1 (\w+)", head)) | {"FAMS", "FAMC"}
    below = set(re.findall(r"(?m)^1 (\w+)[^\n]*\n(?:2 (?!PLAC)[^\n]*\n)*2 (?:PLAC)", head))
    people = [
        Field(name="id", text="f.id"),
        Field(name="name", text=_name(_value("NAME"))),
        *(Field(name=name, text=_value(tag)) for tag, name in _FACTS if tag in told),
        *_events(_EVENTS[:3], told, below),
        Field(name="father", text=_value("FAMC")),
        Field(name="mother", text=_value("FAMC")),
        Field(name="times_married", text=_count("FAMS"), type="integer", cast=_WHOLE),
    ]
    families = [
        Field(name="id", text="f.id"),
        Field(name="husband", text=_value("HUSB")),
        Field(name="wife", text=_value("WIFE")),
        Field(name="number_of_children", text=_count("CHIL"), type="integer", cast=_WHOLE),
        Field(name="children", text=_all("CHIL"), note=several.NOTE.format(";")),
        *_events(_EVENTS[3:4], told | {"MARR"}, below | {"MARR"}),
        Field(
            name="divorced",
            text=f"CASE WHEN {_of('DIV')} IS NULL THEN 'false'"
            f" WHEN upper({_value('DIV')}) = 'N' THEN 'false' ELSE 'true' END",
            type="boolean",
            cast="TRY_CAST({x} AS BOOLEAN)",
        ),
    ]
    return _shape(_PERSON, people), _shape(_FAMILY, families, called=FAMILIES)


def resolve(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Shape]) -> None:
    """Put the names of people in the place of their numbers, once both tables are there."""
    people = next((name for name, shape in tables.items() if shape.fits == _fits(_PERSON)), "")
    families = next((name for name, shape in tables.items() if shape.fits == _fits(_FAMILY)), "")
    if not people or not families:
        return
    person, family = f"base.{identifier(people)}", f"base.{identifier(families)}"
    for side in ("husband", "wife"):
        connection.execute(_named(family, side, person))
    for parent, side in (("father", "husband"), ("mother", "wife")):
        connection.execute(
            f"UPDATE {person} AS r SET {parent} = (SELECT any_value(p.{side}) FROM {family} AS p"
            f" WHERE p._document = r._document AND p.id = r.{parent})"
        )
    parts = f"SELECT _document, id, unnest(string_split(children, '; ')) AS child FROM {family}"
    names = (
        f"SELECT c._document, c.id, string_agg(p.name, '; ' ORDER BY p._start) AS names FROM ({parts}) AS c"
        f" JOIN {person} AS p ON p._document = c._document AND p.id = c.child GROUP BY ALL"
    )
    connection.execute(
        f"UPDATE {family} AS r SET children = n.names FROM ({names}) AS n"
        " WHERE n._document = r._document AND n.id = r.id"
    )


def _named(table: str, column: str, people: str) -> str:
    return (
        f"UPDATE {table} AS r SET {column} = p.name FROM {people} AS p"
        f" WHERE p._document = r._document AND p.id = r.{column} AND p.name IS NOT NULL"
    )


def _shape(record: str, fields: Sequence[Field], *, called: str = "") -> Shape:
    plain = "replace(line, chr(13), '')"
    return Shape(
        kind="blocks",
        borders="begun",
        row_is="block",
        extract=f"struct_pack(id := regexp_extract(line, '^0 @([^@]+)@', 1),"
        f" c := string_split({plain}, chr(10) || '1 '))",
        fits=_fits(record),
        fields=tuple(fields),
        delimiter="0 ",
        only_fitting=True,
        keep_line=False,
        called=called,
    )


def _fits(record: str) -> str:
    return f"regexp_matches(line, {quote(record)})"


def _events(events: Sequence[tuple[str, str]], told: set[str], places: set[str]) -> list[Field]:
    """The day, the year and the place of what happened."""
    fields = []
    for tag, name in events:
        if tag not in told:
            continue
        date = f"trim({_below(tag, 'DATE')})"
        kinds: tuple[tuple[str, str, ColumnType, str], ...] = (
            (f"{name}_date", f"regexp_extract({date}, {quote(_WHOLE_DAY)})", "date", _DAY),
            (f"{name}_year", f"regexp_extract({date}, '(\\d{{3,4}})(?:/\\d+)?\\D*$', 1)", "integer", _WHOLE),
        )
        note = "where the day is told"
        fields += [
            Field(name=n, text=text, type=kind, cast=cast, note=note if kind == "date" else "")
            for n, text, kind, cast in kinds
        ]
        if tag in places:
            fields.append(Field(name=f"{name}_place", text=f"trim({_below(tag, 'PLAC')})"))
    return fields


def _of(tag: str) -> str:
    """The lines of the first of what a tag tells."""
    return f"list_filter(f.c, lambda x: regexp_matches(x, {quote(f'^{tag}(?:\\s|$)')}))[1]"


def _value(tag: str) -> str:
    value = f"trim(regexp_extract({_of(tag)}, {quote(f'^{tag} +([^\\n]*)')}, 1))"
    return f"trim({value}, '@')"


def _below(tag: str, inner: str) -> str:
    return f"regexp_extract({_of(tag)}, {quote(f'(?m)^2 {inner} +(.*)$')}, 1)"


def _all(tag: str) -> str:
    found = f"list_filter(f.c, lambda x: starts_with(x, {quote(tag + ' ')}))"
    values = f"list_transform({found}, lambda x: trim(split_part(x, chr(10), 1)[{len(tag) + 1}:], ' @'))"
    return f"array_to_string({values}, '; ')"


def _count(tag: str) -> str:
    return f"CAST(len(list_filter(f.c, lambda x: starts_with(x, {quote(tag + ' ')}))) AS VARCHAR)"


def _name(text: str) -> str:
    """A name without the strokes around that of the family."""
    return f"trim(regexp_replace({text}, '[/_\\s]+', ' ', 'g'))"

"""People are found under their last names, where a text has these first."""

import msgspec

from rlm_desktop.profile import Column, Profile, Rows, Table
from rlm_desktop.rlm.question.links import Links
from rlm_desktop.rlm.question.spelled import grouped_names, turned_names

NAMES = ("Conway, Kellyanne E.", "Jarrett, Valerie B.", "Jarrett, Valerie B. ", "Aldy, Jr., Joseph E.")
TABLE = Table(
    name="records",
    kind="delimited",
    row_is="record",
    rows=4,
    fits=1.0,
    columns=(Column(name="employee", type="text", distinct=4, values=tuple((name, 1) for name in NAMES)),),
)
PROFILE = Profile(documents=1, bytes=1, lines=1, tables=(TABLE,))


def found(question: str) -> list[tuple[str, tuple[str, ...]]]:
    import duckdb

    connection = duckdb.connect()
    connection.execute("CREATE TABLE records AS SELECT unnest(?) AS employee", [list(NAMES)])

    def query(sql: str) -> Rows:
        return Rows(columns=(), rows=tuple(connection.execute(sql).fetchall()))

    links = turned_names.added(Links(), question, PROFILE, query)
    return [(one.phrase, one.values) for one in links.inside]


def test_a_name_is_found_turned_around() -> None:
    assert found("How much did Kellyanne Conway earn?") == [("Kellyanne Conway", NAMES[:1])]
    assert found("Did Joseph Aldy work there?") == [("Joseph Aldy", NAMES[3:])]
    assert found("What was Valerie Jarrett's last year?")[0][1] in (NAMES[1:3], NAMES[2:0:-1])


def test_who_is_not_there_is_not_found() -> None:
    assert found("How much did George Conway earn?") == []


def test_a_column_of_a_group_is_called_by_what_it_is_in_it() -> None:
    names = [
        "facilities_lng_terminal",
        "facilities_oil_terminal",
        "facilities_ro_ro",
        "home_score",
        "away_score",
    ]

    assert grouped_names.within("facilities_lng_terminal", names) == "lng terminal"
    assert grouped_names.within("home_score", names) == ""


def test_of_mail_one_of_many_may_be_turned_around() -> None:
    import duckdb

    senders = ["Ada Lind", "Bo Nye", "Cy Orr", "Wynne, Conor"]
    connection = duckdb.connect()
    connection.execute("CREATE TABLE records AS SELECT unnest(?) AS sender", [senders])

    def query(sql: str) -> Rows:
        return Rows(columns=(), rows=tuple(connection.execute(sql).fetchall()))

    def linked(name: str) -> list[tuple[str, ...]]:
        column = Column(name=name, type="text", distinct=4, values=tuple((one, 1) for one in senders))
        table = msgspec.structs.replace(TABLE, kind="headers", columns=(column,))
        profile = msgspec.structs.replace(PROFILE, tables=(table,))
        found = turned_names.added(Links(), "When did Conor Wynne last write?", profile, query)
        return [one.values for one in found.inside]

    assert linked("sender") == [("Wynne, Conor",)]
    assert linked("town") == []

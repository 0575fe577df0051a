"""A query of one table is put over two where it speaks of what the other holds."""

import msgspec
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.conditions import inside_demanded
from rlm_desktop.rlm.queries.tables import joins, other_tables
from rlm_desktop.rlm.queries.tables.names import Names
from rlm_desktop.rlm.queries.tables.naming import NOTHING_NAMED
from rlm_desktop.rlm.question.links import Inside, Links


def table(name: str, rows: int, **columns: int) -> Table:
    types = {"patient_id": "integer", "born": "date"}
    return Table(
        name=name,
        kind="delimited",
        row_is="record",
        rows=rows,
        fits=1.0,
        columns=tuple(
            Column(name=column, type=types.get(column, "text"), distinct=distinct)  # type: ignore[arg-type]
            for column, distinct in columns.items()
        ),
    )


VISITS = table("records", 90, visit_id=90, patient_id=40, status=3, doctor=9)
PATIENTS = table(
    "clinic_patients", 50, patient_id=50, doctor=9, first_name=30, last_name=31, born=48, address=50
)
OTHER = table("rooms", 7, room=7, floor=2)
TABLES = {each.name: each for each in (VISITS, PATIENTS)}


def parsed(sql: str) -> exp.Query:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return tree


def mended(
    sql: str, question: str = "How many visits did women miss?", tables: dict[str, Table] = TABLES
) -> str:
    tree = parsed(sql)
    joins.mend(tree, tables, question)
    return tree.sql(dialect="duckdb")


def test_a_column_of_the_other_table_joins_it_by_the_key() -> None:
    both = mended("SELECT COUNT(*) FROM clinic_patients WHERE status = 'missed' AND born < '1950-01-01'")

    assert '"clinic_patients"."patient_id" = "records"."patient_id"' in both
    assert '"records".status' in both and '"clinic_patients".born' in both


def counted(name: str, rows: int, **others: int) -> Table:
    columns = tuple(Column(name=column, type="text", distinct=count) for column, count in others.items())
    number = Column(name="id", type="integer", distinct=rows, minimum="1", maximum=str(rows))
    return Table(name=name, kind="json", row_is="record", rows=rows, fits=1.0, columns=(number, *columns))


PORTS, SHIPS = counted("records", 40, depth=20), counted("ships", 9, captain=9)


@pytest.mark.parametrize(
    ("sql", "tables", "told"),
    [
        ("SELECT captain FROM ships JOIN records ON ships.id = records.id", (SHIPS, PORTS), "id"),
        ("SELECT captain FROM ships s JOIN records r ON s.id = r.id ORDER BY depth", (SHIPS, PORTS), "id"),
        ("SELECT captain FROM ships JOIN records ON ships.id = records.depth", (SHIPS, PORTS), ""),
        ("SELECT captain FROM ships JOIN records USING (id)", (SHIPS, counted("records", 9)), ""),
        ("SELECT captain FROM ships s JOIN records r ON s.id = r.id", (SHIPS, counted("records", 9)), ""),
        ("SELECT born FROM records r JOIN clinic_patients p ON r.patient_id = p.patient_id", (VISITS,), ""),
        ("SELECT captain FROM ships WHERE id = 3", (SHIPS, PORTS), ""),
    ],
)
def test_numbers_that_count_the_rows_of_each_table_join_none(
    sql: str, tables: tuple[Table, ...], told: str
) -> None:
    assert joins.by_own_numbers(parsed(sql), tables) == told


def test_a_column_of_another_table_is_not_reached_by_numbers_that_count_rows() -> None:
    both = {"records": PORTS, "ships": SHIPS}

    assert "JOIN" not in mended("SELECT captain FROM ships ORDER BY depth", tables=both)
    alike = {"records": counted("records", 9, depth=5), "ships": SHIPS}
    assert "JOIN" in mended("SELECT captain FROM ships ORDER BY depth", tables=alike)


def test_a_column_called_after_the_other_table_and_its_key_joins_them() -> None:
    ports = msgspec.structs.replace(counted("records", 40, depth=20, town=40), called="ports")
    number = Column(name="port_id", type="integer", distinct=30)
    ships = counted("ships", 90, captain=60, town=90)
    ships = msgspec.structs.replace(ships, columns=(*ships.columns, number))
    both = {"records": ports, "ships": ships}

    joined = mended("SELECT captain FROM ships ORDER BY depth DESC LIMIT 1", "?", both)
    assert '"ships"."port_id" = "records"."id"' in joined
    joined = mended("SELECT depth FROM records WHERE captain = 'Ada'", "?", both)
    assert '"records"."id" = "ships"."port_id"' in joined
    own = mended("SELECT port_town FROM records WHERE depth > 5", "?", both)
    assert "JOIN" not in own
    strange = {"records": msgspec.structs.replace(ports, called="towns"), "ships": ships}
    assert "port_id" not in mended("SELECT captain FROM ships ORDER BY depth DESC LIMIT 1", "?", strange)


def test_patients_are_counted_once_and_visits_each() -> None:
    sql = "SELECT COUNT(*) FROM clinic_patients WHERE status = 'missed' AND born < '1950-01-01'"

    assert 'COUNT(DISTINCT "clinic_patients"."patient_id")' in mended(
        sql, "How many patients missed a visit?"
    )
    assert "COUNT(*)" in mended(sql)


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT COUNT(*) FROM clinic_patients WHERE born < '1950-01-01'", TABLES),
        ("SELECT COUNT(*) FROM clinic_patients WHERE wealth > 3 AND born < '1950-01-01'", TABLES),
        ("SELECT * FROM clinic_patients WHERE status = 'missed'", TABLES),
        (
            "SELECT COUNT(*) FROM records WHERE floor = '2' AND status = 'x'",
            {"records": VISITS, "rooms": OTHER},
        ),
    ],
)
def test_no_table_is_joined_without_need_or_a_key(sql: str, tables: dict[str, Table]) -> None:
    assert "JOIN" not in mended(sql, tables=tables)


def test_two_of_one_name_are_told_apart_by_their_key() -> None:
    sql = (
        "SELECT p.first_name, p.last_name, COUNT(*) AS n FROM clinic_patients AS p JOIN records AS v"
        " ON p.patient_id = v.patient_id GROUP BY p.first_name, p.last_name ORDER BY n DESC LIMIT 1"
    )
    tree, towns = parsed(sql), parsed(sql.replace("p.first_name, p.last_name", "p.address"))

    assert list(joins.by_key(tree, [PATIENTS, VISITS]))
    assert 'GROUP BY p.first_name, p.last_name, p."patient_id"' in tree.sql(dialect="duckdb")
    assert not list(joins.by_key(towns, [PATIENTS, VISITS]))


def test_a_patient_is_told_by_name_where_no_number_is_asked_for() -> None:
    sql = (
        "SELECT DISTINCT v.patient_id FROM records AS v JOIN clinic_patients AS p"
        " ON p.patient_id = v.patient_id WHERE v.status = 'missed'"
    )
    tree, numbers = parsed(sql), parsed(sql)

    assert joins.by_name(tree, [VISITS, PATIENTS], "List every patient who missed a visit.")
    assert 'SELECT DISTINCT "p"."first_name", "p"."last_name"' in tree.sql(dialect="duckdb")
    assert not joins.by_name(numbers, [VISITS, PATIENTS], "List the ids of patients who missed a visit.")


def test_words_inside_values_of_the_other_table_are_a_condition() -> None:
    tree = parsed("SELECT DISTINCT patient_id FROM records WHERE status = 'missed'")
    inside = Inside("Dawlish", "clinic_patients", "address", ("1 Kings Way, Dawlish",), 1)
    links = Links(inside=(inside,))
    far = Links(inside=(msgspec.structs.replace(inside, table="rooms"),))

    told = list(inside_demanded.demand(tree, "Who of Dawlish missed?", TABLES, links, None))
    doubts = list(inside_demanded.demand(parsed("SELECT patient_id FROM records"), "?", TABLES, far, None))

    assert "JOIN" in tree.sql(dialect="duckdb") and "Dawlish" in tree.sql(dialect="duckdb")
    assert [one.why for one in told if one.why] and not [one.doubt for one in told if one.doubt]
    assert [one.doubt for one in doubts] == ["“Dawlish” of the question has no place in the query."]


@pytest.mark.parametrize(
    ("sql", "meant"),
    [
        (
            "SELECT COUNT(*) FROM visits AS v JOIN clinic_patients AS p ON p.patient_id = v.patient_id",
            "records",
        ),
        ("SELECT COUNT(*) FROM visit WHERE status = 'missed'", "records"),
        ("SELECT COUNT(*) FROM patients WHERE wealth < 3", ""),
    ],
)
def test_tables_are_found_by_what_they_hold(sql: str, meant: str) -> None:
    tree = parsed(sql)
    problem = Names(TABLES.values(), "?", NOTHING_NAMED).mend(tree, [])

    assert bool(problem) is not bool(meant)
    assert not meant or meant in {one.name for one in tree.find_all(exp.Table)}


@pytest.mark.parametrize("name", ["airport", "airports", "Airport"])
def test_the_main_table_is_found_by_what_the_text_calls_it(name: str) -> None:
    main = msgspec.structs.replace(table("records", 20, town=20, city=9), called="airport")
    other = table("metro_area", 9, airport_name=9)
    tree = parsed(f"SELECT town FROM {name}")

    assert not Names([main, other], "?", NOTHING_NAMED).mend(tree, [])
    assert {one.name for one in tree.find_all(exp.Table)} == {"records"}


def test_a_column_is_found_by_its_words_in_another_order() -> None:
    dated = table("people", 5, date_of_birth=5, town=5)
    tree = parsed("SELECT town FROM people WHERE birth_date < '1950-01-01'")

    assert not Names([dated], "?", NOTHING_NAMED).mend(tree, [])
    assert "date_of_birth" in tree.sql(dialect="duckdb")


@pytest.mark.parametrize(
    ("sql", "figure"),
    [
        ("SELECT AVG(born) FROM clinic_patients WHERE status = 'missed'", "AVG(born)"),
        ("SELECT first_name FROM clinic_patients WHERE status = 'missed' AND address = 'x'", "first_name"),
    ],
)
def test_a_figure_of_patients_has_each_once_however_many_visits(sql: str, figure: str) -> None:
    both = mended(sql, "What is it of those who missed a visit?")

    assert both.startswith(f"SELECT {figure} FROM clinic_patients WHERE") and "JOIN" not in both
    assert """"patient_id" IN (SELECT "patient_id" FROM "records" WHERE status = 'missed')""" in both


def test_the_first_of_an_order_stays_the_first_where_names_are_told() -> None:
    tree = parsed(
        "SELECT v.patient_id FROM records AS v JOIN clinic_patients AS p ON p.patient_id = v.patient_id"
        " ORDER BY v.visit_id DESC LIMIT 1"
    )

    assert joins.by_name(tree, [VISITS, PATIENTS], "Who made the last visit?")
    assert tree.sql(dialect="duckdb").endswith("ORDER BY v.visit_id DESC LIMIT 1")


def test_rows_of_a_table_are_counted_though_the_other_has_the_names() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE first_name = 'Ann'"
    visits, patients = parsed(sql), parsed(sql)

    assert not other_tables.mend(visits, TABLES, "How many visits did Ann make?")
    assert joins.mend(visits, TABLES, "How many visits did Ann make?")
    assert "JOIN" in visits.sql(dialect="duckdb") and "COUNT(*)" in visits.sql(dialect="duckdb")
    assert other_tables.mend(patients, TABLES, "How many patients are called Ann?") == "clinic_patients"

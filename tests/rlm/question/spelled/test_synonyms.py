"""What people call the levels, processes and keys of a log is found under the names that the log has."""

import msgspec
import pytest

from rlm_desktop.profile import KIND_OF_MESSAGE, OF_THE_COMPONENT, Column, Profile, Table
from rlm_desktop.rlm.queries.doubts import unmet
from rlm_desktop.rlm.queries.measures import subjects
from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.spelled import synonyms
from tests.fakes import FakeContext
from tests.rlm.checking import parted

LINES = """\
05-21 912 1044 W LightService: totalCalories=120
05-21 912 912 E AlarmService: caller may not do that
05-21 913 913 W AlarmService: totalCalories=121
"""
PHONE = FakeContext(
    {"phone.log": LINES},
    {
        "pid": "CAST(split_part(line, ' ', 2) AS BIGINT)",
        "thread": "CAST(split_part(line, ' ', 3) AS BIGINT)",
        "level": "split_part(line, ' ', 4)",
        "component": "split_part(split_part(line, ' ', 5), ':', 1)",
        "total_calories": "TRY_CAST(split_part(line, '=', 2) AS BIGINT)",
    },
)


def in_brackets(profile: Profile) -> Profile:
    """The same log as if its process numbers stood behind the names of programs."""
    (table,) = profile.tables
    columns = tuple(
        msgspec.structs.replace(column, note=OF_THE_COMPONENT) if column.name == "pid" else column
        for column in table.columns
    )
    return msgspec.structs.replace(profile, tables=(msgspec.structs.replace(table, columns=columns),))


def without(profile: Profile, *names: str) -> Profile:
    (table,) = profile.tables
    columns = tuple(column for column in table.columns if column.name not in names)
    return msgspec.structs.replace(profile, tables=(msgspec.structs.replace(table, columns=columns),))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many warnings are there?", "W"),
        ("When was the first error?", "E"),
        ("How many lines with the level W are there?", "W"),
        ("How many warning errors are there?", "W"),
    ],
)
def test_a_level_of_one_letter_is_asked_for_in_words(question: str, value: str) -> None:
    links = linking.link(question, PHONE.profile, PHONE.query)

    assert {(link.column, link.value) for link in links.values} == {("level", value)}


def test_a_letter_that_is_no_level_is_not_meant_by_a_word() -> None:
    profile = without(PHONE.profile, "level")

    assert not linking.link("How many warnings are there?", profile, PHONE.query).values


def test_a_key_is_asked_for_as_the_line_writes_it() -> None:
    links = linking.link("What is the highest value of totalCalories?", PHONE.profile, PHONE.query)

    assert ("records", "total_calories") in links.columns


@pytest.mark.parametrize(
    ("question", "bracketed", "column"),
    [
        ("How many different processes are there?", False, "pid"),
        ("Which process wrote the most lines?", True, "component"),
        ("How many different process ids are there?", True, "pid"),
    ],
)
def test_a_process_is_its_program_where_its_number_stands_behind_one(
    question: str, bracketed: bool, column: str
) -> None:
    profile = in_brackets(PHONE.profile) if bracketed else PHONE.profile

    meant = linking.link(question, profile, PHONE.query).meant

    assert [name for _, _, name in meant] == [column]


@pytest.mark.parametrize(
    ("question", "lacking", "doubted"),
    [
        ("How many different process ids are there?", ("pid", "thread"), True),
        ("How many different process ids are there?", (), False),
        ("Which host wrote the most lines?", (), True),
        ("Which component wrote the most lines?", (), False),
        ("How many lines are there?", (), False),
    ],
)
def test_what_a_log_has_no_column_for_is_a_doubt(
    question: str, lacking: tuple[str, ...], doubted: bool
) -> None:
    profile = without(PHONE.profile, *lacking)
    links = linking.link(question, profile, PHONE.query)

    assert bool(list(unmet.of_columns(question, profile.tables, links))) is doubted


def test_which_node_asks_for_a_node_though_a_component_is_called_so() -> None:
    lines = "knot-7 node running\nknot-9 node stopped\nswitch-1 gate warning\n"
    log = FakeContext(
        {"a.log": lines}, {name: f"split_part(line, ' ', {n})" for n, name in [(1, "host"), (2, "component")]}
    )

    links = linking.link("Which node appears most often?", log.profile, log.query)

    assert (links.values, links.meant) == ((), (("node", "records", "host"),))
    assert linking.link("How many lines of the component node are there?", log.profile, log.query).values


def counted(question: str, *, some_lack: bool) -> str:
    columns = (
        Column(name="event", type="text", distinct=3, note=KIND_OF_MESSAGE),
        Column(name="request_id", type="text", distinct=40, nulls=8 if some_lack else 0),
    )
    table = Table(name="records", kind="log", row_is="line", rows=100, fits=1.0, columns=columns)
    column = subjects.counted(question, table)
    return column.name if column else ""


@pytest.mark.parametrize(
    ("question", "some_lack", "column"),
    [
        ("How many fatal events are there?", False, ""),
        ("How many different events are there?", False, "event"),
        ("How many requests got a 404?", True, ""),
        ("How many requests got a 404?", False, "request_id"),
        ("How many different requests got a 404?", True, "request_id"),
    ],
)
def test_events_are_lines_and_what_some_lines_lack_is_not_what_they_are_counted_by(
    question: str, some_lack: bool, column: str
) -> None:
    assert counted(question, some_lack=some_lack) == column


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"city", "mileage", "class"}, [("city", "cty")]),
        ({"highway", "mileage"}, [("highway", "hwy")]),
        ({"automatic", "transmission"}, [("transmission", "trans")]),
        ({"classic", "driver"}, []),
        ({"cty", "highway"}, [("highway", "hwy")]),
    ],
)
def test_what_a_column_shortens_is_known(asked: set[str], found: list[tuple[str, str]]) -> None:
    assert list(synonyms.shortened(asked, {"cty", "hwy", "trans", "class", "year", "fl"})) == found


def test_who_speaks_in_a_chat_is_called_by_other_names() -> None:
    chat = FakeContext({"a.txt": "ada;hello\nben;hi\n"}, {"speaker": "split_part(line, ';', 1)"})

    found = linking.link("How many different nicks said something?", chat.profile, chat.query)

    assert ("nick", "records", "speaker") in found.meant


def test_pages_and_data_of_a_web_servers_log_are_paths_and_bytes() -> None:
    web = FakeContext(
        {"access.log": "/a 200\n/b 404\n"},
        {"path": "split_part(line, ' ', 1)", "bytes": "CAST(split_part(line, ' ', 2) AS BIGINT)"},
    )

    found = linking.link("Which page sent the most data?", web.profile, web.query)

    assert {("page", "records", "path"), ("data", "records", "bytes")} <= set(found.meant)


def test_the_final_is_a_round_of_that_letter() -> None:
    assert synonyms.may_mean("final", "F", "round")
    assert synonyms.may_mean("semi-finals", "SF", "stage")
    assert not synonyms.may_mean("semi-finals", "SF", "city")
    assert not synonyms.may_mean("final", "F", "sex")


@pytest.mark.parametrize(
    "column", ["party", "political_party", "party_affiliation", "affiliation", "party_code"]
)
def test_a_party_is_one_in_columns_of_parties(column: str) -> None:
    assert synonyms.may_mean("democratic", "DEM", column)
    assert synonyms.may_mean("independents", "I", column)


@pytest.mark.parametrize(
    ("said", "value", "column"),
    [
        ("independent", "IND", "country"),
        ("democratic", "DEM", "currency"),
        ("republicans", "Rep", "role"),
        ("libertarian", "LIB", "third_party_code"),
        ("won", "W", "wind"),
    ],
)
def test_letters_of_a_party_are_others_elsewhere(said: str, value: str, column: str) -> None:
    assert not synonyms.may_mean(said, value, column)


def test_words_that_a_column_has_themselves_are_its_values() -> None:
    assert synonyms.may_mean("independent", "Independent", "publisher")
    assert synonyms.may_mean("independents", "independent", "publisher")
    assert synonyms.may_mean("lost", "L", "result")


def test_independent_works_are_of_no_country() -> None:
    context = FakeContext({"works.txt": "1;Ada;IND\n2;Bo;USA\n"}, parted("no", "who", "country"))

    assert not linking.link("How many independent works are there?", context.profile, context.query).values


@pytest.mark.parametrize("said", ["democrats", "loss", "republicans"])
def test_a_value_that_ends_in_s_is_itself(said: str) -> None:
    assert synonyms.may_mean(said, said.title(), "speaker_group")


def test_who_wrote_in_a_chat_is_its_speaker() -> None:
    assert synonyms.writer("author", ["time", "speaker", "message"]) == ["speaker"]
    assert synonyms.writer("author", ["sender", "speaker"]) == []
    assert synonyms.writer("owner", ["speaker"]) == []

"""Lines that fit no record and say what is looked for are told."""

import msgspec
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.doubts import unread_lines
from rlm_desktop.rlm.question.links import Links
from tests.fakes import FakeContext

LOG = FakeContext(
    {"web.log": "GET /a crawler/1\nGET /b curl/8\nGET~crawler\n"},
    {
        "method": "CASE WHEN line LIKE 'GET /%' THEN 'GET' END",
        "agent": "CASE WHEN line LIKE 'GET /%' THEN split_part(line, ' ', 3) END",
    },
)


def told(where: str, fits: float = 0.9) -> list[str]:
    tree = sqlglot.parse_one(f"SELECT COUNT(*) FROM records WHERE {where}", dialect="duckdb")
    assert isinstance(tree, exp.Query)
    (table,) = LOG.profile.tables
    tables = [msgspec.structs.replace(table, fits=fits)]
    return list(unread_lines.doubts(tree, "How many?", Links(), tables, LOG.query))


def test_a_line_without_columns_that_says_it_is_told() -> None:
    said = ["1 lines that say “crawler” as well are not like the others, and were left out."]

    assert told("contains(lower(agent), 'crawler')") == said
    assert told("agent LIKE '%crawler%'") == said


@pytest.mark.parametrize(
    "where",
    ["agent LIKE '%curl%'", "NOT agent LIKE '%crawler%'", "line LIKE '%crawler%'", "agent IS NULL"],
)
def test_other_lines_and_conditions_are_not(where: str) -> None:
    assert told(where) == []


def test_where_all_lines_fit_nothing_is_asked() -> None:
    assert told("agent LIKE '%crawler%'", fits=1.0) == []

"""Where no row fits, a verb is looked for in its other forms and a text in whole lines, and that is told."""

import pytest

from rlm_desktop.rlm.question import forms
from tests.fakes import FakeContext
from tests.rlm.checking import check, result


def log_of(lines: str) -> FakeContext:
    columns = {
        "component": "split_part(line, ' ', 1)",
        "message": "split_part(line, ': ', 2)",
        "ms": "TRY_CAST(regexp_extract(line, '(\\d+) ms', 1) AS BIGINT)",
    }
    return FakeContext({"vm.log": lines}, columns)


LOG = FakeContext(
    {
        "ban.log": "2018 Jail sshd stopped\n2018 Stopping all jails\n2019 Stopping all jails\n"
        "2019 Exiting\n2019 Login failure of ada\n2019 stopgap found\n"
    },
    {"year": "CAST(line[1:4] AS BIGINT)", "message": "line[6:]"},
)
SQL = "SELECT count(*) FROM records WHERE year = {} AND message LIKE '%{}%'"


def test_where_no_row_fits_a_verb_is_looked_for_in_other_forms() -> None:
    asked = "How often were jails stopped in 2019?"

    assert result(asked, SQL.format(2019, "stopped"), LOG) == ((1,),)
    assert any(
        "say it in another form" in doubt for doubt in check(asked, SQL.format(2019, "stopped"), LOG).doubts
    )
    assert result("How many logins failed in 2019?", SQL.format(2019, "failed"), LOG) == ((1,),)


@pytest.mark.parametrize(
    ("question", "year", "word", "count"),
    [
        ("How often was a jail stopped in 2018?", 2018, "stopped", 1),
        ('How many lines of 2019 say "stopped"?', 2019, "stopped", 0),
        ("How many jails were opened in 2019?", 2019, "opened", 0),
    ],
)
def test_elsewhere_a_verb_stands_as_it_is(question: str, year: int, word: str, count: int) -> None:
    assert result(question, SQL.format(year, word), LOG) == ((count,),)
    assert not any("another form" in doubt for doubt in check(question, SQL.format(year, word), LOG).doubts)


def test_forms_of_a_verb_are_told_by_its_ending() -> None:
    assert "stop(?:p?(?:ed|ing)" in forms.other_endings("stopped")
    assert "ban(?:n?(?:ed|ing)" in forms.other_endings("banned")
    assert "(den(?:y(?:ing|s)?|ie[sd]|ials?))" in forms.other_endings("denied")
    assert forms.other_endings("bed") == forms.other_endings("error") == forms.other_endings("ring") == ""


def test_what_no_columns_have_at_once_is_looked_for_in_whole_lines() -> None:
    log = log_of(
        "vm.Clean run: Finished pool. 20 ms\nwork.Run run: Finished Azure clean task. 55 ms\n"
        "work.Run run: Finished Azure clean task. 30 ms\nwork.Run stop: Azure\n"
    )
    sql = "SELECT max(ms) FROM records WHERE component LIKE '%clean%' AND message LIKE '%azure%'"

    assert result("How long did the slowest Azure clean task take?", sql, log) == ((55,),)
    assert any(
        "whole lines" in one for one in check("How long did the slowest Azure clean take?", sql, log).doubts
    )
    told = "SELECT max(ms) FROM records WHERE component LIKE '%clean%'"
    assert result("How long did the slowest clean take?", told, log) == ((20,),)

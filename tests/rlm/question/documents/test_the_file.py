"""A word of what a question calls the file is no value, nor are its rows told apart by it."""

import pytest

from rlm_desktop.rlm.question.documents import the_file
from tests.fakes import FakeContext
from tests.rlm.checking import check, result

NAME = "language-subtag-registry.txt"
REGISTRY = FakeContext(
    {NAME: "language;2001\nlanguage;\nlanguage;2004\nregion;2003\nscript;\n"},
    {"type": "split_part(line, ';', 1)", "deprecated": "TRY_CAST(split_part(line, ';', 2) AS BIGINT)"},
)
SQL = "SELECT count(*) FROM records WHERE type = 'language' AND deprecated IS NOT NULL"


def test_several_words_of_its_name_in_a_row_are_the_file() -> None:
    asked = "How many entries in the language subtag registry are marked as deprecated?"
    checked = check(asked, SQL, REGISTRY, called=(NAME,))

    assert "language" not in checked.program.text
    assert not any("takes no account" in doubt for doubt in checked.doubts)


@pytest.mark.parametrize(
    "question",
    [
        "How many languages of the language subtag registry are marked as deprecated?",
        "How many language entries in the registry are marked as deprecated?",
        "How many entries of the registry with the type language are deprecated?",
    ],
)
def test_elsewhere_it_is_a_value(question: str) -> None:
    assert "'language'" in check(question, SQL, REGISTRY, called=(NAME,)).program.text


def test_names_of_several_files_and_names_with_capitals_are_values() -> None:
    assert the_file.is_meant("red", "How many red wine samples are there?", ["red_wine.csv"])
    assert not the_file.is_meant(
        "red", "How many red wine samples are there?", ["red_wine.csv", "white_wine.csv"]
    )
    assert not the_file.is_meant("Ada", "How many letters of Ada Lind are there?", ["ada_lind.csv"])
    assert not the_file.is_meant("wine", "How many samples of red, wine?", ["red_wine.csv"])


def test_a_name_with_its_code_behind_it_is_one_condition_unless_rows_have_both() -> None:
    people = FakeContext(
        {"people.csv": "Cyrl;Russian;IL\nCyrl;Bulgarian;NY\nLatn;Cyrillic;NY\nLatn;Springfield;IL\n"},
        {
            "script": "line[1:4]",
            "description": "split_part(line, ';', 2)",
            "state": "split_part(line, ';', 3)",
        },
    )
    sql = "SELECT count(*) FROM records WHERE description = '{}' AND {}"

    cyrillic = sql.format("Cyrillic", "script = 'Cyrl'")
    assert result("How many have Cyrillic (Cyrl) as script?", cyrillic, people) == ((2,),)
    of_town = sql.format("Springfield", "state = 'IL'")
    assert result("How many are from Springfield (IL)?", of_town, people) == ((1,),)

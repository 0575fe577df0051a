"""A family tree is a table of people and one of families, and both tell names."""

from tests.context.records.conftest import Parse

TREE = """\
0 HEAD
1 SOUR SOMETHING
0 @I1@ INDI
1 NAME Ada /Byron/
1 SEX F
1 BIRT
2 DATE 10 DEC 1815
2 PLAC London,England
1 DEAT
2 DATE ABT 1852
1 FAMS @F1@
0 @I2@ INDI
1 NAME Ben /Cole/
1 SEX M
1 FAMS @F1@
1 FAMS @F2@
0 @I3@ INDI
1 NAME Cleo /Cole/
1 FAMC @F1@
0 @I4@ INDI
1 NAME Dan /Cole/
1 FAMC @F1@
0 @F1@ FAM
1 HUSB @I2@
1 WIFE @I1@
1 CHIL @I3@
1 CHIL @I4@
1 MARR
2 DATE 1835
1 DIV Y
0 @F2@ FAM
1 HUSB @I2@
0 TRLR
"""


def test_people_have_their_days_their_parents_and_their_marriages(parse: Parse) -> None:
    parsed = parse({"all.ged": TREE})

    assert [table.name for table in parsed.tables] == ["records", "families"]
    assert [table.rows for table in parsed.tables] == [4, 2]
    assert parsed.ask(
        "SELECT CAST(birth_date AS VARCHAR), birth_place, death_date, death_year FROM records"
        " WHERE name = 'Ada Byron'"
    ) == [("1815-12-10", "London,England", None, 1852)]
    assert parsed.ask("SELECT name FROM records WHERE father = 'Ben Cole' AND mother = 'Ada Byron'") == [
        ("Cleo Cole",),
        ("Dan Cole",),
    ]
    assert parsed.ask("SELECT name FROM records WHERE times_married = 2") == [("Ben Cole",)]


def test_families_have_names_and_count_their_children(parse: Parse) -> None:
    parsed = parse({"all.ged": TREE})

    assert parsed.ask("SELECT husband, wife, children, number_of_children, divorced FROM families") == [
        ("Ben Cole", "Ada Byron", "Cleo Cole; Dan Cole", 2, True),
        ("Ben Cole", None, None, 0, False),
    ]
    assert parsed.texts("families")[0].startswith(b"0 @F1@ FAM")

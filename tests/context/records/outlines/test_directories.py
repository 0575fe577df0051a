"""A directory is a table of its people, and one of its groups and units; paths in it are names."""

import base64

from tests.context.records.conftest import Parse

BEN = base64.b64encode("Bén Cole".encode()).decode()
DIRECTORY = f"""\
# A directory
version: 1

dn: dc=example,dc=com
objectclass: top
objectclass: domain
dc: example

dn: cn=Managers, ou=Groups, dc=example,dc=com
cn: Managers
objectclass: groupOfUniqueNames
ou: Groups
uniquemember: uid=ada, ou=People, dc=example,dc=com
uniquemember: uid=ben, ou=People,
  dc=example,dc=com

dn: uid=ada, ou=People, dc=example,dc=com
cn: Ada Byron
objectClass: top
objectClass: inetOrgPerson
ou: Accounting
ou: People
l: Santa Clara
uid: ada
createTimestamp: 20150102030405Z

dn: uid=ben, ou=People, dc=example,dc=com
cn:: {BEN}
objectClass: person
ou: Sales
ou: People
l: Cupertino
uid: ben
manager: uid=ada,ou=People,dc=example,dc=com
createTimestamp: 20160102030405Z

dn: uid=cleo, ou=People, dc=example,dc=com
cn: Cleo Dale
objectClass: person
ou: People
uid: cleo
manager: uid=gone, ou=People, dc=example,dc=com
"""


def test_people_are_the_rows_and_their_units_their_departments(parse: Parse) -> None:
    parsed = parse({"people.ldif": DIRECTORY})

    assert [(table.name, table.rows) for table in parsed.tables] == [("records", 3), ("groups_and_units", 2)]
    assert parsed.ask("SELECT name, department, city, year(created) FROM records ORDER BY uid") == [
        ("Ada Byron", "Accounting", "Santa Clara", 2015),
        ("Bén Cole", "Sales", "Cupertino", 2016),
        ("Cleo Dale", "People", None, None),
    ]
    assert parsed.texts()[0].startswith(b"dn: uid=ada")


def test_paths_are_told_by_the_names_of_those_they_lead_to(parse: Parse) -> None:
    parsed = parse({"people.ldif": DIRECTORY.replace("\n", "\r\n")})

    assert parsed.ask("SELECT manager FROM records ORDER BY uid") == [(None,), ("Ada Byron",), ("gone",)]
    assert parsed.ask("SELECT members FROM groups_and_units WHERE name = 'Managers'") == [
        ("Ada Byron; Bén Cole",)
    ]


def test_headers_that_begin_otherwise_are_no_directory(parse: Parse) -> None:
    text = "".join(f"name: n{n}\ncity: c{n}\n\n" for n in range(9))

    assert [table.name for table in parse({"people.txt": text}).tables] == ["records"]

"""Records whose form is found in the text: leases, fingerprints, what stands between signs, slow queries."""

import pytest

from tests.context.records.conftest import Parse

LEASES = "# written by a server\n\n" + "".join(
    f"lease 10.0.0.{n % 4} {{\n  starts {n % 7} 2024/03/{n + 1:02} 10:00:00;\n"
    f"  ends {'never' if n == 3 else f'1 2024/03/{n + 1:02} 12:00:00'};\n"
    f"  binding state {('active', 'free')[n % 2]};\n  next binding state free;\n"
    f"  hardware ethernet 00:1b:{n:02}:aa:bb:cc;\n"
    + (
        f'  set vendor-class-identifier = "udhcp 1.2{n % 2}";\n  client-hostname "desk-{n}";\n'
        if n % 3
        else ""
    )
    + "}\n"
    for n in range(12)
)
REGISTRY = "File-Date: 2021-08-06\n%%\n" + "%%\n".join(
    f"Type: {('language', 'region')[n > 20]}\nSubtag: s{n}\nDescription: Speech {n}\n"
    + ("Description: Other name\n" if n % 5 == 0 else "")
    + f"Added: 2005-10-{n + 1:02}\n"
    + ("Deprecated: 2010-01-02\nComments: was told\n  over two lines\n" if n > 24 else "")
    for n in range(28)
)
PRINTS = "# A list\n#\n# of marks\n\n" + "\n".join(
    f"# seen once\nMark Device {n}\n"
    + f"Class {('Ada', 'Ben')[n % 2]} | os{n % 3} || {('printer', 'router')[n % 2]}\n"
    + ("Class Cleo | other | 2.X | printer\n" if n % 4 == 0 else "")
    + f"SEQ(SP={n}-9%GCD=1)\n"
    for n in range(16)
)
SLOW = (
    "/usr/sbin/mysqld, Version: 5.7.24 ((Ubuntu)). started with:\nTcp port: 3306\nTime  Id Command\n"
    + "".join(
        f"# Time: 2024-11-10T03:26:{n:02}.324321Z\n# User@Host: ada[ada] @ localhost []  Id: {40 + n}\n"
        f"# Query_time: {n}.314764  Lock_time: 0.000128 Rows_sent: {n * 2}  Rows_examined: 59813\n"
        + ("use shop;\n" if n in (0, 6) else "")
        + f"SET timestamp=17312092{n:02};\n"
        + f"{('SELECT', 'UPDATE')[n % 2]} a,\n\t\tb FROM c WHERE d: {n};\n"
        for n in range(10)
    )
)


def test_leases_in_braces_are_rows_with_their_statements(parse: Parse) -> None:
    parsed = parse({"dhcpd.leases": LEASES})

    assert parsed.tables[0].rows == 12 and parsed.types["starts"] == parsed.types["ends"] == "timestamp"
    asked = "SELECT count(*), count(DISTINCT ip_address) FROM records WHERE binding_state = 'active'"
    assert parsed.ask(asked) == [(6, 2)]
    told = "SELECT count(*) FROM records WHERE vendor_class_identifier = 'udhcp 1.20' AND ends IS NOT NULL"
    assert parsed.ask(told) == [(4,)]
    assert parsed.ask(
        "SELECT client_hostname, hardware_ethernet FROM records WHERE starts = '2024-03-02 10:00'"
    ) == [("desk-1", "00:1b:01:aa:bb:cc")]
    assert parsed.texts()[0].startswith(b"lease 10.0.0.0 {")


def test_records_between_signs_have_all_their_fields(parse: Parse) -> None:
    parsed = parse({"registry.txt": REGISTRY})

    assert parsed.tables[0].rows == 28 and parsed.types["deprecated"] == "date"
    assert parsed.ask("SELECT description, number_of_description_lines FROM records WHERE subtag = 's5'") == [
        ("Speech 5; Other name", 2)
    ]
    assert parsed.ask("SELECT count(*), any_value(comments) FROM records WHERE deprecated IS NOT NULL") == [
        (3, "was told over two lines")
    ]


@pytest.mark.parametrize(("line_end", "sign"), [("\r\n", "%%"), ("\n", "%% ")])
def test_signs_part_records_however_their_line_ends(parse: Parse, line_end: str, sign: str) -> None:
    parsed = parse({"registry.txt": REGISTRY.replace("%%", sign).replace("\n", line_end)})

    assert parsed.tables[0].rows == 28
    assert parsed.ask("SELECT count(*), any_value(comments) FROM records WHERE deprecated IS NOT NULL") == [
        (3, "was told over two lines")
    ]


def test_lines_between_rules_that_are_no_fields_are_no_records(parse: Parse) -> None:
    text = "---\n".join(f"It was said on day {n}:\nnothing at all\n" for n in range(9))

    assert "blocks" not in {table.kind for table in parse({"said.txt": text}).tables}


def test_blocks_of_keys_of_one_letter_are_records_with_the_names_of_packages(parse: Parse) -> None:
    blocks = "\n".join(
        f"C:Q1a{n}b+x=\nP:pack{n % 8}\nV:1.{n}-r0\nA:x86_64\nS:{n * 10}\nI:{n * 30}\nt:{1611111111 + n}\n"
        + ("p:cmd:tool=1\n" if n % 4 == 0 else "")
        for n in range(40)
    )
    parsed = parse({"APKINDEX": blocks})

    assert parsed.tables[0].rows == 40 and parsed.types["build_time"] == "timestamp"
    assert parsed.ask("SELECT sum(package_bytes), count(DISTINCT package), count(provides) FROM records") == [
        (7800, 8, 10)
    ]


def test_blocks_of_other_keys_without_a_blank_are_records(parse: Parse) -> None:
    blocks = "\n".join(f"id:{n}\ncolour:{('red', 'blue')[n % 2]}\nsize:{n * 2}\n" for n in range(12))
    parsed = parse({"things.txt": blocks})

    assert parsed.ask("SELECT count(*), max(size) FROM records WHERE colour = 'red'") == [(6, 20)]


def test_addresses_in_blocks_are_no_keys(parse: Parse) -> None:
    blocks = "\n".join(
        f"https://a.example/{n}\nhttps://b.example/{n}\nhttp://c.example/\n" for n in range(12)
    )

    assert "blocks" not in {table.kind for table in parse({"links.txt": blocks}).tables}


def test_blocks_begun_by_a_word_have_cells_and_how_many_lines(parse: Parse) -> None:
    parsed = parse({"marks-db": PRINTS})

    assert parsed.tables[0].rows == 16
    assert parsed.ask(
        "SELECT vendor, device_type, number_of_class_lines FROM records WHERE mark = 'Device 4'"
    ) == [("Ada; Cleo", "printer", 2)]
    assert parsed.ask("SELECT os_generation, seq FROM records WHERE mark = 'Device 0'") == [
        ("2.X", "(SP=0-9%GCD=1)")
    ]


def test_slow_queries_have_their_figures_and_the_statement(parse: Parse) -> None:
    parsed = parse({"slow.log": SLOW})

    assert parsed.tables[0].rows == 10 and parsed.types["time"] == "timestamp"
    columns = "query_time_seconds, rows_sent, user, host, command, statement"
    asked = f"SELECT {columns} FROM records WHERE connection_id = 43"
    assert parsed.ask(asked) == [
        (3.314764, 6, "ada", "localhost", "UPDATE", "UPDATE a, b FROM c WHERE d: 3;")
    ]
    assert parsed.ask("SELECT count(*) FROM records WHERE database = 'shop'") == [(10,)]


def test_slow_queries_whose_times_stand_above_a_few_have_that_of_their_statement(parse: Parse) -> None:
    lines = [line for line in SLOW.splitlines(keepends=True) if not line.startswith("# Time: ")]
    parsed = parse({"slow.log": "".join(lines)})

    assert parsed.ask("SELECT count(*), CAST(min(time) AS VARCHAR) FROM records") == [
        (10, "2024-11-10 03:26:40")
    ]


def test_slow_queries_of_mariadb_have_a_database_and_what_its_cache_did(parse: Parse) -> None:
    served = SLOW.replace("# Query_time", "# Thread_id: 7  Schema: shop  QC_hit: No\n# Query_time")
    parsed = parse({"slow.log": served})

    assert parsed.ask("SELECT DISTINCT database, qc_hit FROM records") == [("shop", "No")]


def test_releases_of_a_package_have_their_version_and_who_signed_them_when(parse: Parse) -> None:
    names = ("Ada Byron", "Ben Roe")
    text = "".join(
        f"shelf (1:{n}.2-1+u{n}) {('unstable', 'stable-security')[n % 2]}; urgency=low, more=yes\n\n"
        f"  * Mend the reader of keys, which was\n    failing (closes: #{n}).\n  * Others.\n\n"
        f" -- {names[n % 2]} <a{n}@example.org>  Thu, {n + 10} May 20{n + 10} 23:54:24 -0500\n\n"
        for n in range(9)
    )
    parsed = parse({"changelog": text.rstrip("\n") + "\n\n# Older entries have been removed.\n"})

    assert parsed.ask("SELECT version, CAST(released AS VARCHAR) FROM records WHERE maintainer = 'Ben Roe'")[
        1:2
    ] == [("1:3.2-1+u3", "2013-05-13 23:54:24")]
    assert parsed.ask(
        "SELECT count(*), count(released) FROM records WHERE changes LIKE '%which was failing%'"
    ) == [(9, 9)]
    assert parsed.ask("SELECT max(email) FROM records") == [("a8@example.org",)]


def test_a_key_that_two_of_many_blocks_have_is_a_column(parse: Parse) -> None:
    blocks = [f"Site: s{n}.example.org\nCountry: {('DE', 'FR')[n % 2]}\n" for n in range(300)]
    blocks[7] += "Ports: /ports/\n"
    blocks[90] += "Ports: /ports/\n"

    parsed = parse({"mirrors.list": "\n".join(blocks)})

    assert parsed.ask("SELECT count(ports), count(*) FROM records") == [(2, 300)]


def test_a_key_that_a_block_has_twice_has_all_its_values(parse: Parse) -> None:
    blocks = [f"Site: s{n}.example.org\nCountry: DE\nSponsor: Club {n}\n" for n in range(40)]
    blocks[3] += "Sponsor: Acme, Inc.\n"
    blocks[9] += "Sponsor: Bolt\n"

    parsed = parse({"mirrors.list": "\n".join(blocks)})

    (sponsor,) = [column for column in parsed.tables[0].columns if column.name == "sponsor"]
    assert sponsor.note.startswith("several, parted by")
    assert parsed.ask("SELECT sponsor FROM records WHERE sponsor LIKE '%Club 3%Acme%'") == [
        ("Club 3; Acme, Inc.",)
    ]
    assert parsed.ask("SELECT count(sponsor) FROM records") == [(40,)]

"""Tables that commands print are records: several below each other, with titles and words around them."""

from tests.context.records.conftest import Parse

SOCKETS = (
    "Active Internet connections (servers and established)\n"
    "Proto Recv-Q Send-Q Local Address           Foreign Address         State       User       Inode\n"
    "tcp        0      0 localhost:domain        0.0.0.0:*               LISTEN      systemd-resolve 26985\n"
    "tcp        0      0 0.0.0.0:ssh             0.0.0.0:*               LISTEN      root       30488\n"
    "udp        0      0 localhost:domain        0.0.0.0:*                           systemd-resolve 26984\n"
    "Active UNIX domain sockets (servers and established)\n"
    "Proto RefCnt Flags       Type       State         I-Node   PID/Program name     Path\n"
    "unix  2      [ ]         DGRAM                    22539    1/init               \n"
    "unix  2      [ ACC ]     STREAM     LISTENING     34704    1898/systemd         /run/user/agent\n"
    "unix  3      [ ]         STREAM     CONNECTED     29811    2322/sshd: ada       /run/dbus/bus\n"
    "unix  3      [ ]         STREAM     CONNECTED     29812    1085/dbus-daemon\n"
)


def test_each_table_of_a_listing_is_one_with_its_own_columns(parse: Parse) -> None:
    parsed = parse({"netstat.txt": SOCKETS})

    assert parsed.ask("SELECT flags, type, state, pid_program_name, path FROM records ORDER BY i_node") == [
        ("[ ]", "DGRAM", None, "1/init", None),
        ("[ ]", "STREAM", "CONNECTED", "2322/sshd: ada", "/run/dbus/bus"),
        ("[ ]", "STREAM", "CONNECTED", "1085/dbus-daemon", None),
        ("[ ACC ]", "STREAM", "LISTENING", "1898/systemd", "/run/user/agent"),
    ]


def test_what_is_longer_than_its_column_pushes_the_rest_aside(parse: Parse) -> None:
    parsed = parse({"netstat.txt": SOCKETS})

    assert parsed.ask(
        'SELECT proto, local_address, state, "user", inode FROM active_internet_connections ORDER BY inode'
    ) == [
        ("udp", "localhost:domain", None, "systemd-resolve", 26984),
        ("tcp", "localhost:domain", "LISTEN", "systemd-resolve", 26985),
        ("tcp", "0.0.0.0:ssh", "LISTEN", "root", 30488),
    ]


def test_words_below_a_table_are_none_of_its_rows(parse: Parse) -> None:
    units = "".join(
        f"{'*' if n % 5 == 0 else ' '} {f'job-{n}.service':<18} {'not-found' if n % 5 == 0 else 'loaded   '}"
        f" {'inactive dead   ' if n % 5 == 0 else 'active   running'} The work of {n}\n"
        for n in range(20)
    )
    text = (
        "  UNIT               LOAD      ACTIVE   SUB     DESCRIPTION\n"
        + units
        + "\nLOAD   = Reflects whether the unit definition was properly loaded.\n"
        "ACTIVE = The high-level unit activation state, i.e. generalization of SUB.\n\n"
        "20 loaded units listed.\n"
    )
    parsed = parse({"units.txt": text})

    assert parsed.ask("SELECT load, sub, count(*) FROM records GROUP BY ALL ORDER BY 3") == [
        ("not-found", "dead", 4),
        ("loaded", "running", 16),
    ]
    assert parsed.ask("SELECT unit, description FROM records ORDER BY unit LIMIT 1") == [
        ("job-0.service", "The work of 0")
    ]


def test_what_names_end_with_is_their_kind(parse: Parse) -> None:
    units = "".join(
        f"{f'job-{n}.{("service", "mount", "timer")[n % 3]}':<16} loaded running\n" for n in range(20)
    )
    parsed = parse({"units.txt": f"UNIT             LOAD   SUB\n{units}\n20 units listed.\n"})

    assert parsed.ask("SELECT unit_type, count(*) FROM records GROUP BY 1 ORDER BY 2, 1") == [
        ("timer", 6),
        ("mount", 7),
        ("service", 7),
    ]


def test_tables_under_the_same_names_are_one_with_their_titles(parse: Parse) -> None:
    names = "target     prot opt source               destination\n"
    text = (
        f"Chain INPUT (policy ACCEPT)\n{names}"
        "ACCEPT     all  --  anywhere             10.0.0.1\n"
        "DROP       tcp  --  10.0.0.9             anywhere\n\n"
        f"Chain FORWARD (policy DROP)\n{names}\n"
        f"Chain OUTPUT (policy ACCEPT)\n{names}"
        "ACCEPT     udp  --  anywhere             anywhere\n"
    )
    parsed = parse({"rules.txt": text})

    assert parsed.ask("SELECT section, target, source FROM records ORDER BY ALL") == [
        ("Chain INPUT (policy ACCEPT)", "ACCEPT", "anywhere"),
        ("Chain INPUT (policy ACCEPT)", "DROP", "10.0.0.9"),
        ("Chain OUTPUT (policy ACCEPT)", "ACCEPT", "anywhere"),
    ]


def test_a_single_table_is_read_by_what_stands_below_its_names(parse: Parse) -> None:
    rows = "".join(
        f"{f'module_number_{n}':<20} {n * 4096:>8}  {n % 3} {f'a{n},b' if n % 4 == 0 else ''}\n"
        for n in range(1, 20)
    )
    parsed = parse({"modules.txt": "Module                  Size  Used by\n" + rows})

    assert parsed.ask("SELECT module, size, used_by FROM records WHERE size = 16384") == [
        ("module_number_4", 16384, "1 a4,b")
    ]


def test_running_text_and_lists_are_no_printed_tables(parse: Parse) -> None:
    prose = "The Harbour of Denby.\n\nAda  went   Home again, and nobody saw her for a year.\n" * 30
    listed = "Name   Town   Country\n" + "Ada lives in Oslo since she was born there.\n" * 30

    for text in (prose, listed):
        parsed = parse({"a.txt": text})
        assert all(len(table.columns) <= 2 for table in parsed.tables)

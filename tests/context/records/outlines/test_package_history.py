"""What apt did is read as runs, and as packages that were installed, upgraded or removed."""

from tests.context.records.conftest import Parse

HISTORY = """
Start-Date: 2025-06-24  14:36:25
Commandline: apt-get -qqy upgrade
Requested-By: ada (1000)
Upgrade: libsystemd0:amd64 (252.36-1, 252.38-1), libudev1:amd64 (252.36-1, 252.38-1)
End-Date: 2025-06-24  14:36:29

Start-Date: 2025-06-25  09:00:00
Commandline: apt-get install curl
Install: curl:amd64 (7.88.1-10), libpsl5:amd64 (0.21.2-1, automatic)
Remove: wget:amd64 (1.21.3-1)
End-Date: 2025-06-25  09:01:04
"""


def test_each_run_is_a_row_with_how_many_packages_it_touched(parse: Parse) -> None:
    parsed = parse({"history.log": HISTORY})

    assert parsed.ask(
        "SELECT command, requested_by, date_diff('second', started, ended), packages_installed,"
        " packages_upgraded, packages_removed FROM records ORDER BY started"
    ) == [
        ("apt-get -qqy upgrade", "ada (1000)", 4, 0, 2, 0),
        ("apt-get install curl", None, 64, 2, 0, 1),
    ]


def test_each_package_is_a_row_with_its_versions(parse: Parse) -> None:
    parsed = parse({"history.log": HISTORY})

    assert parsed.ask(
        "SELECT package, action, version, version_before, automatic FROM packages ORDER BY package"
    ) == [
        ("curl", "installed", "7.88.1-10", None, False),
        ("libpsl5", "installed", "0.21.2-1", None, True),
        ("libsystemd0", "upgraded", "252.38-1", "252.36-1", False),
        ("libudev1", "upgraded", "252.38-1", "252.36-1", False),
        ("wget", "removed", "1.21.3-1", None, False),
    ]

"""A listing of files has a row for each file, with its size as a number."""

import pytest

from tests.context.records.conftest import Parse

LONG = """\
total 271180
-rwxr-xr-x 1 root root     59728 2023-02-26 13:09 adduser
lrwxrwxrwx 1 root root         4 2023-03-18 20:58 zstdmt -> zstd
drwxr-xr-x 2 ada  staff     4096 2024-01-02 08:00 my folder
-rw-r--r-- 1 ada  staff 98932688 2024-01-03 08:00 node
"""
SHORT = """\
-rwxr-xr-x 1 root root     59728 Feb 26  2023 adduser
lrwxrwxrwx 1 root root         4 Mar 18  2023 zstdmt -> zstd
drwxr-xr-x 2 ada  staff     4096 Jan  2 08:00 my folder
-rw-r--r-- 1 ada  staff 98932688 Jan  3 08:00 node
"""


@pytest.mark.parametrize("text", [LONG, SHORT])
def test_a_row_is_a_file(parse: Parse, text: str) -> None:
    parsed = parse({"bin.txt": text})

    assert parsed.tables[0].rows == 4
    assert parsed.ask("SELECT name FROM records ORDER BY size_bytes DESC LIMIT 1") == [("node",)]
    assert parsed.ask("SELECT name, link_to FROM records WHERE kind = 'symbolic link'") == [
        ("zstdmt", "zstd")
    ]
    assert parsed.ask("SELECT name FROM records WHERE kind = 'folder' AND owner = 'ada'") == [("my folder",)]
    assert parsed.types["changed"] == "timestamp"

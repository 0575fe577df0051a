"""Revisions of `svn log` are rows, with what was said of them and the files that were changed."""

from tests.context.records.conftest import Parse

RULE = "-" * 72


def test_each_revision_is_a_row(parse: Parse) -> None:
    entries = "".join(
        f"{RULE}\nr{n} | {'ada' if n % 3 else 'bo'} | 2021-03-0{n % 9 + 1} 10:00:0{n % 9} +0100"
        f" (Mon, 01 Mar 2021) | 2 lines\nChanged paths:\n   M /trunk/a.c\n"
        f"   A /trunk/{n}.c (from /b/c.c:3)\n\nFix {n}\n{RULE}\n\n"
        for n in range(12)
    )
    parsed = parse({"history.txt": entries})

    assert parsed.ask("SELECT author, count(*), max(time)::VARCHAR FROM records GROUP BY 1 ORDER BY 2") == [
        ("bo", 4, "2021-03-07 10:00:06"),
        ("ada", 8, "2021-03-09 10:00:08"),
    ]
    assert parsed.ask("SELECT message, files FROM records WHERE revision = 4") == [
        ("Fix 4", "/trunk/a.c, /trunk/4.c")
    ]

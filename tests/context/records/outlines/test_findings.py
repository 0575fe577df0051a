"""What a linter finds is rows, each with its file."""

from tests.context.records.conftest import Parse


def test_each_finding_is_a_row_with_its_file(parse: Parse) -> None:
    files = "".join(
        f"/src/part{n}.js\n   1:10  error    'x' is not defined          no-undef\n"
        f"  {n}2:5   warning  Missing semicolon, line {n}  @stylistic/semi\n\n"
        for n in range(1, 8)
    )
    parsed = parse({"lint.txt": f"\n{files}✖ 14 problems (7 errors, 7 warnings)\n"})

    assert parsed.ask("SELECT rule, level, count(DISTINCT file) FROM records GROUP BY ALL ORDER BY 1") == [
        ("@stylistic/semi", "warning", 7),
        ("no-undef", "error", 7),
    ]
    assert parsed.ask("SELECT file, message FROM records WHERE line_no = 52") == [
        ("/src/part5.js", "Missing semicolon, line 5")
    ]

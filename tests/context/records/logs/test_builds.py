"""What a build prints is lines of its tasks; compilers name files, and tests are told by their classes."""

from tests.context.records.conftest import Parse

COMPILED = "".join(
    f"    [javac] /src/ada/Loom{n % 3}.java:{n}: warning: [deprecation] turn() has been deprecated\n"
    f"    [javac]     loom.turn();\n    [javac]          ^\n"
    for n in range(1, 7)
)
TESTED = "".join(
    f"    [junit] Running ada.LoomTest{n}\n"
    f"    [junit] Tests run: {n}, Failures: {n % 2}, Errors: 0, Time elapsed: 0.{n}13 sec\n"
    for n in range(1, 9)
)
ANT = f"Buildfile: build.xml\n\ncompile:\n{COMPILED}\ntest:\n{TESTED}\nBUILD SUCCESSFUL\n"
MAVEN = "".join(
    f"Running ada.LoomTest{n}\nTests run: {n}, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 0.{n} s\n"
    for n in range(1, 9)
)


def test_lines_of_tasks_are_a_log_and_compilers_name_files(parse: Parse) -> None:
    parsed = parse({"console.txt": ANT})

    assert parsed.ask("SELECT task, count(*) FROM records WHERE task <> '' GROUP BY 1 ORDER BY 1") == [
        ("javac", 18),
        ("junit", 16),
    ]
    warned = "SELECT DISTINCT source_file FROM records WHERE level = 'warning' ORDER BY 1"
    assert parsed.ask(warned) == [("Loom0.java",), ("Loom1.java",), ("Loom2.java",)]
    assert parsed.ask("SELECT count(*) FROM records WHERE line = 'BUILD SUCCESSFUL'") == [(1,)]


def test_classes_of_tests_are_rows_of_their_own(parse: Parse) -> None:
    parsed = parse({"console.txt": ANT})

    assert parsed.ask("SELECT sum(tests_run), sum(failures), count(*) FROM test_results") == [(36, 4, 8)]
    assert parsed.ask("SELECT test_class FROM test_results ORDER BY seconds DESC LIMIT 1") == [
        ("ada.LoomTest8",)
    ]


def test_tests_of_maven_are_too(parse: Parse) -> None:
    parsed = parse({"build.txt": f"Started\n{MAVEN}Finished\n"})

    assert parsed.ask(f"SELECT sum(tests_run), sum(skipped) FROM {parsed.tables[-1].name}") == [(36, 8)]


def test_words_in_brackets_in_other_texts_are_no_tasks(parse: Parse) -> None:
    text = "".join(f"[{('a', 'b')[n % 2]}] reads page {n} of the book\n" for n in range(40))

    assert "task" not in parse({"notes.txt": text}).types

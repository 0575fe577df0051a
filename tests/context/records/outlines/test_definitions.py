"""Source code has a row for each thing that it defines, in whatever language."""

import time

import pytest

from tests.context.records.conftest import Parse

PYTHON = """import os


class Shop(Base):
    # class of things
    def total(self, items):
        raise NotImplementedError(items)

    async def run(self): ...


def main() -> None:
    print(Shop())
"""
C = """static int add(int a, int b) {
  if (a > b) {
    return add(a, b);
  } else if (b) {
    printf("x");
  }
}
struct point { int x; };
void print_all(const char *s)
{
}
"""
JAVA = """public class Shop extends Base {
    public int total(List<String> items) throws IOException {
        return new Foo(items);
    }
    protected static void run() {
        doIt();
    }
}
interface Thing { }
"""
GO = "type Server struct {\n}\nfunc (s *Server) Start(port int) error {\n}\nfunc main() {\n}\n"
RUST = "pub struct A;\nimpl A {\n    pub fn new() -> A { A }\n}\nfn main() {}\n"
SCRIPT = "export async function load(x) {\n}\nexport default class App extends X {\n}\nconst n = 3;\n"


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        (PYTHON, ["class Shop", "function total", "function run", "function main"]),
        (C, ["function add", "struct point", "function print_all"]),
        (JAVA, ["class Shop", "function total", "function run", "interface Thing"]),
        (GO, ["type Server", "function Start", "function main"]),
        (RUST, ["struct A", "function new", "function main"]),
        (SCRIPT, ["function load", "class App"]),
    ],
    ids=["python", "c", "java", "go", "rust", "javascript"],
)
def test_what_code_defines_are_rows(parse: Parse, text: str, defined: list[str]) -> None:
    parsed = parse({"source.code": text})

    assert {f"{kind} {name}" for kind, name in parsed.ask("SELECT kind, name FROM records")} == set(defined)
    assert parsed.tables[0].rows == len(defined)


def test_files_share_one_table_and_what_defines_nothing_has_no_rows(parse: Parse) -> None:
    parsed = parse({"a.code": PYTHON, "b.code": GO, "c.code": "x = 1\ny = 2\n" * 20})

    assert parsed.ask("SELECT document, count(*) FROM records GROUP BY 1 ORDER BY 1") == [
        ("a.code", 4),
        ("b.code", 3),
    ]
    assert parsed.ask("SELECT name FROM records WHERE indented ORDER BY 1") == [("run",), ("total",)]


def test_lines_of_signs_alone_are_looked_at_in_a_moment(parse: Parse) -> None:
    began = time.process_time()
    parse({"a.code": "def f(): ...\n" + f"a {'&' * 3_000}\na {'* ' * 3_000}(\n" * 9})

    assert time.process_time() - began < 5

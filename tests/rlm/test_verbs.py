"""docs/verbs.md tells of just the verbs that programs have, with their parameters; the host serves each."""

import ast
import json
import re
from pathlib import Path

import pytest

from rlm_desktop.errors import PromptTooLong
from rlm_desktop.paths import resources
from rlm_desktop.ports import Job
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.coverage import Ledger
from rlm_desktop.rlm.passages.subcalls import Memory, SubCalls
from rlm_desktop.rlm.verbs import grammars, readers
from rlm_desktop.rlm.verbs.tools import Tools
from rlm_desktop.settings import Limits
from tests.fakes import FakeContext, FakeEngine, FakeInterpreter
from tests.rlm.shop import shop

DOCS = Path(__file__).parents[2] / "docs" / "verbs.md"
GUEST = resources() / "sandbox" / "guest"
SOURCE = "\n".join((GUEST / name).read_text("utf-8") for name in ("verbs.py", "tables.py"))


def guest() -> dict[str, str]:
    """Each verb of the guest with its parameters as written."""
    tree = ast.parse(SOURCE)
    shown = next(node.value for node in tree.body if isinstance(node, ast.Assign))
    names = ast.literal_eval(shown)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for argument in [arg for function in functions.values() for arg in function.args.args]:
        argument.annotation = None
    return {name: ast.unparse(functions[name].args) if name in functions else "" for name in names}


def documented() -> dict[str, str]:
    rows = re.findall(r"^\| `(\w+)(?:\(([^`]*)\))?`", DOCS.read_text("utf-8"), re.MULTILINE)
    return {name: parameters for name, parameters in rows if name not in ("context", "answer") or parameters}


def _plain(parameters: str) -> str:
    return parameters.replace(" ", "").replace("'", '"')


def test_every_verb_is_documented_with_its_parameters_and_nothing_else_is() -> None:
    told = {name: _plain(parameters) for name, parameters in documented().items()}

    assert told == {name: _plain(parameters) for name, parameters in guest().items()}


def test_the_host_serves_every_call_the_verbs_make() -> None:
    called = set(re.findall(r'call\("(\w+)"', SOURCE))
    subcalls = SubCalls(
        FakeEngine(), budget=Budget(Limits()), kept=Memory(), emit=print, should_stop=lambda: False
    )
    tools = Tools(shop(), subcalls, Ledger({}), child=lambda question, text: None, emit=print)

    assert called == set(tools.by_name())


def test_every_verb_says_what_it_does() -> None:
    tree = ast.parse(SOURCE)
    bare = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]

    assert not bare


class Host:
    """A program over the shop, run with the real verbs."""

    def __init__(self, reader: FakeEngine | None = None, context: FakeContext | None = None) -> None:
        subcalls = SubCalls(
            reader or FakeEngine(lambda job: "NONE"),
            budget=Budget(Limits()),
            kept=Memory(),
            emit=lambda event: None,
            should_stop=lambda: False,
        )
        self.tools = Tools(
            context or shop(),
            subcalls,
            Ledger({}),
            child=lambda question, text: f"child: {question}",
            emit=lambda event: None,
        )

    def answer(self, code: str) -> object:
        result = FakeInterpreter().run(code, tools=self.tools.by_name())
        assert result.ok, result.error
        return self.tools.outcome.value

    def refusal(self, code: str) -> str:
        result = FakeInterpreter().run(code, tools=self.tools.by_name())
        assert result.error is not None
        assert "\n" not in result.error.message
        return result.error.message


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ('total("quantity")', 27),
        ('total("quantity", "town = \'Rome\'")', 0),
        ('mean("quantity", "item = \'bolt\'")', 17 / 3),
        ('mean("quantity", "town = \'Rome\'")', None),
        ('percentile("quantity", 50)', 2.5),
        ('distinct("town")', 3),
        ('distinct("clerk", where="town = \'Oulu\'")', 1),
        ('(least("day"), most("quantity"))', ("2023-12-30", 9)),
        ('first("day")["order_no"]', 4),
        ('last("stamp", "town = \'Graz\'")["order_no"]', 4),
        ('last("stamp", "town = \'Rome\'")', None),
        ('top("town", 2)', [("Cork", 3), ("Graz", 3)]),
        ('count(between("day", "2024-03-01", "2024-03-02"))', 3),
        ('count(between("stamp", "2024-03-01", "2024-03-02"))', 3),
        ('count(between("quantity", 2, 3))', 3),
        ('per("month", "day", "town = \'Graz\'")', [("2023-12", 1), ("2024-03", 2)]),
        ('per("hour", "stamp", "town = \'Oulu\'")', [("2024-03-02 10", 1), ("2024-04-11 08", 1)]),
        ('[row["order_no"] for row in where("status = \'paid\'", sort="quantity DESC", limit=2)]', [3, 1]),
        ('join("records", "records", "order_no", "l.town, r.item", "order_no = 1")', [("Graz", "bolt")]),
    ],
)
def test_figures_over_a_table(code: str, value: object) -> None:
    assert Host().answer(f"answer({code})") == value


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            'total("town")',
            "total wants a column of numbers; town is text, such as 'Cork'."
            " Such columns here: order_no, quantity.",
        ),
        (
            'mean("prise")',
            "mean wants a column of records, not 'prise'; they are: order_no, day, stamp, town,",
        ),
        (
            'percentile("quantity", 120)',
            'percentile wants a number from 0 to 100, e.g. percentile("quantity", 95)',
        ),
        ('per("fortnight", "day")', "per wants one of year, month, week, day, hour, minute"),
        ('per("month", "town")', "per wants a column of dates or times; town is text, such as 'Cork'."),
        ('first("town")', "first wants a column of numbers or times; town is text"),
        (
            'between("day", "soon", "2024-03-02")',
            "between wants values like those of day (2023-12-30 to 2024-05-13)",
        ),
        ('top("town", 0)', "top wants a whole number above 0, not 0."),
        ("where(limit=-1)", "where wants a whole number above 0, not -1."),
        ('join("records", "other", "order_no")', "There is no table 'other'; the tables are: records."),
        ('join("records", "records", "city")', "join wants a column of records, not 'city'"),
        ('read_lines("orders.txt", 90)', "orders.txt has 8 lines; there is no line 90."),
        ('read_page("orders.txt", 1)', "orders.txt has no pages; use read_lines, read_heading or passages."),
        ('read_heading("Terms")', "There is no heading 'Terms'."),
        ('neighbours("a plain text")', "neighbours wants a passage from search, scan, find or read"),
        ('extract("a bill", [])', 'extract wants the names of fields, e.g. extract(passage, {"date": "date"'),
        (
            'extract("a bill", {"sum": "money"})',
            "extract knows text, number, date, yes or no and lists of values",
        ),
        ("summarise([])", "summarise wants a list of passages, e.g. from search or passages, not []."),
        ('ask_all("")', "ask_all wants a question as text, e.g. ask_all(\"What is said of Cork?\"), not ''."),
        (
            "ask_each(None, ['a'])",
            'wants a question as text, e.g. ask_each("What is said of Cork?"), not None.',
        ),
        ("search(None)", 'search wants words as text, e.g. search("Cork"), not None.'),
        ("scan(7)", 'scan wants a text to look for, e.g. scan("Cork"), not 7.'),
        (
            'find("Who?", ["a plain text"])',
            "A passage from search, scan, read or passages was expected, not ",
        ),
        (
            "llm_query(None)",
            'llm_query wants a prompt as text, e.g. llm_query("Is Cork a person?"), not None.',
        ),
        ("llm_query_batched(7)", "llm_query_batched wants a list, e.g. of prompts, not 7."),
        ("summarise(7)", "summarise wants a list, e.g. of passages from search, not 7."),
        (
            'label(["a"], "yes")',
            'label wants at least two labels in a list, e.g. label(items, ["yes", "no"]), not',
        ),
        ("count(7)", "where wants a condition in SQL as text, e.g. \"town = 'Cork'\", not 7."),
        (
            'total("quantity", None)',
            "where wants a condition in SQL as text, e.g. \"town = 'Cork'\", not None.",
        ),
        (
            "where(sort=7)",
            'sort wants the name of a column as text, e.g. "order_no" or "order_no DESC", not 7.',
        ),
        (
            'join("records", "records", "item", 7)',
            'join wants columns as text, e.g. "l.order_no, r.line", not',
        ),
        ("sql(7)", 'sql wants a SELECT query as text, e.g. sql("SELECT count(*) FROM records"), not 7.'),
        ('read("orders.txt", "top")', "read wants a byte to begin at, e.g. 2"),
        ('list(records(size="all"))', "records wants a whole number above 0, not 'all'."),
    ],
)
def test_nonsense_is_answered_with_one_line(code: str, told: str) -> None:
    assert told in Host().refusal(code)


CONTRACT = """\
# Contract

Between two parties.

## Term

It runs for a year.
It is renewed each May.

### Notice

Thirty days.

## Price

Forty crowns.
"""


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ('read_lines("contract.md", 7, 2)', "It runs for a year.\nIt is renewed each May.\n"),
        ('read_heading("Price")', "## Price\n\nForty crowns.\n"),
        ('read_heading("term").splitlines()[-2]', "Thirty days."),
        ('neighbours(scan("renewed").hits[0], 1)', "It runs for a year.\nIt is renewed each May.\n\n"),
    ],
)
def test_reading_by_line_by_heading_and_around_a_place(code: str, text: str) -> None:
    host = Host(context=FakeContext({"contract.md": CONTRACT}))

    assert host.answer(f"answer(str({code}))") == text


def test_fields_are_extracted_with_their_types() -> None:
    reader = FakeEngine(['{"sum": 40, "day": "2024-05-01", "paid": true, "kind": "bill", "note": "none"}'])
    host = Host(reader)

    fields = (
        '{"sum": "number", "day": "date", "paid": "yes or no", "kind": ["bill", "letter"], "note": "text"}'
    )
    value = host.answer(f'answer(extract("Forty crowns, paid.", {fields}))')

    assert value == {"sum": 40, "day": "2024-05-01", "paid": True, "kind": "bill", "note": None}
    grammar = reader.jobs[0].sampling.grammar or ""
    assert '("null" | "\\"bill\\"" | "\\"letter\\"")' in grammar


def test_fields_in_any_writing_are_told_apart() -> None:
    fields = {"名前": "text", "日付": "date", "Größe": "number", "a.b": "text", "ab": "text", "?": "text"}

    named = grammars.keys(fields)

    assert list(named.values()) == ["名前", "日付", "Größe", "ab", "ab 5", "field"]
    assert '"\\"名前\\":"' in grammars.object_of(fields)
    reply = json.dumps(dict.fromkeys(named.values()) | {"名前": "Ada", "ab 5": "right"})
    assert readers._fields(reply, fields) == {**dict.fromkeys(fields), "名前": "Ada", "ab": "right"}


def test_many_summaries_are_summarised_level_by_level() -> None:
    reader = FakeEngine(lambda job: f"of {job.messages[-1].content[:30]}".replace("\n", " "))
    host = Host(reader)

    host.answer('answer(summarise([f"part {n}" for n in range(20)], about="parts"))')

    assert len(reader.jobs) == 20 + 3 + 1  # the parts, then groups of 8, 8 and 4, then those
    assert all("parts" in job.messages[0].content for job in reader.jobs)


def test_a_whole_document_is_asked_page_by_page() -> None:
    def reply(job: Job) -> str:
        text = job.messages[-1].content
        return "May" if "renewed each May" in text or text.startswith("Notes") else "NONE"

    host = Host(FakeEngine(reply), FakeContext({"contract.md": CONTRACT}))

    assert host.answer('answer(ask_all("When is it renewed?", "contract.md"))') == "May"


def test_one_text_alone_is_a_list_of_one() -> None:
    host = Host(FakeEngine(lambda job: "Two."))

    assert host.answer('answer(ask_each("How many?", "a bolt and a cable"))') == ["Two."]
    assert host.answer('answer(llm_query_batched("How many?"))') == ["Two."]


def test_all_records_come_though_more_are_fetched_at_once_than_the_host_gives() -> None:
    rows = "".join(f"{number}\n" for number in range(10_050))
    host = Host(context=FakeContext({"numbers.txt": rows}, {"number": "CAST(line AS BIGINT)"}))

    assert host.answer("answer(sum(1 for row in records(size=50_000)))") == 10_050


def test_a_prompt_that_cannot_be_answered_says_so_in_its_place() -> None:
    def reply(job: Job) -> str:
        if "long" in job.messages[0].content:
            raise PromptTooLong("The prompt is too long.")
        return job.messages[0].content.upper()

    host = Host(FakeEngine(reply))

    assert host.answer('answer(llm_query_batched(["a", "long", "b"]))') == [
        "A",
        "Error: The prompt is too long.",
        "B",
    ]

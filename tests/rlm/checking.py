"""A query that a root wrote, checked as a run checks it: over the shop's orders, or another small table."""

from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.checked import Checked
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking
from tests.fakes import FakeContext
from tests.rlm.shop import shop


def check(
    question: str, sql: str, context: FakeContext | None = None, *, called: tuple[str, ...] = ()
) -> Checked:
    """What becomes of the query; `called` are the names of the text's documents."""
    if context is None:
        context, called = shop(), called or ("orders.txt",)
    links = linking.link(question, context.profile, context.query)
    grounding = Grounding(question, context.profile, links, context.query, called=called)
    return grounding.check(Program(language="sql", text=sql))


def result(question: str, sql: str, context: FakeContext | None = None) -> object:
    """The rows of the query as it was mended."""
    context = context or shop()
    checked = check(question, sql, context)
    assert not checked.problem
    return context.query(checked.program.text).rows


def parted(*names: str, by: str = ";") -> dict[str, str]:
    """Columns of a table whose lines have a sign between one value and the next."""
    return {name: f"split_part(line, '{by}', {n})" for n, name in enumerate(names, 1)}

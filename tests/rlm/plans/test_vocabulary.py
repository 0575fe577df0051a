"""A root that wrote a column which is not there writes again, with the names of the tables."""

from collections.abc import Sequence

import msgspec
from llama_cpp.llama_grammar import LlamaGrammar

from rlm_desktop.errors import BadRequest
from rlm_desktop.ports import Completion, Job
from rlm_desktop.rlm.plans import vocabulary
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import Asked
from tests.rlm.shop import shop

QUESTION = "How many orders are there of each item?"
STRANGE = "```sql\nSELECT zorro, COUNT(*) FROM records GROUP BY zorro"
RIGHT = "```sql\nSELECT item, COUNT(*) AS n FROM records GROUP BY item"


def orders() -> FakeContext:
    """The shop's orders as a table, where they are lines of a log."""
    context = shop()
    context._tables = tuple(msgspec.structs.replace(t, kind="delimited") for t in context._tables)  # type: ignore[assignment]
    return context


class WithoutGrammars(FakeEngine):
    """A server that takes none."""

    def generate(self, jobs: Sequence[Job], **other: object) -> list[Completion]:
        if any(job.sampling.grammar for job in jobs):
            raise BadRequest("This server takes no grammar.")
        return super().generate(jobs, **other)  # type: ignore[arg-type]


def test_after_a_column_that_is_not_there_only_names_of_the_tables_may_be_written() -> None:
    of = Asked(QUESTION, [STRANGE, STRANGE, RIGHT, RIGHT, RIGHT], context=orders())

    first, *_, last = of.root.jobs
    assert of.reply.status == "answered"
    assert first.sampling.grammar is None
    assert last.sampling.grammar is not None
    assert '"item"' in last.sampling.grammar and "zorro" not in last.sampling.grammar


def test_of_a_log_it_may_be_that_no_line_tells() -> None:
    of = Asked(QUESTION, [STRANGE] * 8, context=shop())

    assert not any(job.sampling.grammar for job in of.root.jobs)


def test_after_an_answer_or_another_failure_the_root_writes_as_it_likes() -> None:
    empty = RIGHT.replace(" GROUP", " WHERE item = 'none such' GROUP")
    of = Asked(QUESTION, [empty, empty, RIGHT, RIGHT, RIGHT], context=orders())

    assert not any(job.sampling.grammar for job in of.root.jobs)


def test_a_server_that_takes_no_grammar_is_asked_without() -> None:
    replies = iter([STRANGE, STRANGE, RIGHT, RIGHT, RIGHT])
    of = Asked(QUESTION, WithoutGrammars(lambda _: next(replies)), context=orders())

    assert of.reply.status == "answered"


def test_names_with_signs_are_words_as_well() -> None:
    (table,) = shop().profile.tables
    odd = msgspec.structs.replace(table.columns[0], name='größe "ca." \\ %')
    grammar = vocabulary.grammar([msgspec.structs.replace(table, columns=(odd,))])

    assert '"größe \\"ca.\\" \\\\ %"' in grammar


def test_a_kind_of_value_cannot_be_written_for_a_column() -> None:
    (table, *_) = orders().profile.tables
    assert LlamaGrammar.from_string(vocabulary.grammar([table]), verbose=False) is not None

    words = set(vocabulary._words([table]))
    assert not words & {"timestamp", "TIMESTAMP", "date", "day", "year"} - {c.name for c in table.columns}
    assert {"AS DATE)", "year(", "YEAR FROM"} <= words

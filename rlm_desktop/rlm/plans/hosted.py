"""Programs of the host's own, run as the root's are: in the interpreter, or as one query."""

import time
from collections.abc import Sequence

from rlm_desktop import events
from rlm_desktop.errors import TableError
from rlm_desktop.reply import Coverage
from rlm_desktop.rlm.plans.answers import Answer
from rlm_desktop.rlm.plans.run import Run
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.question import linking
from rlm_desktop.spans import DocumentId

_WHOLE = ("direct", "exhaustive")
"""Plans that read every word: of dense text the first layers leave one answer in ten out."""


class Hosted:
    """Runs such programs for one run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def done(self, plan: str, code: str, *, within: Sequence[DocumentId] = ()) -> Answer | None:
        tools = self._run.tools(0, 0)
        tools.reads_whole = plan in _WHOLE or tools.reads_whole
        tools.search_within(within)
        self._run.parts.emit(
            events.ProgramWritten(turn=0, candidate=0, language="python", code=code, tokens=0, seconds=0.0)
        )
        started, reading = time.monotonic(), self._run.subcalls.counts.seconds
        try:
            result = self._run.parts.interpreter.run(
                code, tools=tools.by_name(), seconds=self._run.settings.sandbox.seconds, fresh=True
            )
        finally:
            read = self._run.subcalls.counts.seconds - reading
            self._run.sandbox_seconds += time.monotonic() - started - read
        if result.error:
            self._run.tell_failed(result.error.kind, result.error.message)
        return self._run.answers.of_program(tools, code, plan=plan) if tools.outcome.answered else None

    def queried(self, sql: str, why: str) -> Answer | None:
        """The answer of a query of the host's own."""
        self._run.parts.emit(events.PlanChosen(plan="records", why=why))
        code = Program(language="sql", text=sql).code
        tools = self._run.tools(0, 0)
        self._run.parts.emit(
            events.ProgramWritten(turn=0, candidate=0, language="sql", code=sql, tokens=0, seconds=0.0)
        )
        try:
            # Such a query needs no interpreter around it.
            found = tools.sql(sql)
        except TableError as error:
            self._run.tell_failed(error.kind, error.message)
            return None
        tools.answer(found["rows"])
        return self._run.answers.of_program(tools, code, plan="records")

    def all_looked_at(self) -> Coverage:
        tools = self._run.tools(0, 0)
        tools.ledger.scan_all()
        return tools.ledger.totals()

    def running_text(self) -> Sequence[DocumentId]:
        """The documents whose lines are no rows of tables; none where there are no others.

        A reader who gets a few rows sees something in them, while programs know all of them.
        """
        in_rows: set[object] = set()
        for table in self._run.profile.tables:
            if table.row_is in ("line", "record") and table.kind != "lines":
                listed = f"SELECT DISTINCT _document FROM {linking.identifier(table.name)}"
                in_rows.update(row[0] for row in self._run.query(listed).rows)
        return [document.id for document in self._run.ready if document.id not in in_rows]

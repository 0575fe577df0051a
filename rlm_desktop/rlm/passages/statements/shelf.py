"""The reports of a text, each read once for a question, however often it is looked into."""

from collections.abc import Sequence
from functools import cached_property

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.profile import Document
from rlm_desktop.rlm.passages.statements import layout, reports
from rlm_desktop.rlm.passages.statements.items import Kind
from rlm_desktop.rlm.passages.statements.layout import Sheet
from rlm_desktop.rlm.passages.statements.reports import Report
from rlm_desktop.spans import DocumentId

Sheets = dict[Kind, tuple[Sheet, ...]]
"""The pages of each statement, the surest first."""


class Shelf:
    """What the documents of a text are, and the statements that are in them."""

    def __init__(self, documents: Sequence[Document], context: Context) -> None:
        self.context = context
        self._documents = documents
        self._sheets: dict[DocumentId, Sheets] = {}

    @cached_property
    def reports(self) -> list[Report]:
        return reports.read(self._documents, self.context)

    def sheets(self, report: Report) -> Sheets:
        document = report.document
        if document.id not in self._sheets:
            found = layout.sheets(document.id, document.bytes, self.context)
            self._sheets[document.id] = self._as_named(report, found)
        return self._sheets[document.id]

    def _as_named(self, report: Report, found: Sheets) -> Sheets:
        """With the years as the company calls them, where columns say when these ended."""
        if not reports.ends_later(report, self.context):
            return found
        return {
            kind: tuple(
                msgspec.structs.replace(sheet, years=tuple(year - 1 for year in sheet.years))
                if max(sheet.years) == report.year
                else sheet
                for sheet in of_kind
            )
            for kind, of_kind in found.items()
        }

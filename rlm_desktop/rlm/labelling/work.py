"""Labels the rows of a table where a question needs it: says the cost, reads, learns, keeps the column."""

import re
from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from rlm_desktop import events
from rlm_desktop.errors import TableError
from rlm_desktop.ports import Context
from rlm_desktop.profile import Check, Column, Labels, Profile, Rows, Table
from rlm_desktop.rlm.labelling import sets
from rlm_desktop.rlm.labelling.listed import LabelSet
from rlm_desktop.rlm.labelling.reading import Read, Reading, Texts
from rlm_desktop.rlm.labelling.scores import Scores
from rlm_desktop.rlm.labelling.sets import Wanted
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.queries.ruled import pairs
from rlm_desktop.rlm.queries.ruled.tallies import compose, counted
from rlm_desktop.rlm.queries.ruled.tally_asked import Category
from rlm_desktop.rlm.question.linking import identifier
from rlm_desktop.spans import DocumentId, Span

AddColumn = Callable[[str, Column, Sequence[tuple[int, int, str]]], Profile]
_HEAD = 4_000
"""Letters at the beginning of a document in which its labels may be named."""
_HEADS = 3
_FIELD = re.compile(r"From |\s|[\w-]+(?: [\w-]+)?:")
_MOST_DOCUMENTS = 5_000
_PAGE = 10_000
_MOST_ROWS = 2_000_000
_PATIENCE = 60 * 60.0
"""An hour: what it will take is said before, it may be stopped at any time, and goes on where it was."""
_MOST_CHECKED = 5_000
"""Rows that are kept with the column to check it; where texts are repeated so often, it has no interval."""
_FOR_ESTIMATE = 2 * 60.0
_SHARE = 0.8
"""Of a limit of time; the rest is for the answer."""


class Told(msgspec.Struct, frozen=True):
    """The column that a question counts, and what the text says of its rows."""

    category: Category
    said: str
    question: str
    """Without the sentence that names the labels, if it has one."""
    bytes: int = 0
    """Of the texts that the model was shown for their labels, each once; 0 if they were labelled before."""

    @property
    def query(self) -> str | None:
        """The query that answers the question, where that is known by rule."""
        if pairs.is_asked(self.question):
            return None
        return compose(self.question, self.category, self.said)

    @property
    def counted(self) -> tuple[str, str] | None:
        """The value whose rows the question counts, and the conditions on all rows it is about."""
        return counted(self.question, self.category, self.said)


class Labelling:
    """Finds the labels that a question speaks of; reads them from the text where no column has them."""

    def __init__(
        self,
        context: Context,
        subcalls: SubCalls,
        *,
        profile: Profile,
        add_column: AddColumn | None,
        emit: Callable[[events.Event], None],
        model: str,
        patience: float,
    ) -> None:
        """`patience`: seconds of reading after which a classifier labels the rest; 0: read everything."""
        self._context = context
        self._subcalls = subcalls
        self._add_column = add_column
        self._emit = emit
        self._model = model
        self._patience = patience
        self.profile = profile
        self.unread = ""
        """What to tell where labels that the question implies were not read."""
        self._shown = 0

    def prepare(self, question: str) -> Told | None:
        """What the question counts, labelled if need be; None where it speaks of no labels.

        Raises `Stopped`, `BudgetSpent`; what was read by then is kept.
        """
        if not self.profile.tables:
            return None
        head = self._head()
        named = [each for each in sets.named(question, head) if not sets.name_columns(each, self.profile)]
        if not named:
            return None
        asked = question
        for each in named:
            asked = sets.without(asked, each)
        named = [each for each in named if sets.speaks_of(question, each)] or named
        found, there = self._column_of(named)
        if there is not None and not self._wants_more(there[1]):
            values = [value for value, _ in there[1].values]
            own = () if found.of_one and found.labels[0] not in values else found.labels
            return Told(Category(there[0], there[1].name, tuple(dict.fromkeys((*own, *values)))), head, asked)
        wanted = self._wanted(found, there)
        if wanted is None:
            return None
        name = wanted.known or self._name(wanted.table, found.kind)
        told = Told(Category(wanted.table, name, found.labels), head, asked)
        if told.query is not None and identifier(told.category.column) not in told.query:
            return told  # counts dates or users: no label is needed
        if not self._is_read(question if found.supposed else asked, found, wanted):
            return None
        self._label(wanted, told.category.column)
        table = next(table for table in self.profile.tables if table.name == wanted.table.name)
        return msgspec.structs.replace(
            told, category=Category(table, told.category.column, found.labels), bytes=self._shown
        )

    def _is_read(self, asked: str, found: LabelSet, wanted: Wanted) -> bool:
        """Whether the question needs these labels, and the texts are to be read for them."""
        if not (sets.speaks_of(asked, found) and sets.may_be_read(found, wanted)):
            return False
        if not sets.too_many(found, wanted):
            return True
        if not found.of_one:
            self.unread = (
                f"No column tells it, and {wanted.table.rows:,} texts are not read unasked. Name the labels"
                f" to have it done: “Classify each as {found.labels[0]} or {found.labels[1]}.”"
            )
        return False

    def _column_of(self, named: Sequence[LabelSet]) -> tuple[LabelSet, tuple[Table, Column] | None]:
        """The first set that is a column already; else the first set."""
        columns = ((each, sets.column_with(each, self.profile)) for each in named)
        return next((pair for pair in columns if pair[1] is not None), (named[0], None))

    def _wants_more(self, column: Column) -> bool:
        """Whether labels that a classifier gave are to be read by the model after all."""
        made = column.labels
        return self._patience == 0 and made is not None and made.read - made.in_part < made.rows

    def _head(self) -> str:
        """What stands at the beginning of the first documents."""
        ready = [document for document in self._context.documents() if document.status == "ready"]
        spans = [Span(document.id, 0, min(document.bytes, _HEAD)) for document in ready[:_HEADS]]
        return "\n".join(_before_rows(self._context.read(span)) for span in spans)

    def _wanted(self, found: LabelSet, there: tuple[Table, Column] | None) -> Wanted | None:
        """What to read; None where nothing can be kept, or the labels are values of another column."""
        if self._add_column is None:
            return None
        try:
            if there is None and sets.any_is_value(found, self.profile, self._query):
                return None
            text = sets.text_of(self.profile, self._query)
        except TableError:
            return None
        if text is None or text[0].rows > _MOST_ROWS:
            return None
        return Wanted(text[0], text[1], found, known=there[1].name if there else "")

    def _query(self, sql: str) -> Rows:
        return self._context.query(sql, hidden=True)

    @staticmethod
    def _name(table: Table, kind: str) -> str:
        """A name that no column has."""
        taken = {column.name for column in table.columns}
        return next(name for name in (kind, *(f"{kind}_{n}" for n in range(2, 99))) if name not in taken)

    def _label(self, wanted: Wanted, name: str) -> None:
        rows = self._rows(wanted)
        texts = Texts([text for _, _, text in rows])
        reading = Reading(
            self._subcalls,
            wanted.set,
            texts,
            what=wanted.source,
            emit=self._emit,
            patience=self._patience,
        )
        read = reading.read()
        labels = wanted.set.labels
        best = read.scores.argmax(axis=1)
        values = [
            (document, start, labels[best[place]])
            for (document, start, _), place in zip(rows, texts.places, strict=True)
        ]
        made = self._made(wanted, rows, texts, read)
        shown = np.flatnonzero(read.by_model).tolist()
        self._shown = sum(len(texts.different[place].encode()) for place in shown)
        column = self._column(wanted, name, read.scores[texts.places], made)
        assert self._add_column is not None
        self.profile = self._add_column(wanted.table.name, column, values)

    def _rows(self, wanted: Wanted) -> list[tuple[int, int, str]]:
        """Document, start and text of every row."""
        if wanted.column is None:
            return self._documents(wanted.table)
        rows: list[tuple[int, int, str]] = []
        text = identifier(wanted.column.name)
        sql = f"SELECT _document, _start, {text} FROM {identifier(wanted.table.name)} ORDER BY 1, 2"
        while True:
            page = self._context.query(
                f"{sql} LIMIT {_PAGE} OFFSET {len(rows)}", limit=_PAGE, hidden=True
            ).rows
            rows += [(int(str(d)), int(str(s)), str(t or "")) for d, s, t in page]
            if len(page) < _PAGE:
                return rows

    def _documents(self, table: Table) -> list[tuple[int, int, str]]:
        """Document, start and text of every row that is a document: its subject and what follows its head."""
        subject = "subject" if any(column.name == "subject" for column in table.columns) else "''"
        sql = f"SELECT _document, _start, {subject} FROM {identifier(table.name)} ORDER BY 1, 2"
        found = self._context.query(sql, limit=_MOST_DOCUMENTS, hidden=True).rows
        sizes = {document.id: document.bytes for document in self._context.documents()}
        rows: list[tuple[int, int, str]] = []
        for d, s, title in found:
            number = DocumentId(int(str(d)))
            text = self._context.read(Span(number, 0, min(sizes[number], _HEAD)))
            rows.append((number, int(str(s)), f"{title or ''} {after_head(text)}".strip()))
        return rows

    def _made(self, wanted: Wanted, rows: Sequence[tuple[int, int, str]], texts: Texts, read: Read) -> Labels:
        """How the labels came about, and where they can be checked."""
        guesses = read.guesses[texts.places]
        checked = np.flatnonzero(guesses >= 0).tolist()
        return Labels(
            model=self._model,
            source=wanted.source,
            rows=len(rows),
            read=int(read.by_model[texts.places].sum()),
            left=int((~read.by_model).sum()),
            in_part=int((read.layers[texts.places] > 0).sum()),
            layers=int(read.layers.max(initial=0)),
            checks=tuple(
                Check(rows[row][0], rows[row][1], int(texts.places[row]), wanted.set.labels[guesses[row]])
                for row in (checked if len(checked) <= _MOST_CHECKED else ())
            ),
        )

    @staticmethod
    def _column(wanted: Wanted, name: str, scores: Scores, made: Labels) -> Column:
        labels = wanted.set.labels
        counts = np.bincount(scores.argmax(axis=1), minlength=len(labels))
        ranked = sorted(zip(labels, counts.tolist(), strict=True), key=lambda pair: -pair[1])
        return Column(
            name=name,
            type="text",
            distinct=int((counts > 0).sum()),
            values=tuple((label, count) for label, count in ranked if count),
            note=f"read from {wanted.source} by the model",
            labels=made,
        )


def _before_rows(text: str) -> str:
    """The paragraph before the first row; a text without one may name its labels in its first line."""
    head, blank, _ = text.partition("\n\n")
    return head if blank else text.partition("\n")[0]


def after_head(text: str) -> str:
    """What follows the lines "Date: 3 May" at the head of a document."""
    head, blank, rest = text.partition("\n\n")
    headed = all(_FIELD.match(line) for line in head.splitlines())
    return rest if blank and headed and rest.strip() else text


def patience(plan: str, estimate: bool, seconds: float) -> float:
    """Seconds of reading after which a classifier does the rest; 0: everything is read."""
    if plan == "exhaustive":
        return 0.0
    usual = _FOR_ESTIMATE if estimate else _PATIENCE
    return min(usual, seconds * _SHARE) if seconds else usual

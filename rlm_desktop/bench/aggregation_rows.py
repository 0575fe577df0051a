"""A long text of dated rows, each with a user and a short text whose label is not told, and its labels."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

_FIRST = date(2021, 1, 1)
_DAYS = 40 * 30 + 17  # about 40 months
_BUSY_USERS = 0.2
_BUSY_SHARE = 0.8
_ROWS_A_USER = 12
_TOKENS_A_LETTER = 41.045 / 98.6
"""Of a row of TREC, with its date and user: so 131,072 tokens are 3,182 rows, and 32,768 are 787."""
_HEAD_TOKENS = 466
_BEFORE_TEXT = 48
"""Letters of a row beside its text."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A set of labelled texts; `noun` and `kind` are what the head of a context calls rows and labels."""

    name: str
    file: str
    noun: str
    kind: str


SOURCES = {
    source.name: source
    for source in (
        Source(
            name="trec",
            file="trec_coarse_train.jsonl",
            noun="general-knowledge questions",
            kind="Each question has an answer that can be described as one of",
        ),
        Source(
            name="spam",
            file="sms_spam.jsonl",
            noun="text messages",
            kind="Each message can be classified as one of",
        ),
        Source(
            name="polarity",
            file="sentence_polarity.jsonl",
            noun="sentences from film reviews",
            kind="The opinion of each sentence can be classified as one of",
        ),
        Source(
            name="language",
            file="language_id_udhr.jsonl",
            noun="paragraphs",
            kind="The language of each paragraph is one of",
        ),
    )
}


class Labelled(msgspec.Struct, frozen=True):
    """One text of a source with its label."""

    text: str
    label: str


class Row(msgspec.Struct, frozen=True):
    """One line of a context. The label is known to the suite, and stands in the labelled variant only."""

    day: date
    user: int
    text: str
    label: str

    @property
    def month(self) -> tuple[int, int]:
        return self.day.year, self.day.month

    def written(self, *, labelled: bool) -> str:
        shown = f"Date: {short_day(self.day)} || User: {self.user} || Instance: {self.text}"
        return f"{shown} || Label: {self.label}" if labelled else shown


class Context(msgspec.Struct, frozen=True):
    """The rows of one text, in the order in which they stand, and all labels there are."""

    source: Source
    rows: tuple[Row, ...]
    labels: tuple[str, ...]

    def written(self, *, labelled: bool) -> Iterator[str]:
        """The text, line by line: a head that says what the rows are, then the rows."""
        named = ", ".join(f"'{label}'" for label in self.labels)
        tail = " Its label stands at the end of the line." if labelled else ""
        yield (
            f"The following lines contain {len(self.rows):,} {self.source.noun}, one per line."
            " Each line has a date and the number of the user it belongs to."
            f" {self.source.kind} {len(self.labels)} categories: {named}.{tail}"
            " You will be asked about the aggregate label statistics across all lines."
            " Do not guess or approximate: calculate the exact answer.\n\n"
        )
        for row in self.rows:
            yield row.written(labelled=labelled) + "\n"


def read_source(lines: Iterator[str]) -> list[Labelled]:
    """The texts of a source's JSON lines, each on one line and free of what parts the columns of a row."""
    read = (msgspec.json.decode(line, type=Labelled) for line in lines if line.strip())
    return [Labelled(" ".join(each.text.replace("||", "|").split()), each.label) for each in read]


def rows_for(tokens: int, texts: Sequence[Labelled]) -> int:
    """How many rows of a source have about so many tokens together."""
    letters = _BEFORE_TEXT + sum(len(each.text) for each in texts) / len(texts)
    return max(8, round((tokens - _HEAD_TOKENS) / (letters * _TOKENS_A_LETTER)))


def make(source: Source, texts: Sequence[Labelled], *, tokens: int, seed: int) -> Context:
    """Draw how common each label is, then rows to fill that, dates and users."""
    # A string is a seed that is the same in every process; a tuple's hash is not.
    draw = random.Random(f"{source.name} {tokens} {seed}")
    count = rows_for(tokens, texts)
    by_label: dict[str, list[str]] = {}
    for each in texts:
        by_label.setdefault(each.label, []).append(each.text)
    labels = draw.sample(sorted(by_label), len(by_label))
    chosen = _drawn(by_label, labels, count, draw)
    users = _users(count, draw)
    rows = [
        Row(_FIRST + timedelta(days=draw.randrange(_DAYS)), user, each.text, each.label)
        for each, user in zip(chosen, users, strict=True)
    ]
    return Context(source, tuple(rows), tuple(labels))


def _drawn(
    by_label: dict[str, list[str]], labels: Sequence[str], count: int, draw: random.Random
) -> list[Labelled]:
    """Texts with the labels in random shares. Where a label has no more texts, they come again."""
    weights = [draw.gammavariate(2.0, 1.0) for _ in labels]
    pools = {label: draw.sample(by_label[label], len(by_label[label])) for label in labels}
    rows = []
    for number, label in enumerate(draw.choices(labels, weights, k=count)):
        pool = pools[label]
        rows.append(Labelled(pool.pop() if pool else by_label[label][number % len(by_label[label])], label))
    return rows


def _users(count: int, draw: random.Random) -> list[int]:
    """A user for each row; a fifth of the users has four fifths of the rows."""
    many = max(5, count // _ROWS_A_USER)
    users = draw.sample(range(10_000, 100_000), many)
    busy = max(1, round(many * _BUSY_USERS))
    return [draw.choice(users[:busy] if draw.random() < _BUSY_SHARE else users[busy:]) for _ in range(count)]


def short_day(day: date) -> str:
    """As the rows have it: "Dec 28, 2022"."""
    return f"{day.strftime('%b')} {day.day:02}, {day.year}"

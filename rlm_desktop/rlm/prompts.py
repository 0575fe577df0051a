"""What the models are told: the profile as the root sees it, and the words around it."""

from collections.abc import Mapping, Sequence
from functools import cache

from rlm_desktop.paths import resources
from rlm_desktop.ports import Message
from rlm_desktop.profile import RAW_LINE, Column, Profile, Table
from rlm_desktop.rlm import orders_to_models
from rlm_desktop.rlm.examples import Examples
from rlm_desktop.rlm.question.linking import Links, Worded, literal

_MOST_COLUMNS = 40
_IN_FULL = 10
_MOST_TABLES = 3
_LISTED = 12  # categories with so few values are listed whole
_SHOWN = 3
_LONGEST_VALUE = 48
_LONGEST_SAMPLE = 200

LABEL_SUFFIX = "\nLabel:"


@cache
def words(name: str) -> str:
    """The text of `resources/prompts/<name>.txt`."""
    return (resources() / "prompts" / f"{name}.txt").read_text("utf-8").strip()


def for_root(
    system: str, examples: Examples, card: str, question: str, *, before: tuple[str, str] | None = None
) -> tuple[Message, ...]:
    """System text, worked examples over one profile, then this text's profile and the question.

    `before` is a question over this text and its program, shown between the profile and the question.
    What is the same for every question comes first: the engine evaluates it once.
    """
    messages = [Message("system", words(system))]
    for number, example in enumerate(examples.chosen):
        head = f"{examples.profile.strip()}\n" if number == 0 else ""
        messages.append(Message("user", f"{head}Question: {example.question}"))
        messages.append(Message("assistant", f"```{examples.language}\n{example.program.strip()}\n```"))
    if before is None:
        return (*messages, Message("user", f"{card}\nQuestion: {question}"))
    asked, program = before
    messages.append(Message("user", f"{card}\nQuestion: {asked}"))
    messages.append(Message("assistant", f"```{examples.language}\n{program.strip()}\n```"))
    return (*messages, Message("user", f"Question: {question}"))


def after_failure(messages: Sequence[Message], reply: str, what: str, question: str) -> tuple[Message, ...]:
    """The same conversation with what went wrong. Only ever appended to, so that the prefix is reused."""
    again = f"{what}\nWrite a different, corrected program.\nQuestion: {question}"
    return (*messages, Message("assistant", reply), Message("user", again))


def tables_card(profile: Profile, links: Links) -> str:
    """The tables that matter for a question, with their columns, and which of its words are values."""
    tables = most_relevant(profile, links)
    cards = [_table_card(table, links) for table in tables]
    names = {table.name for table in tables}
    notes = dict.fromkeys(
        f"{literal(link.value)} is a value of {link.column}."
        for link in links.strongest()
        if link.table in names
    )
    meant = [
        f"The question's {word} is the column {column}."
        for word, table, column in links.meant
        if table in names
    ]
    meant += [
        f"The question names the column {name}." for table, name in links.named_whole() if table in names
    ]
    meant += [
        f"{each.phrase} is {each.value} in {each.column}." for each in links.measured if each.table in names
    ]
    said = [
        f"{_each_said(worded)} in {worded.rows:,} of the lines."
        for worded in links.worded
        if worded.table in names
    ]
    said += [
        f"{literal(each.phrase)} stands inside values of {each.column}."
        for each in links.inside
        if each.table in names
    ]
    return "\n".join([*cards, *meant, *list(notes)[:8], *said[:4]])


def _each_said(worded: Worded) -> str:
    """What lines say, each of alternatives by itself."""
    either = worded.said.split(" or ") if " or " in worded.phrase else [worded.said]
    return f"{' or '.join(map(literal, either))} {'stand' if len(either) > 1 else 'stands'}"


def most_relevant(profile: Profile, links: Links) -> list[Table]:
    """The main table and those that the question speaks of, at most three."""
    scored = sorted(profile.tables, key=lambda table: -links.score(table.name))
    best = links.score(scored[0].name) if scored else 0
    chosen = [table for table in scored if links.score(table.name) >= best / 2 or len(scored) == 1]
    # Sheets of totals are called like what the main one holds row by row.
    main = [table for table in profile.tables[:1] if table not in chosen]
    return [*chosen[: _MOST_TABLES - len(main)], *main]


def _table_card(table: Table, links: Links) -> str:
    """Columns with their values; of many, the first and those of the question, the rest by name."""
    linked = {column for name, column in links.columns if name == table.name}
    linked |= {link.column for link in links.values if link.table == table.name}
    whole = [
        column
        for number, column in enumerate(table.columns[:_MOST_COLUMNS])
        if number < _IN_FULL or column.name in linked or column.name == "line"
    ]
    rest = [column.name for column in table.columns if column not in whole]
    lines = [f"Table {table.name}: {table.rows:,} rows, one per {table.row_is}. Columns:"]
    lines += [f" {_column(column)}" for column in whole]
    return "\n".join([*lines, f" also: {', '.join(rest)}"] if rest else lines)


def _column(column: Column) -> str:
    """One line: name, type, and what values it has."""
    parts = [column.name, column.type]
    if column.note == RAW_LINE:
        return f"{column.name}  text  the raw line"
    if column.type != "text" and column.minimum is not None:
        parts.append(f"{column.minimum} to {column.maximum}")
    elif column.values:
        parts.append(_values(column))
    if column.note:
        parts.append(f"({column.note})")
    if column.nulls:
        parts.append(f"({column.nulls:,} empty)")
    return "  ".join(parts)


def _values(column: Column) -> str:
    few = column.distinct <= _LISTED
    shown = [literal(_short(value)) for value, _ in column.values[: _LISTED if few else _SHOWN]]
    more = "" if len(shown) >= column.distinct else ", ..."
    return f"{column.distinct:,} values: {', '.join(shown)}{more}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."


def text_card(profile: Profile) -> str:
    """A text without records, in a few lines: size, headings, two samples."""
    megabytes = profile.bytes / 1e6
    lines = [f"Text: {profile.documents:,} documents, {megabytes:.1f} MB, {profile.lines:,} lines."]
    if profile.kinds:
        lines.append("Kinds: " + ", ".join(f"{count:,} {kind}" for kind, count in profile.kinds[:6]))
    if profile.headings:
        lines.append("Headings: " + "; ".join(_short(heading) for heading in profile.headings[:8]))
    lines += [f"Sample: {' '.join(sample.text.split())[:_LONGEST_SAMPLE]}" for sample in profile.samples[:2]]
    return "\n".join(lines)


def for_reader(question: str, passage: str) -> tuple[Message, ...]:
    """One passage, one question. The question comes first as well: all passages share that prefix."""
    passage = orders_to_models.without(passage, question)
    system = f"{words('reader')}\nQuestion: {question}"
    return (Message("system", system), Message("user", f"Passage:\n{passage}\n\nQuestion: {question}"))


def for_judge(question: str, passage: str) -> tuple[Message, ...]:
    """What the reader was asked, and behind it whether the passage tells: all of that it has just read."""
    system, read = for_reader(question, passage)
    asked = "Does the passage state the answer to this question? Reply Yes or No."
    return (system, Message("user", f"{read.content}\n\n{asked}"))


def for_kind(thing: str, kind: str) -> tuple[Message, ...]:
    """Whether a thing is of a kind, asked for itself: nothing of a text is shown."""
    return (Message("user", f"Is {thing} a kind of {kind}? Answer Yes or No."),)


def for_open_question(question: str, passages: Sequence[str]) -> tuple[Message, ...]:
    """Several passages and a question that they may answer together."""
    joined = "\n\n---\n\n".join(orders_to_models.without(passage, question) for passage in passages)
    return (
        Message("system", f"{words('open')}\nQuestion: {question}"),
        Message("user", f"Passages:\n{joined}\n\nQuestion: {question}"),
    )


def for_open_judge(question: str, passages: Sequence[str]) -> tuple[Message, ...]:
    """The same, and behind it whether they tell: all of it has just been read."""
    system, read = for_open_question(question, passages)
    asked = "Do the passages tell the answer to this question? Reply Yes or No."
    return (system, Message("user", f"{read.content}\n\n{asked}"))


_JUDGE = "You check facts carefully. Reply with one word."


def for_sentence_judge(question: str, sentence: str) -> tuple[Message, ...]:
    """Whether a sentence belongs to a question. The question comes first: all sentences share that prefix."""
    system = f"You look for sentences that help to answer a question. Reply Yes or No.\nQuestion: {question}"
    asked = "Does this sentence answer the question, or a part of it? Reply Yes or No."
    return (Message("system", system), Message("user", f"Sentence: {sentence}\n\n{asked}"))


def for_answer_judge(question: str, passage: str, answer: str) -> tuple[Message, ...]:
    """What the reader was asked, and behind it whether what it read is right."""
    system, read = for_reader(question, passage)
    asked = f"Is “{answer}” a right answer to this question, by the passage? Reply Yes or No."
    return (system, Message("user", f"{read.content}\n\n{asked}"))


def for_answer_check(question: str, sentence: str, answer: str) -> tuple[Message, ...]:
    """The same for itself: whether a sentence says what was read in it."""
    told = f"Sentence: {sentence}\n\nQuestion: {question}\nAnswer: {answer}"
    return (
        Message("system", _JUDGE),
        Message("user", f"{told}\n\nDoes the sentence say so? Reply Yes or No."),
    )


LOOK_BEFORE = "Text:\n"
"""What stands before a text of which is asked where the model looks."""


def look_after(question: str = "What does the text say?") -> str:
    """What stands behind it; without a question of one's own, what every sentence answers alike."""
    return f"\n\nQuestion: {question}\nAnswer:"


def for_line_judge(question: str, line: str) -> tuple[Message, ...]:
    """Whether a line is one of those that a question asks about."""
    asked = "Is this line one of those that the question asks about? Reply Yes or No."
    return (
        Message("system", _JUDGE),
        Message("user", f"A line of a log: {line}\n\nQuestion: {question}\n{asked}"),
    )


def for_column_judge(measure: str, columns: str) -> tuple[tuple[Message, ...], ...]:
    """Whether a measure can be had from columns, and whether one of them is about it."""
    table = f"A table has the columns: {columns}."
    return tuple(
        (Message("system", _JUDGE), Message("user", f"{table}\n{asked} Reply Yes or No."))
        for asked in (
            f"Can the {measure} be found, or computed, from these columns?",
            f"Is one of these columns about {measure}?",
        )
    )


def for_row_judge(thing: str, row: str) -> tuple[tuple[Message, ...], ...]:
    """Whether a row is about a thing, and whether it counts when someone asks about it."""
    return tuple(
        (Message("system", _JUDGE), Message("user", f"A row of a table: {row}\n\n{asked} Reply Yes or No."))
        for asked in (
            f"Is this row about {thing}?",
            f"Does this row count when someone asks about {thing}?",
        )
    )


def for_combiner(question: str, notes: Sequence[str]) -> tuple[Message, ...]:
    listed = "\n".join(f"- {note}" for note in notes)
    return (Message("system", words("combine")), Message("user", f"Notes:\n{listed}\n\nQuestion: {question}"))


def for_extraction(passage: str, fields: Mapping[str, str | Sequence[str]]) -> tuple[Message, ...]:
    named = ", ".join(f"{name} ({_kind(kind)})" if kind != "text" else name for name, kind in fields.items())
    system = (
        f"Extract these fields from the passage as JSON: {named}. Use null where the passage does not tell."
    )
    return (Message("system", system), Message("user", passage))


def _kind(kind: str | Sequence[str]) -> str:
    return kind if isinstance(kind, str) else "one of: " + ", ".join(kind)


def for_summary(texts: Sequence[str], about: str) -> tuple[Message, ...]:
    """One passage, or the summaries of several, to be told in a few sentences."""
    of = f" Say only what concerns: {about}." if about.strip() else ""
    joined = "\n\n".join(texts)
    return (Message("system", words("summary") + of), Message("user", joined))


def for_comparison(one: str, other: str, what: str) -> tuple[Message, ...]:
    text = f"First text:\n{one}\n\nSecond text:\n{other}\n\nHow do they differ in {what}?"
    return (Message("system", words("compare")), Message("user", text))


def label_prefix(labels: Sequence[str], what: str) -> str:
    """Raw text before each item; a label is read from the logits after `LABEL_SUFFIX`."""
    return f"Each {what} below has one of these labels: {', '.join(labels)}.\n\n{what.capitalize()}: "

"""Words of a question that lines write with their initials: "garbage collection" where a log has GC."""

from collections.abc import Iterator, Sequence

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Table
from rlm_desktop.rlm.question.linking import Query, Worded, identifier, literal


def said(
    runs: Sequence[Sequence[str]], unsaid: Sequence[str], tables: Sequence[Table], query: Query
) -> Iterator[Worded]:
    """Rule "garbage collection is GC": neighbouring words that no line says, whose initials stand there."""
    for run in runs:
        for start in range(len(run) - 1):
            two = run[start : start + 2]
            if not set(two) <= set(unsaid):
                continue
            letters = "".join(word[0] for word in two).upper()
            condition = f"regexp_matches(line, {literal(rf'\b{letters}\b')})"
            for table in tables:
                try:
                    rows = query(f"SELECT count(*) FROM {identifier(table.name)} WHERE {condition}").rows
                except TableError:
                    continue
                if (count := int(str(rows[0][0]))) > 1:
                    yield Worded(" ".join(two), table.name, count, letters, condition)
                    break

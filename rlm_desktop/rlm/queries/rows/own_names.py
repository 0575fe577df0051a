"""A document that a question calls by its own name: XEP-0384 is `xep-0384.xml`, not what depends on it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from sqlglot import exp, parse_one

from rlm_desktop.errors import TableError
from rlm_desktop.profile import FILE_NAME, Column, Rows, Table
from rlm_desktop.rlm.expressions import conjuncts, reads
from rlm_desktop.rlm.question.linking import identifier, literal

_NAME = re.compile(r"\b[A-Za-z]{2,12}[-_ ]\d{1,6}\b")
_ALIKE = 5  # letters


def mend(
    tree: exp.Query, question: str, tables: Sequence[Table], query: Callable[[str], Rows]
) -> Iterator[str]:
    """Rule "its own name": a text compared with another column, of which the question does not speak."""
    table = next((one for one in tables if one.row_is == "document"), None)
    if table is None:
        return
    own = next((column.name for column in table.columns if column.note == FILE_NAME), "")
    columns: Mapping[str, Column] = {column.name.lower(): column for column in table.columns}
    if not own:
        return
    stored = f"lower(regexp_extract({identifier(own)}, '([^/]*?)(?:\\.[^./]*)?$', 1))"
    for said in dict.fromkeys(match.group() for match in _NAME.finditer(question)):
        stem = re.sub(r"[-_ ]", "-", said.lower())
        holds = f"regexp_replace({stored}, '[ _]', '-', 'g') = {literal(stem)}"
        others = [
            condition
            for where in tree.find_all(exp.Where)
            if reads(where.find_ancestor(exp.Select), table.name)
            for condition in conjuncts(where.this)
            if _is_of_other(condition, said, own, question, columns)
        ]
        if not others or not _any(f"SELECT 1 FROM {identifier(table.name)} WHERE {holds} LIMIT 1", query):
            continue
        for condition in others:
            condition.replace(parse_one(holds, dialect="duckdb"))
        yield f"{said} is what a document is called: its row was looked for."


def _any(sql: str, query: Callable[[str], Rows]) -> bool:
    try:
        return bool(query(sql).rows)
    except TableError:
        return False


def _is_of_other(
    condition: exp.Expr, said: str, own: str, question: str, columns: Mapping[str, Column]
) -> bool:
    """Whether a condition looks for the name in a column that the question does not speak of."""
    texts = [one.name.replace("\\", "").lower() for one in condition.find_all(exp.Literal) if one.is_string]
    names = {one.name.lower() for one in condition.find_all(exp.Column)}
    asked = [word[:_ALIKE] for word in re.findall(r"[a-z]{4,}", question.lower())]
    spoken = any(part[:_ALIKE] in asked for name in names for part in name.split("_"))
    of_one_other = len(names) == 1 and names <= set(columns) and own.lower() not in names
    return any(said.lower() in text for text in texts) and of_one_other and not spoken

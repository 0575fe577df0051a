"""The whole of what a table tells in parts: sleep is its total, where nobody asked for the part in dreams."""

from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.question.linking import words

_WHOLE = frozenset(("total", "overall", "all", "sum"))


def mend(tree: exp.Query, question: str, table: Table) -> Iterator[str]:
    """Rule "sleep is the total": a part that the question does not name gives way to the whole."""
    asked = set(words(question))
    numbers = [c for c in table.columns if c.type in ("integer", "decimal")]
    parts = {column.name.lower(): words(column.name.replace("_", " ")) for column in numbers}
    for used in {column.name.lower() for column in tree.find_all(exp.Column)} & set(parts):
        own = [word for word in parts[used] if word in asked]
        if len(parts[used]) != 2 or len(own) != 1 or _WHOLE & set(parts[used]):
            continue
        whole = [
            name for name, said in parts.items() if len(said) == 2 and own[0] in said and _WHOLE & set(said)
        ]
        if len(whole) != 1:
            continue
        for column in list(tree.find_all(exp.Column)):
            if column.name.lower() == used:
                column.set("this", exp.to_identifier(whole[0], quoted=True))
        yield f"Of {own[0]} the whole was taken, {whole[0]}: {used} is a part of it."

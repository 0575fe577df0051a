"""Rows that may not be what a question is after: documents for people, Januaries of all years for one."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.doubts import beside_heads
from rlm_desktop.rlm.question import intent
from rlm_desktop.rlm.question.linking import words
from rlm_desktop.rlm.question.links import Links

_DOCUMENTS = frozenset(
    words(
        """
        documents files letters mails emails e-mails memos reports invoices messages posts articles papers
        notes replies answers entries pages records rows texts items times threads proposals specifications
        specs standards drafts announcements bulletins speeches essays poems stories books chapters recipes
        cases bills laws acts decisions rulings meetings minutes agreements contracts tickets issues requests
        rfcs abstracts transcripts interviews submissions applications plans policies guidelines protocols
        publications forms certificates summaries blogs columns notices advisories warnings alerts
        """
    )
)
"""What documents are called, whatever they are."""
_WHO = re.compile(r"^\W*(?:who|whose|by whom)\b", re.IGNORECASE)
_MONTH = re.compile(r"\b(?:which|what) month\b", re.IGNORECASE)
OF_MONTHS = (exp.Month, exp.Monthname, exp.TimeToStr, exp.Anonymous, exp.Extract)
_OF_ALL_YEARS = re.compile(r"\bmonths? of the year\b|\bcalendar month|\bseason", re.IGNORECASE)

_HOW_MANY_OF = re.compile(r"\bhow many (?:of the )?(?:[a-z-]+ ){1,2}?(?P<thing>[a-z]+s)\b", re.IGNORECASE)
_OF_THEM = re.compile(
    r"^\W*(?:which|what) ([a-z]{4,}) (?:is|was|has|had|took|lasted|began|started|ended)\b"
    r".*\b(?:first|last|[a-z]{3,}est|most|least)\b"
    r"|\b(?:how many|which|what|most|all|any|each|one) of (?:the|these|those) ([a-z]{4,}s)\b",
    re.IGNORECASE,
)
_ALL_MAY_BE_MEANT = "Only those with {} = '{}' were looked at: all may be meant."
_MOST = re.compile(r"\b(?:most|fewest|least)\b", re.IGNORECASE)
_HOW_OFTEN = frozenset(words("times number count total"))
_IS_KEY = re.compile(r"(?:^|_)(?:id|key|no|nr|number|code)$|id$", re.IGNORECASE)


def of(
    tree: exp.Query, question: str, links: Links, tables: Sequence[Table], called: Iterable[str]
) -> Iterator[str]:
    """Sentences about what makes the rows of a query doubtful."""
    yield from _other_things(tree, question, links, tables, called)
    yield from _only_of_a_kind(tree, question, tables)
    yield from _no_person(tree, question, tables)
    yield from _months_of_all_years(tree, question, tables)
    yield from _different_numbers(tree, question, tables)
    yield from _named_figure(tree, question, links)
    if any(isinstance(one.this.unnest(), exp.Predicate) for one in tree.find_all(exp.Is)):
        yield "The query asks whether a comparison is empty, which says nothing of the rows."


def _other_things(
    tree: exp.Query, question: str, links: Links, tables: Sequence[Table], called: Iterable[str]
) -> Iterator[str]:
    """Rule "documents are no people": what is counted must be what documents are called, or have."""
    match = intent.COUNTED.search(question)
    named = {table.name.lower() for table in tree.find_all(exp.Table)}
    asked_of = [table for table in tables if table.name.lower() in named]
    if match is None or not asked_of or any(table.row_is != "document" for table in asked_of):
        return
    shown = [one.unalias() for one in tree.selects]
    if len(shown) != 1 or not isinstance(shown[0], exp.Count):
        return
    nouns = [t for t in match.group(1).lower().split() if "".join(words(t)) != t or t in beside_heads.PERSONS]
    if shown[0].find(exp.Distinct):
        yield from _other_kinds(shown[0], nouns, links)
        return
    known = {word for name in called for word in words(re.sub(r"[\W\d_]+", " ", name))} | _DOCUMENTS
    known |= {
        word for table in tables for column in table.columns for word in words(column.name.replace("_", " "))
    }
    known |= {
        word
        for table in tables
        for column in table.columns
        for value, _ in column.values
        for word in words(value)
    }
    if nouns and not {word for token in nouns for word in words(token)} & known:
        yield beside_heads.COUNTED.format(nouns[0])


def _only_of_a_kind(tree: exp.Query, question: str, tables: Sequence[Table]) -> Iterator[str]:
    """Rule "notices are all of them": what documents are called, taken for a value that some of them have."""
    match = intent.COUNTED.search(question)
    named = {table.name.lower() for table in tree.find_all(exp.Table)}
    if any(t.row_is != "document" for t in tables if t.name.lower() in named):
        return
    if listed := _listed_as(tree, question, tables):
        yield _ALL_MAY_BE_MEANT.format(*listed)
    said = match.group(1).lower().split() if match else []
    called = _DOCUMENTS.intersection(words(next((token for token in said if token.endswith("s")), "")))
    for same in tree.find_all(exp.EQ):
        value = same.expression.name.lower() if isinstance(same.expression, exp.Literal) else ""
        alone = question.lower().count(value) == 1
        if value in called and alone and isinstance(same.this, exp.Column):
            yield _ALL_MAY_BE_MEANT.format(same.this.name, value)


def _listed_as(tree: exp.Query, question: str, tables: Sequence[Table]) -> tuple[str, str] | None:
    """Rule "each is an incident": one or some of them are asked for, and a keyword that few have is taken.

    Its column and value.
    """
    match = _OF_THEM.search(question)
    stem = "".join(words(next(filter(None, match.groups())))[:1]) if match else ""
    if not stem or len(re.findall(rf"\b{re.escape(stem)}", question, re.IGNORECASE)) != 1:
        return None
    listed = {c.name.lower() for t in tables for c in t.columns if c.note.startswith("several, parted by")}
    for text in tree.find_all(exp.Literal):
        condition = text.find_ancestor(exp.Predicate, exp.Func)
        column = condition.find(exp.Column) if condition else None
        if column is not None and column.name.lower() in listed and stem in re.findall(r"[a-z]+", text.name):
            return column.name, stem
    return None


def _other_kinds(counted: exp.Expr, nouns: Sequence[str], links: Links) -> Iterator[str]:
    """Rule "managers are no voters": kinds of what the question does not speak of."""
    column = counted.find(exp.Column)
    meant = {name.lower() for _, _, name in links.meant}
    if nouns and set(nouns) & beside_heads.PERSONS:
        meant |= {name.lower() for _, name in links.columns}
    if column is None or not nouns or column.name.lower() in meant:
        return
    if not {word for noun in nouns for word in words(noun)} & set(words(column.name.replace("_", " "))):
        yield f"Different values of {column.name} were counted, and the question asks for {nouns[0]}."


def _different_numbers(tree: exp.Query, question: str, tables: Sequence[Table]) -> Iterator[str]:
    """Rule "lifetimes are no domains": different numbers were counted, which the question does not name."""
    counted = tree.find(exp.Distinct)
    column = counted.find(exp.Column) if counted and counted.find_ancestor(exp.Count) else None
    match = _HOW_MANY_OF.search(question)
    if column is None or match is None or _IS_KEY.search(column.name):
        return
    stored = next((c for t in tables for c in t.columns if c.name.lower() == column.name.lower()), None)
    said = set(words(column.name.replace("_", " "))) & set(words(question))
    if stored is not None and stored.type in ("integer", "decimal") and not said:
        yield f"Different values of {column.name} were counted, and the question asks for {match['thing']}."


def _named_figure(tree: exp.Query, question: str, links: Links) -> Iterator[str]:
    """Rule "times married is a column": what has most is counted, though a column says how many there are."""
    if not _MOST.search(question) or not tree.find(exp.Count) or not tree.find(exp.Group):
        return
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    for _, name in links.columns:
        said = words(name.replace("_", " "))
        if len(said) > 1 and _HOW_OFTEN & set(said) and name.lower() not in used:
            yield f"The question names {name}, and the query does not look at it."
            return


def _no_person(tree: exp.Query, question: str, tables: Sequence[Table]) -> Iterator[str]:
    """Rule "nobody is called #1300": who is asked for, and what is shown has figures in its values."""
    shown = [one.unalias() for one in tree.selects]
    if not _WHO.search(question) or not shown or not isinstance(shown[0], exp.Column):
        return
    stored = {column.name.lower(): column for table in tables for column in table.columns}
    given = {same.this.name.lower() for same in tree.find_all(exp.EQ) if isinstance(same.this, exp.Column)}
    columns = [
        stored[one.name.lower()]
        for one in shown
        if isinstance(one, exp.Column) and one.name.lower() in stored and one.name.lower() not in given
    ]
    if columns and not any(map(_holds_names, columns)):
        yield f"The question asks who, and {columns[0].name} does not hold names."


def _holds_names(column: Column) -> bool:
    counted = sum(count for _, count in column.values)
    figures = sum(count for value, count in column.values if re.search(r"\d", value))
    return column.type == "text" and figures * 2 <= counted


def _months_of_all_years(tree: exp.Query, question: str, tables: Sequence[Table]) -> Iterator[str]:
    """Rule "a month is one of a year": Januaries of several years were put together."""
    if not is_of_single_months(tree, question):
        return
    columns = {column.name.lower(): column for table in tables for column in table.columns}
    for month in tree.find_all(*OF_MONTHS):
        made_of = month.find(exp.Column)
        column = columns.get(made_of.name.lower()) if made_of else None
        if column is None or not is_bare_month(month):
            continue
        if (column.minimum or "")[:4] != (column.maximum or "")[:4]:
            yield f"The months of all years of {column.name} were put together."
            return


def is_of_single_months(tree: exp.Query, question: str) -> bool:
    """Whether a question asks for a month, and a query compares months, with no year beside them."""
    asked = _MONTH.search(question) is not None and not _OF_ALL_YEARS.search(question)
    return asked and tree.find(exp.Group) is not None and tree.find(exp.Year) is None


def is_bare_month(made: exp.Expr) -> bool:
    """Whether a month is made of a date, and no year with it."""
    text = made.sql(dialect="duckdb")
    if isinstance(made, exp.TimeToStr):
        return re.search("%-?[mbB]", text) is not None and "%y" not in text.lower()
    text = text.lower()
    return (
        isinstance(made, exp.Month | exp.Monthname)
        or re.match(r"(?:month|monthname|extract\(month|date_part\('month)", text) is not None
    )

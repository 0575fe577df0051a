"""What a query leaves out of its question, told beside its answer.

A program that is right for another question runs as well as one that is right for this. Where something that
the question names has no place in the query, the answer is given as one that may not be whole.
"""

import re
from collections.abc import Iterator, Sequence

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.queries.conditions import ticked
from rlm_desktop.rlm.queries.doubts import asked_measures, beside_heads, left_over, paces
from rlm_desktop.rlm.queries.doubts.telling import DERIVED
from rlm_desktop.rlm.queries.measures import subjects, unnamed_columns
from rlm_desktop.rlm.question import absent, alternatives, intent, mentions
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import COMMON, Links, quoted, words
from rlm_desktop.rlm.question.spelled import synonyms

_SHARE = re.compile(r"\b(?:percent(?:age)?|what (?:share|proportion|fraction))\b|%", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:chang|grew|grow|increas|decreas|ris|rose|fell|fall|drop|more|less|high|low)", re.IGNORECASE
)
_FALLS = frozenset(("rain", "snow", "hail", "sun", "sunshine", "wind", "ice", "fog"))
"""What is measured as well as it is a kind of weather; how much tea was sold asks for the rows of tea."""
_HOW_MUCH = re.compile(r"\bhow much ([a-z]+)\b", re.IGNORECASE)
_PER = re.compile(r"\b(?:per|for each|of each|in each|by each)\s+[a-z]+", re.IGNORECASE)

_SHARES = frozenset(words("percent percentage pct perc share proportion rate ratio fraction"))
_RATE = re.compile(r"\b(?:rates?|ratio|density|per capita|per head|per person)\b", re.IGNORECASE)
_OFTEN = re.compile(r"\b(?:most|least) (?:often|frequent(?:ly)?)\b|\bhow often\b", re.IGNORECASE)

_LIMIT = re.compile(
    r"\b(?:[a-z]+(?<!oth)er than|more than|less than|over|above|below|under|at least|at most|exceed\w*)"
    r" [$€£]?\d[\d.,]*(?!\s*(?:years? old|o'clock))",
    re.IGNORECASE,
)
_COMPARES = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.NEQ)
_KINDS = re.compile(r"\b(?:different|distinct|unique) ([a-z]+)", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many ([a-z]+s)\b", re.IGNORECASE)
_BEGINNING = 7  # letters
_IS_KEY = re.compile(r"(?:^|_|[a-z])(?:id|key|no|nr|number|code|name|guide?)$", re.IGNORECASE)

_NEARLY = 0.8
_SIZES = {"bytes", "lines"}
_OF_SIZE = re.compile(
    r"\b(?:[a-z]*bytes?|[kmg]i?b|sizes?|big(?:ger|gest)?|larg\w+|small\w*|long(?:er|est)?|short\w*|lengths?|lines?"
    r"|most|least|files?|documents?)\b",
    re.IGNORECASE,
)

_OF_THESE = re.compile(
    r"\b(?:which|what|how many(?: different| distinct| unique)?|number of(?: different| distinct)?)\s+"
    r"(?P<thing>[a-z]+)(?:\s+(?:ids?|names?|numbers?))?\b",
    re.IGNORECASE,
)
_DOCUMENTS = frozenset(("documents", "files", "letters", "mails", "emails", "memos", "reports", "invoices"))
_SCANNED = re.compile(r"""\bscan\(\s*r?["'](?P<phrase>[^"']+)["'][^)]*\)\.(?:lines|matches|count)\b""")
_OF_PLACES = re.compile(
    r"\b(?:lines?|times|often|mention\w*|occur\w*|appear\w*|places?|passages?|say|says|contain\w*|word|phrase)\b",
    re.IGNORECASE,
)
"""What questions say that ask how often something is said."""
_OF_CELLS = frozenset(("delimited", "json"))
_COMES_TO = re.compile(
    r"\b(?:comes?|came|amounts?|adds?)(?: up)? to(?=\s*(?:[?.,;]|$|in total|altogether|with\b|and\b))",
    re.IGNORECASE,
)
_SAYS_THAT = re.compile(
    r"\b(?:how many|how often|number of)\b.*"
    r"\b(?:say|tell|report|state|complain|claim|explain|suggest|mean|imply|note)"
    r"(?:s|ing|ed)?\s+that\b|\b(?:how many|number of)\b.*\bsa(?:id|ys?) that\b",
    re.IGNORECASE,
)


def asks_share(question: str) -> bool:
    """Whether a part of a whole is asked for; a change in percent may be more than all of it."""
    return _SHARE.search(question) is not None and not _CHANGE.search(question)


_READS = re.compile(r"\b(?:find|compare|summarise|llm_query)\(")
_COMPUTES = re.compile(r"\b(?:len|sum)\(")
_OF_WHOLE = re.compile(
    r"\b(?:scan|sql|records|compute|extreme|between|per|join|documents|passages|ask_each|ask_all|label|extract_each"
    r"|read\w*)\("
)
"""Verbs for what the whole text holds."""
_IN_ALL = re.compile(r"\b(?:in total|in all|altogether|overall|all together|total number)\b", re.IGNORECASE)


def of_words(question: str) -> tuple[str, ...]:
    """Rule "what is said in other words": a sentence is found by its words, not by its sense."""
    if not _SAYS_THAT.search(question) or quoted(question):
        return ()
    return ("Only places with these very words were counted: others may say the same in other words.",)


def of_lines(question: str, code: str) -> tuple[str, ...]:
    """Rule "letters are no lines": documents are asked for, and lines that say something were counted."""
    match = intent.COUNTED.search(question)
    noun = next((each for each in match.group(1).lower().split() if each in _DOCUMENTS), "") if match else ""
    if noun and ".lines" in code:
        return (f"Lines were counted, and the question asks for {noun}.",)
    scanned = _SCANNED.search(code)
    if match is None or scanned is None or _OF_PLACES.search(question):
        return ()
    tokens = match.group(1).lower().split()
    counted = next((token for token in tokens if token.endswith("s")), tokens[-1])
    if set(words(counted)) & set(words(scanned["phrase"])):
        left = [name for name in absent.names(question) if name.lower() not in code.lower()]
        return (f"“{left[0]}” of the question has no place in the query.",) if left else ()
    return (f"Places that say “{scanned['phrase']}” were counted, and the question asks for {counted}.",)


def of_reading(question: str, code: str) -> tuple[str, ...]:
    """Rule "read is not counted": how many there are in all, as the passages tell it that a search found."""
    computed = _COMPUTES.search(code) or (_IN_ALL.search(question) and _READS.search(code))
    if not intent.of(question).count or not computed or "search(" not in code or _OF_WHOLE.search(code):
        return ()
    return ("It was read in single passages, and not counted in the whole text.",)


def of_dropped(conditions: Sequence[exp.Expr], question: str) -> Iterator[str]:
    """Rule "half asked for": a text with words of the question and others was dropped, and said more."""
    asked = set(words(question)) - COMMON
    for condition in conditions:
        for text in condition.find_all(exp.Literal):
            said = set(words(text.name)) - COMMON if text.is_string else set()
            if said & asked and said - asked:
                yield f"The query had “{text.name.strip('%')}”, which the question says otherwise."


def of_tables(tree: exp.Query, question: str, links: Links, tables: Sequence[Table]) -> Iterator[str]:
    """What the tables themselves make doubtful."""
    yield from of_files(tree, question, tables)
    yield from of_columns(question, tables, links)
    named = {table.name.lower() for table in tree.find_all(exp.Table)}
    table = next((one for one in tables if one.name.lower() in named), None)
    for where in tree.find_all(exp.Where) if table else ():
        for condition in alternatives.conjuncts(where.this):
            if table and (name := subjects.beyond(condition, table)):
                yield f"No {name} lies beyond that limit: something else may be meant."
    if table:
        yield from of_looked_for(tree, question, table)
        yield from of_letters(tree, question, table)
        yield from unnamed_columns.doubts(tree, table)
        yield from ticked.doubts(tree, table)


def of_looked_for(tree: exp.Query, question: str, table: Table) -> Iterator[str]:
    """Rule "closed is also done": a common word looked for inside texts of a table; others may say it so.

    A name, with a capital, has no other words; what a question quotes, or says is in a column, is meant so.
    """
    if table.kind not in _OF_CELLS or _OF_PLACES.search(question) or quoted(question):
        return
    asked, said = set(words(question)), set(re.findall(r"[\w'-]+", question))
    for found in tree.find_all(exp.Contains, exp.Anonymous):
        column, text = found.find(exp.Column), found.find(exp.Literal)
        if column is None or text is None or found.sql(dialect="duckdb").upper()[:9] != "CONTAINS(":
            continue
        word = str(text.name)
        plain = word.isalpha() and word.capitalize() not in said and word.upper() not in said
        if plain and not asked & set(words(column.name.replace("_", " "))):
            yield f"Others may say “{word}” in other words in {column.name}."


def of_letters(tree: exp.Query, question: str, table: Table) -> Iterator[str]:
    """Rule "9 comes before 10": texts that hold figures are put in order by their letters."""
    asked = intent.of(question)
    texts = {column.name.lower(): column for column in table.columns if column.type == "text"}
    if not (asked.most or asked.least) or not tree.args.get("limit"):
        return
    for order in tree.find_all(exp.Ordered):
        column = texts.get(order.this.name.lower()) if isinstance(order.this, exp.Column) else None
        if column is not None and any(re.search(r"\d", value) for value, _ in column.values):
            yield f"{column.name} holds texts: rows were put in order by its letters."


def of_files(tree: exp.Query, question: str, tables: Sequence[Table]) -> tuple[str, ...]:
    """Rule "kilos of fish": what the size of files is made into, where the question asks for no size."""
    named = {table.name.lower() for table in tree.find_all(exp.Table)}
    asked_of = [table for table in tables if table.name.lower() in named]
    shown = {column.name.lower() for each in tree.selects for column in each.find_all(exp.Column)}
    if not asked_of or any(table.row_is != "document" for table in asked_of) or _OF_SIZE.search(question):
        return ()
    return (beside_heads.SIZES,) if shown & _SIZES else ()


def of_columns(question: str, tables: Sequence[Table], links: Links) -> Iterator[str]:
    """Rule "a process is no number of a line": what is asked after of a log has no column, by any name."""
    logs = [table for table in tables if table.kind == "log"]
    match = _OF_THESE.search(question)
    if match is None or not logs or len(logs) < len(tables):
        return
    asked = "".join(words(match["thing"])[:1])
    names = {group for group in synonyms.ALSO_CALLED if asked in group}
    meant = {word for said, _, _ in links.meant for word in words(said)}
    held = {
        word for table in logs for column in table.columns for word in words(column.name.replace("_", " "))
    }
    if names and asked not in meant and not held & {asked, *(name for group in names for name in group)}:
        yield f"No column holds a {asked}: something else was taken for it."


def of(
    tree: exp.Query, question: str, links: Links, tables: Sequence[Table] = (), called: Sequence[str] = ()
) -> tuple[str, ...]:
    """Sentences about what the question asks for and the query does not; none where it does all.

    `called` are the names of the documents.
    """
    found = [*_found(tree, question, links, tables, called), *paces.doubts(tree, question, tables)]
    if _COMES_TO.search(question) and not tree.find(exp.AggFunc):
        found.append("The question asks for a sum, and the query adds up nothing.")
    found += [
        f"Others may say “{each.phrase}” in other words in line." for each in links.worded if each.loosely
    ]
    return tuple(dict.fromkeys(found))


def _in_all_values(tree: exp.Query, tables: Sequence[Table]) -> str:
    """What nearly all values of a column have that the query looks at: versions are all of Swift."""
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    held: set[str] = set()
    for column in (one for table in tables for one in table.columns if one.name.lower() in used):
        of_each = [set(words(value)) for value, _ in column.values]
        said = {word for found in of_each for word in found if not word.isdigit()}
        held |= {word for word in said if sum(word in one for one in of_each) >= _NEARLY * len(of_each) > 1}
    return " ".join(sorted(held))


def _found(
    tree: exp.Query, question: str, links: Links, tables: Sequence[Table], called: Sequence[str]
) -> Iterator[str]:
    sql = f"{tree.sql(dialect='duckdb')} {_in_all_values(tree, tables)}"
    unused = mentions.unused(question, links, sql)
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    meant = {word for said, _, name in links.meant if name.lower() in used for word in said.split()}
    for name in dict.fromkeys((*unused, *_names_unused(question, links, sql, called))):
        if name in meant or _is_each_row(name, tree, tables):
            continue
        yield f"“{name}” of the question has no place in the query."
    if said := _left_in(tree, question):
        yield f"The question leaves something out (“{said}”), the query does not."
    if _SHARE.search(question) and not tree.find(exp.Div) and not _is_of_shares(tree):
        yield "The question asks for a share, and the query divides nothing."
    if _asks_each(tree, question) and not tree.find(exp.Group, exp.Div, exp.Window):
        yield "The question asks for each of several, and the query makes no groups."
    if _OFTEN.search(question) and not tree.find(exp.Count, exp.Sum, exp.Group):
        yield "The question asks how often, and the query counts nothing."
    if (rate := _RATE.search(question)) and not tree.find(exp.Div) and not _is_column(rate.group(), tree):
        yield f"The question asks for a {rate.group().lower()}, and the query divides nothing."
    if (limit := _LIMIT.search(question)) and not tree.find(*_COMPARES):
        yield f"The question sets a limit (“{limit.group()}”), and the query compares nothing."
    yield from _other_kinds(tree, question, links)
    yield from _money_for_number(tree, question)
    yield from asked_measures.doubts(tree, question)
    yield from of_words(question)
    for name in _made_up(tree, question):
        yield f"No column holds “{name}”: the query works it out from others, as it sees fit."
    yield from _value_for_measure(tree, question, links)
    yield from left_over.of(tree, question, links, called)


def _is_each_row(name: str, tree: exp.Query, tables: Sequence[Table]) -> bool:
    """Rule "each row is a pollster": where rows are counted, the column that names each of them is."""
    called = name.lower().replace(" ", "_")
    each = any(
        column.name.lower() == called and column.type == "text" and column.distinct >= table.rows > 1
        for table in tables
        for column in table.columns
    )
    return (
        each and isinstance(tree, exp.Select) and any(one.find(exp.Star) for one in tree.find_all(exp.Count))
    )


def _money_for_number(tree: exp.Query, question: str) -> Iterator[str]:
    """Rule "how many is no money": prices were added up where pieces are to be counted."""
    if not intent.COUNTED.search(question):
        return
    for total in tree.find_all(exp.Sum):
        for column in total.find_all(exp.Column):
            of = set(words(column.name.replace("_", " ")))
            if of & (asked_measures.MONEY | {"earning"}) and not of & set(words(question)):
                yield f"{column.name} was added up, and the question asks how many there are."


def _names_unused(question: str, links: Links, sql: str, called: Sequence[str]) -> Iterator[str]:
    """Rule "who is named is meant": names of the question that stand in no condition, by whatever value.

    But what the one file that is asked is called.
    """
    low = sql.lower()
    of_file = set(words(called[0].replace("_", " "))) if len(called) == 1 else set()
    told = {word for link in links.values if link.value.lower() in low for word in words(link.phrase)}
    for name in absent.names(question):
        if (code := absent.code_of(name, question)) and code.lower() in low:
            continue
        if not any(word in told or word in low or word in of_file for word in words(name)):
            yield name


def _is_column(said: str, tree: exp.Query) -> bool:
    made = {alias.alias.lower() for alias in tree.find_all(exp.Alias)}
    stored = {column.name.lower() for column in tree.find_all(exp.Column)} - made
    return any(said.lower().rstrip("s") in name for name in stored)


def _other_kinds(tree: exp.Query, question: str, links: Links) -> Iterator[str]:
    """Rule "different members": kinds of something else were counted, which the question does not name."""
    match = _KINDS.search(question) or _HOW_MANY.search(question)
    counted = tree.find(exp.Distinct) if match else None
    column = counted.find(exp.Column) if counted and counted.find_ancestor(exp.Count) else None
    if match is None or column is None:
        return
    named = {name.lower() for _, name in links.columns} | {name.lower() for _, _, name in links.meant}
    # "How many packages depend on it" names both; it is packages that are counted.
    things = {name.lower() for name in named if words(name.replace("_", " ")) == words(match[1])}
    named = things or named
    of = set(words(column.name.replace("_", " ")))
    of |= {"day"} if "date" in of else set()
    if (
        column.name.lower() not in named
        and not _alike(of, set(words(match[1])))
        and not _IS_KEY.search(column.name)
    ):
        yield f"Different values of {column.name} were counted, and the question asks for {match[1]}."


def _alike(one: set[str], other: set[str]) -> bool:
    """Whether they share a word, in the plural of learned ones too: diagnosis, diagnoses."""
    return bool(one & other) or any(
        a[:_BEGINNING] == b[:_BEGINNING] for a in one for b in other if len(a) > 6
    )


def _asks_each(tree: exp.Query, question: str) -> bool:
    """Whether each of several is asked for; "price per room" is asked for where a column is called so."""
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    said = [match.group().lower() for match in _PER.finditer(question)]
    used |= {f"_{text.name.lower()}" for text in tree.find_all(exp.Literal) if text.is_string}
    return any(
        not any(f"_{'_'.join(each.split())}" in name or name == f"_{each.split()[-1]}" for name in used)
        for each in said
    )


def _is_of_shares(tree: exp.Query) -> bool:
    """Whether a column that is used holds shares, by its name."""
    names = {word for column in tree.find_all(exp.Column) for word in words(column.name.replace("_", " "))}
    return bool(names & _SHARES)


def _made_up(tree: exp.Query, question: str) -> Iterator[str]:
    """Rule "a name alone": columns multiplied or chosen from, called as the question says and as none is.

    A difference is another matter: so one has a duration, an age, a profit.
    """
    columns = {word for column in tree.find_all(exp.Column) for word in words(column.name.replace("_", " "))}
    asked = set(words(question)) - columns - COMMON - DERIVED - wording.of_columns()
    for alias in tree.find_all(exp.Alias):
        if alias.this.find(exp.Mul, exp.Case):
            yield from sorted(set(words(alias.alias.replace("_", " "))) & asked)


def _value_for_measure(tree: exp.Query, question: str, links: Links) -> Iterator[str]:
    """Rule "how much of it": what is to be measured was taken for a value, and another column added up.

    "How much rain fell?": rain may be one kind of weather, and what fell another column.
    """
    match = _HOW_MUCH.search(question)
    if not match or match.group(1).lower() not in _FALLS:
        return
    named = {column for _, column in links.columns}
    summed = {
        column.name for total in tree.find_all(exp.Sum, exp.Avg) for column in total.find_all(exp.Column)
    }
    for link in links.values:
        if link.phrase.lower() == match.group(1).lower() and summed and not summed & named:
            yield f"“{link.phrase}” was taken for a value of {link.column}: only its rows were added up."
            return


def _left_in(tree: exp.Query, question: str) -> str:
    stretches = alternatives.left_out(question)
    if not stretches or alternatives.leaves_out(tree):
        return ""
    start, end = stretches[0]
    said = question[start:end].strip()
    is_value = any(said.lower() in text.name.lower() for text in tree.find_all(exp.Literal))
    return "" if is_value else said

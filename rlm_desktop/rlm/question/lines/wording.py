"""What a question says that no column holds but the text of some rows does: "failed passwords" in a log.

Such words are conditions as much as values are. A small root leaves them out without a sign that
anything is missing: its program is right for another question. So they are looked up in the rows
themselves, shown to the root, and added to a query that lacks them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
import sqlglot
from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import BEFORE_WORDS, SAID_BY_FIELDS, Profile, Table
from rlm_desktop.rlm.question import alternatives, amounts, apart, forms, intent
from rlm_desktop.rlm.question.lines import initials
from rlm_desktop.rlm.question.linking import (
    COMMON,
    Links,
    Query,
    Worded,
    contained,
    holds_values,
    identifier,
    literal,
    some_row,
    words,
)
from rlm_desktop.rlm.question.spelled import meant_columns, speaking
from rlm_desktop.rlm.question.spelled.synonyms import ALSO_CALLED

Part = tuple[str, ...]

_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['\u2019-][^\W_]+)*")
_IDENTIFIER = re.compile(r"(?<![\w./:@-])[A-Za-z]\w*(?:[._][A-Za-z]\w*)+(?![\w/:@])")
_BORDER = re.compile(r"[^\w\s'\u2019-]|\s[-\u2013]\s")
_GIVEN = (
    r"\b(?:with|ha(?:ve|s|d|ving)|of|in|from|for|by|whose)\s+(?:the\s+|an?\s+)?{}\s+(?:is\s+)?([\w-]+)"
    r"(?=\s*(?:[?.,;]|$|and\b|or\b))"
)
"""A value behind the name of its column, at the end of a part of the question."""
_HOW_LONG = re.compile(r"\bhow long\b", re.IGNORECASE)
_PEOPLE = re.compile(
    r"\b(?:did|does|do|has|have|had|by|from)\s+((?:[A-Z][\w.'\u2019-]*\s+){1,3}[A-Z][\w'-]+)"
)
_MOST_WORDS = 4
_SENT = frozenset(("user_agent", "referer", "path"))
"""What a browser sends with a request is long, and says nothing: a web server's log has columns alone."""
_MOST_ROWS = 0.9
"""What nearly every row says tells no rows apart."""

_ASKING = """
but never
about according
across actually after again ago all along also altogether among another anybody anyone anything apart
appear appeared appears april around august because before being both busiest came can cause caused causes
clock come comes common compare comparing could cover curious december due during either else entire entries
entry even event events ever exact exactly except excepting excluding exist exists february file files find
follow followed following fraction frequent friday full gave get gets give given gives go got happen
happened happens header hello help here hold holds hour hours id ids item items january july june just kind
kindly kinds know large larger late later length let like list listed log logged logging logs long made main
make makes march may me mean mention mentioned mentioning mentions message messages might minute minutes
monday more morning must name named names need neither night noon nor november now number numbers occur
occurred occurring occurs october off one ones only order other our out over overall part parts people
percent percentage period person piece please portion present proportion range rarest rate reach reached
reaches recorded report reported reports said same saturday say saying says second seconds see seen separate
september several shall share should show shown shows since single size small smaller somebody someone
something speak speaking speaks stand stands still such sunday take takes tell tells thank thanks thing
things third thursday times together took tried tries try tuesday twice two type types unique until use used
uses using various way wednesday week weeks whether while whole wonder wondering would write writes
written wrote
yet you biggest greatest largest smallest
"""
_OF_ASKING = frozenset(_ASKING.split()) | intent.EXTREME
"""Words that ask, or speak of rows rather than of what rows say."""
RELATING = frozenset(
    words(
        "involve involved involving happen happened happening occur occurred occurring belong belonged"
        " belonging concerned concerning regarding relating"
    )
)
"""Words that join the things of a question, and say nothing of rows by themselves."""
_OF_COLUMNS = frozenset(name for group in ALSO_CALLED for name in group) - {"node"}


def added(links: Links, question: str, profile: Profile, query: Query, called: Iterable[str] = ()) -> Links:
    """The links with what the question says that only the text of rows has, and what nothing has.

    `called` are the names of the documents: "the HDFS log" says which, not what its lines say.
    """
    unheard = tuple(_unheard_of(question, links, profile, query))
    unsaid_values = tuple(dict.fromkeys(value for _, _, value in unheard))
    links = msgspec.structs.replace(links, unheard=unheard, unsaid=unsaid_values)
    titles = {word for name in called for word in words(name.replace("_", " "))}
    of_columns = _of_amounts(question, profile) | meant_columns.of_rows(profile)
    columns = [column for table in profile.tables for column in table.columns]
    of_columns |= {stem for unit in amounts.said_units(question, columns) for stem in words(unit)}
    parts = list(_runs(question, links, of_columns))
    asked, tables = parts, [table for table in profile.tables if has_wording(table)]
    if not parts or not tables:
        return links
    counts = _counts(tables, parts, query)
    if len(counts) < len(tables):
        return msgspec.structs.replace(links, unchecked=True)
    if unsaid := _unsaid(parts, counts):
        # Not as it stands there, but perhaps in another form: "deleted" where lines say "deleting".
        parts = [tuple(forms.cut(word) if word in unsaid else word for word in run) for run in parts]
        counts = _counts(tables, parts, query)
        unsaid = [word for word in unsaid if forms.cut(word) in _unsaid(parts, counts)]
    found: list[Worded] = [
        worded for word in unsaid if (worded := _otherwise(word, question, tables, query)) is not None
    ]
    unsaid = [word for word in unsaid if word not in {worded.phrase for worded in found}]
    for short in initials.said(asked, unsaid, tables, query):
        unsaid = [word for word in unsaid if word not in short.phrase.split()]
        found += [short] if short.rows < _MOST_ROWS * _rows(short.table, tables) else []
    otherwise, found = found, []
    for table in tables:
        said = [part for run in parts for part in _longest(run, counts.get(table.name, {}))]
        telling = [_worded(*part, table, query) for part in said if part[1] < _MOST_ROWS * table.rows]
        wanted, without = _sides([worded for worded in telling if worded], question)
        wanted = apart.of_each_part(_joined(wanted, question, query), question, query)
        together, never = apart.together(wanted, query)
        together, beside = apart.from_values(together, links, question, query)
        found += [*together, *without]
        unsaid += [worded.phrase for worded in (*never, *beside)]
    kept, beside = apart.with_the_rest(otherwise, found, query)
    unsaid = apart.but_heads([*unsaid, *(worded.phrase for worded in beside)], found, question)
    found = [*kept, *found]
    titles |= {word for said in speaking.words_of(question) for word in words(said)}
    unsaid = [word for word in dict.fromkeys(unsaid) if not titles & set(words(word))]
    logs = len(counts) == len(profile.tables) and all(table.kind == "log" for table in tables)
    told = links.quoted or contained(question)
    fields = any(column.note == SAID_BY_FIELDS for table in tables for column in table.columns)
    if logs and not told and not fields:
        return msgspec.structs.replace(links, worded=tuple(found), unsaid=tuple(unsaid))
    return msgspec.structs.replace(links, worded=tuple(found))


def has_wording(table: Table) -> bool:
    """Whether its rows are lines with free text: a table without lines has nothing but its columns."""
    free = any(column.is_free_text and column.name not in _SENT for column in table.columns)
    return free and any(column.name == "line" for column in table.columns)


def runs(question: str, links: Links) -> list[Part]:
    """Stretches of words of a question that are neither values nor columns nor the words of asking."""
    return list(_runs(question, links, set()))


def of_columns() -> frozenset[str]:
    """Names that columns are usually asked for by."""
    return _OF_COLUMNS


def _unheard_of(
    question: str, links: Links, profile: Profile, query: Query
) -> Iterator[tuple[str, str, str]]:
    """Values that the question gives to a column ("with the status refunded") and that no row has there."""
    columns = {word for _, name in links.columns for word in words(name.replace("_", " "))}
    linked = {word for link in links.values for word in words(link.phrase)}
    named = {(table, name): name.replace("_", " ") for table, name in links.columns}
    # "Written posts" gives the posts to whoever wrote them.
    named |= {(table, name): said for said, table, name in links.meant if not meant_columns.is_deed(said)}
    texts = {
        (table.name, column.name)
        for table in profile.tables
        for column in table.columns
        if holds_values(column)
    }
    for (table, name), said in named.items():
        for match in re.finditer(_GIVEN.format(re.escape(said)), question, re.IGNORECASE):
            value = match.group(1)
            known = not tells(value, columns) or linked & set(words(value))
            if (table, name) in texts and not known and not _has(table, name, value, query):
                yield table, name, value
    for quoted in links.quoted:
        question = question.replace(quoted, " ")  # a title names nobody who did something
    yield from _of_nobody(question, profile, query)


def _of_nobody(question: str, profile: Profile, query: Query) -> Iterator[tuple[str, str, str]]:
    """Who has done something by the question ("did Ada Lovelace write"), and stands in no row as its doer."""
    for table in profile.tables:
        texts = [column.name for column in table.columns if holds_values(column)]
        doers = list(dict.fromkeys(name for _, name in meant_columns.of_deeds(question, texts)))
        people = [match.group(1) for match in _PEOPLE.finditer(question)] if len(doers) == 1 else []
        for name in people:
            last = name.split()[-1].removesuffix("'s")
            if not _has(table.name, doers[0], last, query, whole=True):
                yield table.name, doers[0], name


def _has(table: str, column: str, value: str, query: Query, *, whole: bool = False) -> bool:
    """Whether any row has the value there, or one that contains it; also where that can't be found out."""
    stem = literal(value.lower() if whole else "".join(words(value)))
    return some_row(f"contains(lower({identifier(column)}), {stem})", table, query)


def demand(tree: exp.Query, links: Links, logs: Mapping[str, Table]) -> list[Worded]:
    """Add to each SELECT over a log the conditions that the question says and the query lacks; those."""
    mentioned = {word for text in tree.find_all(exp.Literal) if text.is_string for word in words(text.name)}
    demanded = []
    for worded in links.worded:
        if worded.table.lower() not in logs or _covers(mentioned, worded):
            continue
        for select in selects_from(tree, worded.table):
            select.where(sqlglot.parse_one(worded.wanted, dialect="duckdb"), copy=False)
            demanded.append(worded)
    return list(dict.fromkeys(demanded))


def selects_from(tree: exp.Query, table: str) -> Iterator[exp.Select]:
    """Each SELECT of a query that reads from a table directly."""
    for select in tree.find_all(exp.Select):
        source = select.args.get("from_") or select.args.get("from")
        if source and isinstance(source.this, exp.Table) and source.this.name.lower() == table.lower():
            yield select


def _covers(mentioned: set[str], worded: Worded) -> bool:
    stems = [stem for stem in words(worded.phrase) if stem != "or"]
    return all(any(word.startswith(stem) for word in mentioned) for stem in stems)


def _of_amounts(question: str, profile: Profile) -> set[str]:
    """Words that say what amounts are of, where a question asks for one: spawn of `seconds_spawn`."""
    asked = intent.of(question)
    if not (asked.average or asked.total or asked.most or asked.least or _HOW_LONG.search(question)):
        return set()
    columns = (column for table in profile.tables for column in table.columns)
    return {
        word
        for column in columns
        if column.note.startswith(BEFORE_WORDS)
        for word in words(column.name.replace("_", " "))
    }


def _runs(question: str, links: Links, of_amounts: set[str]) -> Iterator[Part]:
    """Stretches of words that are neither values nor columns nor the words of asking."""
    columns = of_amounts | {word for _, name in links.columns for word in words(name.replace("_", " "))}
    columns |= {word for said, _, _ in links.meant for word in words(said)}
    # "pg_hba.conf" is one thing, whose parts stand side by side.
    plain = _IDENTIFIER.sub(lambda name: re.sub(r"[._]", " ", name.group()), _without_linked(question, links))
    for stretch in _BORDER.split(plain):
        run: list[str] = []
        for token in [*stretch.split(), ""]:
            if tells(token, columns):
                run.append(token)
            elif run:
                yield tuple(run)
                run = []


def tells(token: str, columns: set[str]) -> bool:
    """Whether a word says after what is asked: it is no column, and no word of asking."""
    if "-" in token and set(words(token)) <= columns:
        return False  # In-Reply-To, where a column is `in_reply_to`
    # Of "time-out" it is the whole that tells, not its parts.
    stem = "".join(words(token) if "-" in token else words(token)[:1])
    taken = {token.lower(), stem} & (COMMON | _OF_ASKING | _OF_COLUMNS | columns)
    return len(stem) > 2 and not taken and _WORD.fullmatch(token) is not None


def _without_linked(question: str, links: Links) -> str:
    question = speaking.without_asking(question)
    phrases = [link.phrase for link in links.values] + [*links.quoted, contained(question)]
    for phrase in sorted(filter(None, phrases), key=len, reverse=True):
        question = question.replace(phrase, "?")
    return question


def _parts(run: Sequence[str]) -> Iterator[Part]:
    """All stretches of a run, the longest first."""
    for length in range(min(_MOST_WORDS, len(run)), 0, -1):
        for start in range(len(run) - length + 1):
            yield tuple(run[start : start + length])


def _longest(run: Part, counts: Mapping[Part, int]) -> Iterator[tuple[Part, int]]:
    """The longest part that rows say, and the same of what is left on both sides of it."""
    part = next((part for part in _parts(run) if counts.get(part)), None)
    if part is None:
        return
    start = next(i for i in range(len(run)) if run[i : i + len(part)] == part)
    yield part, counts[part]
    yield from _longest(run[:start], counts)
    yield from _longest(run[start + len(part) :], counts)


def _counts(tables: Sequence[Table], runs: Sequence[Part], query: Query) -> dict[str, dict[Part, int]]:
    """How many rows of each table say each part; without the tables where that can't be found out."""
    parts = list(dict.fromkeys(part for run in runs for part in _parts(run)))
    sums = ", ".join(f"count(*) FILTER (WHERE {_says(part)})" for part in parts)
    # Most lines have none of the words, which is found out much faster than what exactly they say.
    stems = dict.fromkeys(stem for part in parts for word in part for stem in words(word))
    texts = dict.fromkeys(text for stem in stems for text in forms.beginnings(stem))
    some = " OR ".join(f"contains(lower(line), {literal(text)})" for text in texts)
    counts = {}
    for table in tables:
        try:
            rows = query(f"SELECT {sums} FROM {identifier(table.name)} WHERE {some}").rows
        except TableError:
            continue
        counts[table.name] = {part: int(str(count)) for part, count in zip(parts, rows[0], strict=True)}
    return counts


def _unsaid(runs: Sequence[Part], counts: Mapping[str, Mapping[Part, int]]) -> list[str]:
    said = {word for of_table in counts.values() for part, rows in of_table.items() if rows for word in part}
    return [word for run in runs for word in run if word not in said]


def _sides(found: list[Worded], question: str) -> tuple[list[Worded], list[Worded]]:
    """What the rows that are asked for say, and what they do not say ("without", "not for")."""
    without = [worded for worded in found if alternatives.is_left_out(worded.phrase, question)]
    wanted = [worded for worded in found if worded not in without]
    return wanted, [msgspec.structs.replace(worded, left_out=True) for worded in without]


def _joined(found: list[Worded], question: str, query: Query) -> list[Worded]:
    """Phrases with nothing but "or" between them as one: rows that say any of them are meant."""
    joined: list[Worded] = []
    for worded in found:
        phrase = f"{joined[-1].phrase} or {worded.phrase}" if joined else ""
        if not phrase or phrase.lower() not in " ".join(question.lower().split()):
            joined.append(worded)
            continue
        one = joined.pop()
        condition = f"({one.condition} OR {worded.condition})"
        try:
            counted = query(f"SELECT count(*) FROM {identifier(one.table)} WHERE {condition}").rows
        except TableError:
            continue  # Neither is asked for: the root's own condition stands.
        rows = int(str(counted[0][0]))
        joined.append(Worded(phrase, one.table, rows, f"{one.said} or {worded.said}", condition))
    return joined


def _worded(part: Part, rows: int, table: Table, query: Query) -> Worded | None:
    said = f"regexp_extract(lower(line), {literal(forms.pattern(part))}, 1)"
    most = (
        f"SELECT {said} AS said, count(*) AS n FROM {identifier(table.name)} WHERE {_says(part)} GROUP BY 1"
    )
    try:
        text = str(query(f"{most} ORDER BY n DESC, said LIMIT 1").rows[0][0]).strip()
        plain = f"contains(lower(line), {literal(text)})"
        other = query(f"SELECT 1 FROM {identifier(table.name)} WHERE {plain} <> {_says(part)} LIMIT 1").rows
    except TableError:
        return None
    condition = _says(part) if other else plain
    return Worded(" ".join(part), table.name, rows, text, condition)


def _otherwise(word: str, question: str, tables: Sequence[Table], query: Query) -> Worded | None:
    """A word that no line says so, but in another tense, as two or one, in a name (addStoredBlock)."""
    noun = re.search(rf"{re.escape(word)}\s+(\w+)", question, re.IGNORECASE)
    before = re.search(rf"\b([a-z]{{2,}})[ -]{re.escape(word)}\b", question.lower())
    others = [("lower(line)", shape) for shape in forms.meant(word, noun[1])] if noun else []
    shapes = [
        ("lower(line)", forms.tenses(word)),
        ("lower(line)", forms.apart(word)),
        ("lower(line)", forms.joined(before[1], word) if before else ""),
        *others,
        ("line", forms.inside(word)),
    ]
    for table in tables:
        for line, shape in shapes:
            condition = f"regexp_matches({line}, {literal(shape)})"
            said = f"lower(trim(regexp_extract({line}, {literal(shape)}, 1)))"
            counted = f"SELECT {said} AS said, count(*) AS n FROM {identifier(table.name)} WHERE {condition}"
            try:
                rows = query(f"{counted} GROUP BY 1 ORDER BY n DESC, said").rows if shape else ()
            except TableError:
                continue
            if rows:
                total = sum(int(str(count)) for _, count in rows)
                loosely = (line, shape) in others
                return Worded(word, table.name, total, str(rows[0][0]), condition, loosely=loosely)
    return None


def _rows(name: str, tables: Sequence[Table]) -> int:
    return next(table.rows for table in tables if table.name == name)


def _says(part: Part) -> str:
    return f"regexp_matches(lower(line), {literal(forms.pattern(part))})"

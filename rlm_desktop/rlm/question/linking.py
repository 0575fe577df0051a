"""Which words of a question are columns or values of this text.

The root is told these links, programs are checked against them, and they decide which
tables it gets to see. Schema and value linking as in text-to-SQL (e.g. arXiv 2002.00557),
done exactly here: a value is linked only when the table has it.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import batched

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.question import amounts
from rlm_desktop.rlm.question.links import Link, Links, Query, Within, Worded, identifier, literal
from rlm_desktop.rlm.question.spelled import (
    german_names,
    grouped_names,
    host_names,
    known_values,
    meant_columns,
    outcomes,
    overlapping,
    peoples,
    several,
    shortened,
    speaking,
    spellings,
    synonyms,
    topics,
)

__all__ = [
    "COMMON",
    "Link",
    "Links",
    "Query",
    "Within",
    "Worded",
    "contained",
    "holds_values",
    "identifier",
    "link",
    "literal",
    "quoted",
    "sought",
    "words",
]

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_QUOTED = re.compile(r"[\"“”„]([^\"“”„]{1,200})[\"“”„]|(?<!\w)'([^']{1,200})'(?!\w)|`([^`]{1,200})`")
_TOKEN = re.compile(r"\S+")
_CONTAINED = re.compile(
    r"\b(?:contain|contains|containing|mention|mentions|mentioning|include|includes|including)\s+"
    r"(?:the\s+)?(?:words?|text|phrase|string|term)?\s*([^?]+?)\s*\??\s*$",
    re.IGNORECASE,
)
_ALTERNATIVES = re.compile(r",\s*(?:(?:and|or|nor)\s+)?|\s+(?:and|or|nor)\s+|^(?:either|both|neither)\s+")
_ACRONYMS = re.compile(r"[A-Z]{2,6}s")
_PLURAL = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)+s")
_COMPARES = re.compile(r"\s+than\b", re.IGNORECASE)
"""What stands before it compares: nobody is called Younger in "younger than 30"."""
_ENDS = " ?!,;:\"'\u201c\u201d\u201e"
_LONGEST_VALUE = 6  # words
_MOST_PHRASES = 150
_JOINS_BEFORE = frozenset(
    ("is", "are", "was", "were", "did", "does", "has", "have", "had", "that", "which", "whose")
)
_JOINS_BEHIND = _JOINS_BEFORE | frozenset(
    (
        "a",
        "an",
        "and",
        "as",
        "at",
        "be",
        "by",
        "do",
        "for",
        "from",
        "how",
        "into",
        "of",
        "or",
        "the",
        "their",
        "to",
    )
)
"""Small words that no value begins with, or ends with."""
_NEXT_TO_NONE = 0.02
_LONGEST_QUERY = 16_000  # letters
_OF_LEVEL = re.compile(r"-(?:level|severity|priority|status|state|type)s?\W*$", re.IGNORECASE)
"""Behind a value it says of which column it is: error-level, shipped-status."""
_OF_THE_LOG = re.compile(r"\blog\s+(?:records?|entries|entry|lines?|messages?|events?|files?)\b")
_THE_LOG = re.compile(
    r"\b(?:the|this|that|my|our)\s+(?:[\w.-]+\s+){0,2}log\b"
    r"(?=\s*(?:[?.,;:]|$|(?:and|for|of|from|ha[sd]|have)\b))",
    re.IGNORECASE,
)
NOUNS_OF_DEEDS = {"died": "death", "dies": "death", "die": "death", "born": "birth"}
"""What columns call what a question says was done."""
_COMMON = """
a an and any are as at be been by did do does each ever every for from had has have how in into is it its
many more most much no not number of on or other per so some than that the their them then there these
they this those to total under up was were what when where which who whose why will with within without
you your all average between contain contains count date day different distinct earliest fewest first
highest last latest least line lines list longest lowest maximum mean median minimum month often once only
record records row rows shortest sum text time times top value values word words year yes
"""
COMMON = frozenset(_COMMON.split())
"""Words that say how is asked, not after what."""


def quoted(question: str) -> tuple[str, ...]:
    return tuple(next(filter(None, match.groups())) for match in _QUOTED.finditer(question))


def contained(question: str) -> str:
    """What the question wants lines to contain ("how many lines mention X?"); empty where it is not that."""
    match = _CONTAINED.search(question)
    return match.group(1).strip(_ENDS) if match else ""


def sought(question: str) -> frozenset[str]:
    """The same in lower case, and each of several ("klogind or kernel memory") for itself as well."""
    whole = contained(question).lower()
    parts = [part.strip(_ENDS) for part in _ALTERNATIVES.split(whole)]
    return frozenset(part for part in (whole, *parts) if part)


def words(text: str) -> list[str]:
    """Lower-case words, plural s and possessive cut, for comparing names."""
    return [_stem(word) for word in re.findall(r"[^\W_]+", text.lower())]


def _stem(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def link(question: str, profile: Profile, query: Query) -> Links:
    """Find the columns and values a question names. Values are looked up in the tables themselves."""
    phrases = _phrases(question)
    # A key of a line may be asked for as it is written there: totalCalories.
    asked = set(words(question)) | set(words(CAMEL.sub(" ", question)))
    asked |= {noun for deed, noun in NOUNS_OF_DEEDS.items() if deed in asked}
    values: list[Link] = []
    columns: list[tuple[str, str]] = []
    measured: list[amounts.Measured] = []
    for table in profile.tables:
        names = [column.name for column in table.columns]
        columns += [
            (table.name, c.name) for c in table.columns if _named(c, asked) or _in_group(c, names, asked)
        ]
        values += _values(table, phrases, query)
        values += spellings.links(question, table, phrases, query)
        values += shortened.links(question, table, query)
        values += host_names.links(question, table, query)
        values += topics.links(question, table, query)
        values += outcomes.links(question, table)
        measured += amounts.measured(question, table.name, table.columns)
    longest = overlapping.longest(known_values.without(values, question, profile.tables), question)
    longest = [one for one in longest if not _is_of_the_log(one.phrase, question)]
    alone = overlapping.one_of_a_pair(longest, question)
    found = [one for one in alone if not _is_what_rows_are(one, question)]
    kinds = {(one.phrase, one.table, one.column) for one in longest if one not in found}
    thing = synonyms.asked_for(question)
    found = [one for one in found if thing not in words(one.phrase) or not _is_column(thing, one, profile)]
    meant = [
        (word, table.name, name)
        for table in profile.tables
        for word, name in _meant(question, table, asked, found)
    ]
    # "Fatal errors" says twice of what level: the second word is no other condition.
    meant += sorted(kinds)
    columns += [(table, name) for _, table, name in meant]
    found = [one for one in found if not _is_of_a_name(one, columns, profile)]
    return Links(
        values=tuple(found),
        columns=tuple(columns),
        quoted=quoted(question),
        meant=tuple(meant),
        measured=tuple(measured),
    )


def _is_of_the_log(phrase: str, question: str) -> bool:
    """Whether a word says what lines are written to, "in the log", or what did that: "did sshd notice"."""
    if speaking.is_perceiving(phrase, question):
        return True
    said = re.findall(r"\blogs?\b", question, re.IGNORECASE)
    return phrase.lower() == "log" and 0 < len(said) == len(_THE_LOG.findall(question))


def _is_what_rows_are(link: Link, question: str) -> bool:
    """Rule "log records are records": a level that is called LOG is not meant by what all rows are."""
    return link.phrase.lower() == "log" and _OF_THE_LOG.search(question) is not None


def _is_of_a_name(link: Link, columns: Sequence[tuple[str, str]], profile: Profile) -> bool:
    """Rule "reviews are no Review": a word of a column's name is not a rare value of another."""
    if link.column in {name for _, name in columns} or not link.phrase.islower() or " " in link.phrase:
        return False
    rows = next((table.rows for table in profile.tables if table.name == link.table), 0)
    named = {word for table, name in columns if table == link.table for word in words(name.replace("_", " "))}
    return set(words(link.phrase)) <= named and link.rows <= _NEXT_TO_NONE * rows


def _is_column(thing: str, link: Link, profile: Profile) -> bool:
    """Rule "which node asks for a node": what is asked after is a column, though a value is called so."""
    columns = {
        column.name for table in profile.tables if table.name == link.table for column in table.columns
    }
    groups = [group for group in synonyms.ALSO_CALLED if thing in group]
    return words(link.phrase) == [thing] and any(len(columns.intersection(group)) == 1 for group in groups)


def _meant(question: str, table: Table, asked: set[str], links: Sequence[Link]) -> Iterable[tuple[str, str]]:
    """Words of the question that people use for a column that is called otherwise here."""
    names = {column.name for column in table.columns}
    taken = {word for link in links for word in words(link.phrase)}
    process = synonyms.of_process(question, table)
    if process:
        yield process
    for said, column in synonyms.in_phrases(question):
        if column in names:
            yield said, column
    yield from meant_columns.of_deeds(question, names)
    yield from meant_columns.of_initials(spellings.initials(question), names)
    yield from synonyms.shortened(asked - taken - COMMON, names)
    yield from german_names.meant(asked - taken, names)
    yield from synonyms.of_bodies(asked, names)
    for group in synonyms.ALSO_CALLED:
        here = [name for name in group if name in names]
        said_here = [word for word in group if word in asked and word not in names and word not in taken]
        if len(here) == 1 and said_here and not (process and said_here[0] == "process"):
            yield said_here[0], here[0]


def _named(column: Column, asked: set[str]) -> bool:
    unit = amounts.unit_of(column)
    # A name that SQL keeps for itself has "_value" behind it.
    parts = words(column.name.removesuffix(f"_{unit}").removesuffix("_value").replace("_", " "))
    return bool(parts) and all(part in asked for part in parts)


def _in_group(column: Column, names: Sequence[str], asked: set[str]) -> bool:
    inside = words(grouped_names.within(column.name, names))
    if inside and all(part in asked for part in inside):
        return True
    return column.type == "boolean" and bool(grouped_names.within_said(column.name, names, asked))


def _phrases(question: str) -> list[str]:
    """Stretches of the question that could be a value, longest first."""
    tokens = [match.span() for match in _TOKEN.finditer(question)]
    found = dict.fromkeys(quoted(question))
    for length in range(_LONGEST_VALUE, 0, -1):
        for start in range(len(tokens) - length + 1):
            end = tokens[start + length - 1][1]
            whole = question[tokens[start][0] : end]
            for text in (_bare(whole, _ENDS), _bare(whole, _ENDS + "()"), _OF_LEVEL.sub("", whole)):
                if _may_be_value(text) and not (
                    length == 1 and (text.lower() in COMMON or _COMPARES.match(question, end))
                ):
                    found.setdefault(text)
    return sorted(found, key=lambda phrase: -len(phrase))[:_MOST_PHRASES]


def _may_be_value(text: str) -> bool:
    """Whether a stretch has both ends of its brackets, and no word at an end that joins it to others."""
    if not text or any(text.count(a) != text.count(b) for a, b in ("()", "[]", "{}")):
        return False
    said = text.split()
    return len(said) == 1 or bool(said and said[0] not in _JOINS_BEFORE and said[-1] not in _JOINS_BEHIND)


def _bare(text: str, ends: str) -> str:
    return re.sub(r"(\.|'s|\u2019s)$", "", text.strip(ends))


def _values(table: Table, phrases: Sequence[str], query: Query) -> Iterable[Link]:
    spelled = _spelled(phrases)
    wanted = ", ".join(sorted(map(literal, spelled)))
    texts = [column for column in table.columns if holds_values(column)]
    if not wanted or not texts:
        return []
    parts = [
        f"(SELECT {literal(column.name)} AS c, {identifier(column.name)} AS v, count(*) AS n"
        f" FROM {_each_value(column, table)} WHERE lower({identifier(column.name)}) IN ({wanted})"
        " GROUP BY 2 ORDER BY n DESC LIMIT 20)"
        for column in texts
    ]
    # A query has a longest length, and wide tables reach it.
    at_once = max(1, _LONGEST_QUERY // max(map(len, parts)))
    rows: list[tuple[object, ...]] = []
    try:
        for some in batched(parts, at_once, strict=False):
            rows += query(" UNION ALL ".join(some)).rows
    except TableError:
        return []  # Links only help: without them the question can still be answered.
    found = [
        Link(
            spelled[str(value).lower()],
            table.name,
            str(column),
            str(value),
            _whole(count),
            of_all=_whole(count) == table.rows > 1,
        )
        for column, value, count in rows
        if str(value).lower() in spelled
        and _may_be(spelled[str(value).lower()], str(value))
        and synonyms.may_mean(spelled[str(value).lower()], str(value), str(column))
    ]
    exact = {link.phrase for link in found if link.phrase.lower() == link.value.lower()}
    return [link for link in found if link.phrase not in exact or not _is_of_people(link)]


def _may_be(phrase: str, value: str) -> bool:
    """Whether words that a phrase has apart are told apart in a value: SocialWorker, but not online."""
    joined = " " in phrase and "".join(phrase.lower().split()) == value.lower()
    return not joined or re.search("[a-z][A-Z]", value) is not None


def _is_of_people(link: Link) -> bool:
    return link.value.lower() in map(str.lower, peoples.countries(link.phrase))


def _each_value(column: Column, table: Table) -> str:
    """The rows of a column; of one with lists each of what is listed."""
    listed = several.parts_of(column)
    if not listed:
        return identifier(table.name)
    return f"(SELECT unnest({listed}) AS {identifier(column.name)} FROM {identifier(table.name)})"


def _spelled(phrases: Sequence[str]) -> dict[str, str]:
    """What a value may be in lower case, and the phrase for it; a plural names its value, too ("errors")."""
    found: dict[str, str] = {}
    for phrase in phrases:
        one = "".join(words(phrase)) if phrase.isalpha() and phrase.lower() == phrase else ""
        if len(one) > 3 and one not in COMMON:
            found[one] = phrase
        if _ACRONYMS.fullmatch(phrase):
            found[phrase[:-1].lower()] = phrase
        elif _PLURAL.fullmatch(phrase):
            before, _, last = phrase.lower().rpartition(" ")
            found[f"{before} {_stem(last)}"] = phrase
    said = {phrase.lower(): phrase for phrase in reversed(phrases)}
    for phrase in phrases:
        if " " in phrase:  # Sri.Lanka, new_york
            found |= {re.sub(r"\s+", sign, phrase.lower()): phrase for sign in ("_", "-", ".", "")}
    for phrase in phrases:
        # What is called German itself, a language, goes before what is of Germany.
        found |= {name.lower(): phrase for name in peoples.countries(phrase) if name.lower() not in said}
    known = found | said
    for group in synonyms.ALSO_SAID:
        meant = [word for word in group if word in known and len(word) > 1]
        found |= {other: known[word] for word in meant for other in group if other not in known}
    return found | said


def some_row(where: str, table: str, query: Query) -> bool:
    """Whether any row of a table fits; also where that can't be found out."""
    try:
        return bool(query(f"SELECT 1 FROM {identifier(table)} WHERE {where} LIMIT 1").rows)
    except TableError:
        return True


def holds_values(column: Column) -> bool:
    return column.type == "text" and column.name != "line" and not column.is_free_text


def _whole(count: object) -> int:
    return count if isinstance(count, int) else 0

"""Puts questions about how often the values of a column occur into SQL, by rule.

A small root gets the counting of one value right and loses its way in comparisons of counts (before and
after a day, month by month, for some users). Their wordings are few, so the host writes these queries
itself where it has understood every part of the question; else the root is asked as ever.
"""

import re
from collections.abc import Sequence

from rlm_desktop.profile import Table
from rlm_desktop.rlm.queries.ruled import tally_groups
from rlm_desktop.rlm.queries.ruled.tally_asked import PEOPLE, Asked, Category, column_of, rank
from rlm_desktop.rlm.question.linking import identifier, literal, words
from rlm_desktop.rlm.question.tallies.tally_scopes import Scope, moments, scope_of
from rlm_desktop.rlm.question.times.months import NAMES

_FORM = re.compile(
    r"\s*(?:please )?(?:give|write|state|report|return) (?:me )?(?:your|the) (?:final )?answer\b.*",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERS = {"once": 1, "twice": 2, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_OFTEN = r"(?:more (?:often|frequent(?:ly)?|common(?:ly)?|rows|times)|exceed|outnumber)"
_COMPARES = re.compile(
    r"\b(?:more|less)(?: common| frequent| often)?,? (?:or )?(?:less|more)"
    r"|equally (?:common|often|frequent)|same frequency"
    r"|\b(?:more|less) (?:common|frequent)(?:ly)? (?:than|before|after)"
)
_QUOTES = "'\"\u2018\u2019\u201c\u201d"
_USUAL = frozenset(
    words(
        """
        a above according across all among an and answer any appear appears are as associated at be been
        before after belong belonging between both by category class classified common compared considering
        contain contains count data dataset date dated day did do does during each entire entry entries
        equally every exactly exceed fewest first following for frequency frequent frequently from given had
        has have here how id ids in inclusive instance is it item its kind label labelled last latest least
        less line list look many me month more most name number occur occurring of often on one only or other
        out outnumber over overall part please point question rank ranked rather record represented row same
        sample second should since so sort subset tell than that the their them there these they third this
        those time times to total type until up use used user using value was were what when whether which
        while who whole whose with within would about being class classify come consider deal divide
        either express fraction get give given got group into just kind know last made mainly make
        mood mostly much never open opened overall people percent percentage person post posted
        proportion put rather receive received say see select send sent share sort speak starting
        talk theme there tone topic try genre intent language sentiment up want write written wrote
        highest largest lowest smallest greatest
        """
    )
)
"""Words with which such questions are put: they say how, not of what."""
_ROWS = frozenset(
    words(
        """
        answer article comment document email feedback headline letter mail message note opinion posting
        question remark reply response review row sentence statement story testimonial text ticket tweet
        """
    )
)
"""What rows of text are called."""
_CALLED = re.compile(r"\b(?:these|those) (?:[a-z-]+ )?[a-z-]+s\b")
"""So they may be called in any word: "these film reviews"."""
_VERBS_OF_ABOUT = re.compile(
    r"\b(?:complain|ask|talk|speak|writ|wr[io]te|tweet|post|concern|deal)[a-z]* (?:(?:about|of|for|with) )?"
    r"(?:the |an? |their |any )?§",
    re.IGNORECASE,
)
"""That a text is about something, in other words."""
_SENTENCES = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
_TELLS_OF_DATA = re.compile(
    r"^(?:the following (?:lines?|data|rows?|texts?) contain|each (?:line|row) has\b|you will be asked"
    r"|do not (?:try to )?(?:guess|estimate)|calculate the exact)",
    re.IGNORECASE,
)
"""A sentence of a question that says what the rows are, or how exactly to answer; it adds no condition."""
_NEGATED = re.compile(
    r"\b(?:not|no|except|excluding|without|neither|nor|but|other than)\b|n['\u2019]t\b", re.IGNORECASE
)
_MOST_VALUES = 30
_PERIODS = ("days", "weeks", "months", "years")
MORE, LESS, SAME = "more common", "less common", "same frequency"


def compose(question: str, category: Category, known: str = "") -> str | None:
    """The query that answers the question; None where it is of another kind or not wholly understood.

    `known` is what the text says of its rows ("text messages"): such words in a question add no condition.
    """
    asked = _asked(question, category, known)
    return next((query for form in _FORMS if asked and (query := form(asked)) is not None), None)


def counted(question: str, category: Category, known: str = "") -> tuple[str, str] | None:
    """The value whose rows a question counts, and the conditions on all rows it is about; else None."""
    asked = _asked(question, category, known)
    if asked is None or len(asked.named) != 1:
        return None
    query = next((query for form in _FORMS if (query := form(asked)) is not None), None)
    return (asked.named[0], asked.where()) if query is not None and query == _how_many(asked) else None


def of_given(question: str, tables: Sequence[Table]) -> str | None:
    """The query for who has only, or never, a value of a column, or the highest share of it; else None.

    Such questions a small root gets wrong; other ones about a column of the text it is asked.
    """
    rows = [table for table in tables if table.kind not in ("lines", "documents", "headers")]
    if len(rows) != 1:
        return None
    text = " ".join(bare(question).split())
    few = [
        c for c in rows[0].columns if c.type == "text" and 2 <= c.distinct == len(c.values) <= _MOST_VALUES
    ]
    categories = [
        Category(rows[0], column.name, tuple(value for value, _ in column.values)) for column in few
    ]
    named = [category for category in categories if _named(text, category)[0]]
    if len(named) != 1 or (asked := _asked(question, named[0], "")) is None:
        return None
    return next((query for form in tally_groups.OF_GIVEN if (query := form(asked)) is not None), None)


def _asked(question: str, category: Category, known: str) -> Asked | None:
    """The question in its parts; None where not every part of it is understood."""
    text = " ".join(bare(question).split())
    named, rest = _named(text, category)
    scope = scope_of(rest, category.table, besides=category.column)
    if scope is None or not _understood(scope.without_values(rest), category, known):
        return None
    if _numbers_left(rest, scope):
        return None
    return Asked(rest.lower(), named, scope, category)


def _numbers_left(text: str, scope: Scope) -> bool:
    """Whether a number stands there that no condition has: "with more than 10 votes"."""
    parts = [part for part in _SENTENCES.split(text) if not _TELLS_OF_DATA.search(part)]
    marked = scope.without_values(moments(" ".join(parts))[2])
    said = set(re.findall(r"(?<!exactly )\b\d+", marked))
    return not said <= set(re.findall(r"\d+", " ".join((*scope.conditions, *scope.sides))))


def bare(question: str) -> str:
    """The question without what it says of the form of the answer."""
    return _FORM.sub("", question)


def _understood(text: str, category: Category, known: str) -> bool:
    """Whether no word is left that could be a condition: only what rows are called, "tweets", may be."""
    names = {word for column in category.table.columns for word in words(column.name.replace("_", " "))}
    text = _VERBS_OF_ABOUT.sub("§", text)
    usual = _USUAL | _ROWS | PEOPLE | names | set(NAMES) | set(words(known))
    asked = " ".join(part for part in _SENTENCES.split(text) if not _TELLS_OF_DATA.search(part))
    left = {word for word in words(asked) if word not in usual and not word.isdigit() and len(word) > 1}
    called = {word for said in _CALLED.findall(text.lower()) for word in words(said)}
    return not left - called and not _NEGATED.search(asked)


def _named(text: str, category: Category) -> tuple[tuple[str, ...], str]:
    """The values that the text names, in order, and the text with `§` in their place."""
    alternatives = "|".join(re.escape(value) for value in sorted(category.values, key=len, reverse=True))
    if not alternatives:
        return (), text
    known = {value.lower(): value for value in category.values}
    pattern = re.compile(rf"(?<!\w)[{_QUOTES}]?({alternatives})s?[{_QUOTES}]?(?!\w)", re.IGNORECASE)
    found = tuple(known[match.group(1).lower()] for match in pattern.finditer(text))
    return found, pattern.sub("§", text)


# -- the forms, the most particular first


def _one_month(asked: Asked) -> str | None:
    """In which month A first, or last, outnumbers B."""
    if len(asked.named) != 2 or not re.search(rf"(?:which|what) month.*{_OFTEN}", asked.text):
        return None
    ahead = _months_ahead(asked)
    if ahead is None:
        return None
    end = "max" if re.search(r"\blast\b|latest", asked.text) else "min"
    return f"SELECT strftime({end}(month), '%B %Y') AS month FROM ({ahead})"


def _number_of_months(asked: Asked) -> str | None:
    """For how many months A outnumbers B."""
    if len(asked.named) != 2 or not re.search(rf"how many months.*{_OFTEN}", asked.text):
        return None
    ahead = _months_ahead(asked)
    return f"SELECT count(*) AS months FROM ({ahead})" if ahead else None


def _months_ahead(asked: Asked) -> str | None:
    if asked.scope.date is None:
        return None
    one, other = asked.named
    month = f"date_trunc('month', {identifier(asked.scope.date)})"
    return (
        f"SELECT {month} AS month {asked.source}{asked.where()} GROUP BY 1"
        f" HAVING {asked.count_of(one)} > {asked.count_of(other)}"
    )


def _before_and_after(asked: Asked) -> str | None:
    """Whether one value is more common before a day than after it."""
    if len(asked.named) != 1 or not asked.scope.sides or not _COMPARES.search(asked.text):
        return None
    value = asked.labelled[0]
    one, other = (f"count(*) FILTER (WHERE {value} AND {side})" for side in asked.scope.sides)
    return _compared(one, other, f"{asked.source}{asked.where()}")


def _one_and_other(asked: Asked) -> str | None:
    """Whether one value is more common than another."""
    if len(asked.named) != 2 or asked.scope.sides or not _COMPARES.search(asked.text):
        return None
    one, other = (asked.count_of(value) for value in asked.named)
    return _compared(one, other, f"{asked.source}{asked.where()}")


def _compared(one: str, other: str, source: str) -> str:
    return (
        f"SELECT CASE WHEN {one} > {other} THEN '{MORE}' WHEN {one} < {other} THEN '{LESS}'"
        f" ELSE '{SAME}' END AS answer {source}"
    )


def _exactly_so_often(asked: Asked) -> str | None:
    """How many dates, or users, occur exactly n times."""
    match = re.search(
        r"how many (?:different )?([\w ]+?) (?:are|is|were|occur|appear|have|has)\b.*?exactly (\w+)",
        asked.text,
    )
    if match is None or len(asked.named) > 1:
        return None
    column = column_of(match.group(1), asked.category.table)
    word = match.group(2)
    times = int(word) if word.isdigit() else _NUMBERS.get(word)
    if column is None or times is None:
        return None
    groups = (
        f"SELECT {column} {asked.source}{asked.where(*asked.labelled)} GROUP BY 1 HAVING count(*) = {times}"
    )
    return f"SELECT count(*) AS n FROM ({groups})"


def _who(asked: Asked) -> str | None:
    """Which user, or day, has most rows, or most of a value."""
    match = re.search(r"\b(?:which|what) (?!of\b)(\w+)\b.*?\b(most|least|fewest)\b", asked.text)
    column = column_of(match.group(1), asked.category.table) if match else None
    if match is None or column is None or column == asked.label or len(asked.named) > 1:
        return None
    order = "DESC" if match.group(2) == "most" else "ASC"
    return (
        f"SELECT {column} {asked.source}{asked.where(*asked.labelled)} GROUP BY {column}"
        f" ORDER BY count(*) {order}, {column} LIMIT 1 OFFSET {rank(asked.text)}"
    )


def _which_value(asked: Asked) -> str | None:
    """Which value is the most or least common; values that no row has count as well."""
    named = (
        f"label|category|class|value|type|kind|topic|language|sentiment|{re.escape(asked.category.column)}"
    )
    match = re.search(
        rf"(?:which|what)\b.*?\b(?:{named}|categorie|classe)s?\b.*?\b(most|least)\b"
        rf"|\b(most|least) (?:common|frequent) (?:{named})s?\b",
        asked.text,
    )
    if match is None or asked.named:
        return None
    least = (match.group(1) or match.group(2)) == "least"
    listed = ", ".join(f"({literal(value)})" for value in asked.category.values)
    counted = f"SELECT {asked.label} AS v, count(*) AS n {asked.source}{asked.where()} GROUP BY 1"
    return (
        f"SELECT t.v AS answer FROM (VALUES {listed}) AS t(v) LEFT JOIN ({counted}) AS c ON c.v = t.v"
        f" ORDER BY coalesce(c.n, 0) {'ASC' if least else 'DESC'}, t.v LIMIT 1 OFFSET {rank(asked.text)}"
    )


def _how_many(asked: Asked) -> str | None:
    """How many rows have a value; "how many users have it" counts something else."""
    if len(asked.named) != 1 or not re.search(r"how many|how often|number of|count (?:of|the)", asked.text):
        return None
    if asked.scope.sides or re.search(_OFTEN, asked.text):
        return None
    subject = re.search(r"how many (?:different )?(\w+)", asked.text)
    if subject and (subject.group(1) in _PERIODS or column_of(subject.group(1), asked.category.table)):
        return None
    return f"SELECT count(*) AS n {asked.source}{asked.where(*asked.labelled)}"


_FORMS = (
    *tally_groups.FORMS,
    _one_month,
    _number_of_months,
    _before_and_after,
    _one_and_other,
    _exactly_so_often,
    _who,
    _which_value,
    _how_many,
)

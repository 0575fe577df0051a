"""Ways to an answer: which one suits a question, and the fixed programs that need no code from the root."""

import re
from typing import Literal

import msgspec

from rlm_desktop.profile import Profile
from rlm_desktop.rlm.passages import open_questions
from rlm_desktop.rlm.plans import slots
from rlm_desktop.rlm.question import intent
from rlm_desktop.rlm.question.documents import told_in_text
from rlm_desktop.rlm.question.linking import COMMON, Links, words
from rlm_desktop.rlm.question.times import moments

Plan = Literal[
    "direct", "records", "program", "search", "reading", "extract", "summary", "exhaustive", "free"
]

_DIRECT_BYTES = 9_000
"""A text this short (about 2,500 tokens) is read whole: code could only lose something."""

SUMMARISED = 12
"""Passages that a summary rests on, unless every page is asked for."""
SUMMARY_BYTES = 3_000
EXTRACT_BYTES = 6_000
_MOST_DOCUMENTS = 60
_HOW_DOES = re.compile(r"\bhow (?:do|does|did|is|are|was|were|has|have)\b", re.IGNORECASE)
"""What is asked then is no summary, though a section that it names may be called one."""
_SHARE = re.compile(r"\b(?:share|percent(?:age)?|proportion|fraction)s?\b|%", re.IGNORECASE)
_MUST = re.compile(r"\b(?:by when|until when|deadline|must|ha(?:ve|s) to)\b", re.IGNORECASE)
"""What is to be done a document says in its text, not in its fields."""
_OF_THE_MEETING = {"name", "date", "day", "time"}
"""Fields of minutes that may be spoken of as those of the meeting itself."""
_PLAIN_NAMES = {"records", "lines", "documents"}
"""What tables are called that have no name of their own."""
_OF_EACH = "The question asks for a figure that each document tells a part of."
_OF_A_DAY = re.compile(
    r"^\W*(?:what (?:is|was|are|were) the\b|who(?:se)?\b|which\b|on which\b)", re.IGNORECASE
)
"""Who and what of a day; why and how its text tells."""
_SUMMARY = re.compile(
    r"\b(?:summari[sz]e|sum up|summary|overview|gist|main (?:points?|topics?|themes?)|key points?)\b"
    r"|^what (?:is|are) (?:this|these|it|the (?:text|documents?|book|files?|letters?|paper)) about\b",
    re.IGNORECASE,
)
_SUMMARISED = re.compile(
    r"\b(?:summari[sz]e|sum up|(?:summary|overview|gist|main points?|key points?) (?:of|in))"
    r"\s+(?:all )?(?:of )?(?:the|my|our|these|those)\s+([\w-]+)\s*[?.!]*$",
    re.IGNORECASE,
)
_SUMMARY_OF_ALL = re.compile(r"\babout\s*[?.!]*$", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:about|concerning|regarding|on)\s+(?:the\s+)?(.{3,80}?)\s*[?.!]*$", re.IGNORECASE)
_UNITS = """
pounds kilos kilograms grams tons tonnes ounces miles kilometres metres meters feet inches yards acres
hectares litres gallons degrees percent euros dollars cents pence francs roubles years months weeks days hours
minutes seconds
"""
_MEASURED = re.compile(
    rf"\bhow many (?:{'|'.join(_UNITS.split())})(?:['\u2019]? notice| (?:an?|per) [a-z]+)?"
    r" (?:did|does|do|ha[sd]|have|is|are|was|were|must|may|can)\b",
    re.IGNORECASE,
)
"""A measure of one thing, not a number of places."""
_HOW_MUCH = re.compile(
    r"(?:^|,)\s*(?:by |for )?how much (?:[a-z]+ )?(?:does|did|do|is|was|were|are|has|have|had)\b",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:documents|letters|invoices|bills|contracts|reports|minutes|files|mails|emails|papers|forms"
    r"|applications|statements|notes|pages"
    r"|which (?:document|letter|invoice|bill|contract|report|file|mail|paper))\b",
    re.IGNORECASE,
)


class Route(msgspec.Struct, frozen=True):
    """Plans in the order in which they are tried, and why the first comes first."""

    plans: tuple[Plan, ...]
    why: str


def route(
    question: str,
    profile: Profile,
    links: Links,
    asked: str,
    *,
    free: bool = False,
    prose: bool = False,
    meeting: bool = False,
) -> Route:
    """Choose by what the text is and what the question asks for; an open question may be read together.

    With `meeting` it is about one whose minutes are known.
    """
    fields = any(column not in _OF_THE_MEETING for _, column in links.named_whole())
    freely = asked == "auto" and not free and not asks_summary(question)
    if freely and meeting and not fields:
        found = Route(("search", "exhaustive"), "The meeting that is named has minutes: they tell it.")
    elif freely and told_in_text.asks(question, profile.tables):
        found = Route(("search", "exhaustive"), "No head of a document has what is asked: texts may tell it.")
    else:
        found = _route(question, profile, links, asked, free=free, prose=prose)
    if "search" not in found.plans or not open_questions.is_open(question):
        return found
    after = found.plans.index("search") + 1
    return Route((*found.plans[:after], "reading", *found.plans[after:]), found.why)


def _route(question: str, profile: Profile, links: Links, asked: str, *, free: bool, prose: bool) -> Route:
    """`asked` is the person's own choice.

    With `free` the root is capable: its own program is tried before everything else. With `prose` the
    documents that the question names have no records.
    """
    if free:
        after = _route(question, profile, links, asked, free=False, prose=prose)
        return Route(("free", *after.plans), "This planner is large enough to write its own programs.")
    if chosen := _chosen(question, asked):
        return chosen
    wanted = intent.of(question)
    linked = _is_about_records(question, profile, links)
    if prose and not wanted.count:
        return Route(("search", "exhaustive"), "The documents that the question names hold no records.")
    typed = any(table.kind not in ("lines", "documents") for table in profile.tables)
    # A mail has fields, and its text is running text all the same.
    in_rows = sum(table.documents for table in profile.tables if table.row_is != "document")
    mixed = in_rows < profile.documents
    if typed and mixed and open_questions.is_beyond_rows(_without_values(question, links)):
        return Route(("search", "exhaustive"), "The question is an open one, which no record answers.")
    if typed and mixed and not linked and (_HOW_MUCH.search(question) or _MEASURED.search(question)):
        return Route(("search", "records", "exhaustive"), "No record has what the question speaks of.")
    if _MUST.search(question) and not wanted.computes and _links_documents_only(profile, links):
        return Route(("search", "records", "exhaustive"), "The question asks for a fact in the text.")
    told = linked or (not mixed and (_SHARE.search(question) or _is_table(question, profile)))
    if typed and (wanted.computes or told):
        return Route(("records", "search", "exhaustive"), _why_records(profile))
    if not typed and not open_questions.is_open(question) and _is_figure_of_documents(question, profile):
        return Route(("extract", "search"), _OF_EACH)
    if profile.bytes <= _DIRECT_BYTES and not wanted.count:
        return Route(("direct", "search"), "The text is short enough to be read whole.")
    return _of_text(question, links, typed=typed)


def _without_values(question: str, links: Links) -> str:
    """The question but for values that it names: "patterns" of a title asks for no patterns."""
    for phrase in sorted({link.phrase for link in links.values}, key=len, reverse=True):
        question = question.replace(phrase, " ")
    return question


def _of_text(question: str, links: Links, *, typed: bool) -> Route:
    """For what no record tells: count in the text, or look for the place that tells."""
    wanted = intent.of(question)
    if not typed and (_MEASURED.search(question) or _HOW_MUCH.search(question)):
        plans: tuple[Plan, ...] = ("search", "program", "exhaustive")
        return Route(plans, "The question asks for a figure that the text tells.")
    if wanted.count or wanted.listing:
        plans = ("program", "search", "exhaustive")
        return Route(plans, "The question asks for something that code can count in the text.")
    if typed and any(column != "name" for _, column in links.columns):
        return Route(("search", "records", "exhaustive"), "The question asks for a fact in the text.")
    return Route(("search", "exhaustive"), "The question asks for a fact in the text.")


def _chosen(question: str, asked: str) -> Route | None:
    """The plan that the question's words, or the person, ask for."""
    if asks_summary(question):
        return Route(("summary",), "The question asks for a summary.")
    if asked == "exhaustive":
        return Route(("exhaustive",), "You asked for every page to be read.")
    if asked == "free":
        return Route(("free", "exhaustive"), "You asked for a free program.")
    return None


def _is_table(question: str, profile: Profile) -> bool:
    """Whether the text is tables and nothing else, too long to be read whole, and the question not open."""
    tables = [table for table in profile.tables if table.kind not in ("lines", "documents")]
    rows = all(table.kind != "log" and table.row_is != "document" for table in tables)
    return rows and profile.bytes > _DIRECT_BYTES and not open_questions.is_open(question)


def _is_about_records(question: str, profile: Profile, links: Links) -> bool:
    """Values decide, columns, and what a table is called; of documents one column is only a word."""
    asked = set(words(question))
    if any(asked & set(words(table.name)) for table in profile.tables if table.name not in _PLAIN_NAMES):
        return True
    documents = {table.name for table in profile.tables if table.row_is == "document"}
    # "The name of the captain" asks what he is called, not for a column.
    named = [name for name, column in links.columns if column != "name"]
    if any(set(words(column.replace("_", " "))).isdisjoint(COMMON) for _, column in links.named_whole()):
        return True
    if bool(links.values) or len(named) > 1 or any(name not in documents for name in named):
        return True
    return bool(named) and _names_a_day(question, profile)


def _names_a_day(question: str, profile: Profile) -> bool:
    """Whether documents with a date are asked for what a field of theirs holds, by their day.

    "What is the title of the post of 8 February 2023?", "who attended on 16 May 2018?"
    """
    said = moments.Moments(question)
    dated = any(
        column.type in ("date", "timestamp")
        for table in profile.tables
        if table.row_is == "document"
        for column in table.columns
    )
    return dated and bool(said.days) and bool(said.months) and _OF_A_DAY.search(question) is not None


def _links_documents_only(profile: Profile, links: Links) -> bool:
    """Whether what the question has of tables are fields of whole documents, the subject of a mail, say."""
    documents = {table.name for table in profile.tables if table.row_is == "document"}
    return bool(links.values) and {link.table for link in links.values} <= documents


def _why_records(profile: Profile) -> str:
    held = sum(table.rows for table in profile.tables if table.row_is != "document")
    return f"The question is about records: the text holds {held or profile.tables[0].rows:,}."


def asks_summary(question: str) -> bool:
    return _SUMMARY.search(question) is not None and not _HOW_DOES.search(question)


def about(question: str) -> str:
    """What a summary is to be about; empty where it is about everything."""
    match = _ABOUT.search(question)
    return match.group(1) if match and not _SUMMARY_OF_ALL.search(question) else ""


def summarised(question: str) -> str:
    """What a question calls the documents to be summarised, "letters"; empty where it names none."""
    match = _SUMMARISED.search(question)
    return match.group(1) if match else ""


def _is_figure_of_documents(question: str, profile: Profile) -> bool:
    """Whether something of each document is added up or compared, in words that speak of many documents."""
    many = 2 <= profile.documents <= _MOST_DOCUMENTS
    return many and bool(slots.figure(intent.of(question))) and _MANY.search(question) is not None


def summary_program(question: str, *, whole: bool) -> str:
    """Summarise passages in a tree: all of them, or those that fit best, or some from all over the text."""
    wanted = about(question)
    if whole:
        pieces = f"pieces = list(passages(size={SUMMARY_BYTES}))\n"
    elif wanted:
        pieces = f"pieces = search({wanted!r}, k={SUMMARISED})\n"
    else:
        pieces = (
            f"drawn = sample({SUMMARISED}, size={SUMMARY_BYTES})\n"
            "pieces = sorted(drawn, key=lambda piece: (piece.document, piece.start))\n"
        )
    return f"{pieces}answer(summarise(pieces, {wanted!r}), evidence=pieces[:8])\n"


_FIGURES = {
    "total": "sum(values)",
    "mean": "sum(values) / len(values)",
    "most": "max(found, key=lambda each: each[0])[:2]",
    "least": "min(found, key=lambda each: each[0])[:2]",
}


def extract_program(wanted: "slots.Extraction") -> str:
    """Read one field from the beginning of each document, then compute with the values."""
    return (
        f"field = {wanted.field!r}\n"
        f"pages = [read(document['id'], size={EXTRACT_BYTES}) for document in documents()]\n"
        f"read_fields = extract_each(pages, {{field: {wanted.type!r}}})\n"
        "told = zip(read_fields, pages)\n"
        "found = [(row[field], page.name, page) for row, page in told if row[field] is not None]\n"
        "print(len(found), 'of', len(pages))\n"
        "values = [each[0] for each in found]\n"
        "if values:\n"
        f"    answer({_FIGURES[wanted.figure]}, evidence=[each[2] for each in found])\n"
    )


def search_program(question: str, for_reader: str = "", *, passages: int = 12) -> str:
    """Search by the question's words, read the best passages, answer where one tells."""
    words = f"search({question!r}, k={passages})" if for_reader not in ("", question) else ""
    return (
        f"question = {(for_reader or question)!r}\n"
        f"found = {words or f'search(question, k={passages})'}\n"
        "told = find(question, found)\n"
        "if told is not None:\n"
        "    answer(told)\n"
    )


SAMPLED = 40
"""Passages that are read for an estimate, drawn at random from all over the text."""
SAMPLE_BYTES = 1500
"""Of each: many short passages tell more of a text than a few long ones."""
SAMPLE_SECONDS = 180
"""After that a slow machine has read enough for an estimate."""


def exhaustive_program(question: str, *, size: int) -> str:
    """Read every page. Notes are kept by the host as they come: a limit loses nothing."""
    return (
        f"question = {question!r}\n"
        "page = []\n"
        f"for piece in passages(size={size}):\n"
        "    page.append(piece)\n"
        "    if len(page) == 16:\n"
        "        ask_each(question, page)\n"
        "        page = []\n"
        "if page:\n"
        "    ask_each(question, page)\n"
    )


def sample_program(question: str, *, seed: int) -> str:
    """Read passages in the order in which they were drawn: any beginning of them is a random sample."""
    return (
        "import time\n"
        f"question = {question!r}\n"
        f"drawn = sample({SAMPLED}, size={SAMPLE_BYTES}, seed={seed}, alike=True)\n"
        f"until = time.monotonic() + {SAMPLE_SECONDS}\n"
        "for start in range(0, len(drawn), 5):\n"
        "    if time.monotonic() < until:\n"
        "        ask_each(question, drawn[start : start + 5])\n"
    )


def content_words(question: str) -> list[str]:
    """The words of a question that could stand in the text."""
    stop = {"what", "which", "who", "where", "when", "does", "mentioned", "text", "document", "documents"}
    told = re.findall(r"[\w-]{4,}", question)
    return [word for word in told if word.lower() not in stop and not set(words(word)) <= COMMON]

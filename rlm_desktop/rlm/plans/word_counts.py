"""How long documents are in words or characters: all of each is counted, by code.

"How long is a proposal on average, in words?", "which letter has the most words?", "how many words are there
in all the minutes?".
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

import msgspec

from rlm_desktop.profile import Document, Profile
from rlm_desktop.rlm.plans.whole_documents import documents_called
from rlm_desktop.rlm.question.linking import words
from rlm_desktop.spans import DocumentId

Figure = Literal["mean", "median", "total", "longest", "shortest"]

_UNIT = re.compile(
    r"\b(?:in|how many|(?:the )?number of|(?:most|fewest|more|fewer)) (?P<unit>words|characters)\b"
    r"|\b(?P<counts>word|character) counts?\b",
    re.IGNORECASE,
)
_FIGURES: tuple[tuple[Figure, re.Pattern[str]], ...] = tuple(
    (figure, re.compile(rf"\b(?:{said})\b", re.IGNORECASE))  # type: ignore[misc]
    for figure, said in (
        ("median", "median"),
        ("mean", "average|mean|typically|typical"),
        ("longest", "longest|most (?:words|characters)"),
        ("shortest", "shortest|fewest (?:words|characters)"),
        ("total", "altogether|in total|in all|total|all the|all of the|together"),
    )
)
_WORDS = """
how long is are was were a an the on average in words what mean median length of many does do did have has
contain contains each every all these those this my our one typical typically number per single total
altogether there which most fewest longest shortest written run runs to and its it word count counts
characters character together here please tell me give by whole
"""
_USUAL = frozenset(_WORDS.split())
_PARTS = frozenset(
    words("section paragraph sentence line chapter page abstract name title heading row column word message")
)
"""What documents have several of: their length is another matter."""
_LARGEST = 200_000_000
_AT_ONCE = 1_000_000


class Asked(msgspec.Struct, frozen=True):
    """Which figure of how many words, or characters, of which documents."""

    figure: Figure
    unit: str
    documents: tuple[DocumentId, ...]


def asked(
    question: str, profile: Profile, ready: Sequence[Document], prose: Sequence[DocumentId]
) -> Asked | None:
    """None where anything else is asked, or only some documents are meant."""
    unit = _UNIT.search(question)
    figure = next((name for name, said in _FIGURES if said.search(question)), None)
    left = [word for word in re.findall(r"[^\W_][\w'-]*", question.lower()) if word not in _USUAL]
    if unit is None or figure is None or len(left) != 1 or set(words(left[0])) & _PARTS:
        return None
    meant = _called(left[0], profile, ready, prose)
    if meant is None or sum(one.bytes for one in meant) > _LARGEST or len(meant) < 2:
        return None
    return Asked(figure, unit["unit"] or f"{unit['counts']}s", tuple(one.id for one in meant))


def _called(
    noun: str, profile: Profile, ready: Sequence[Document], prose: Sequence[DocumentId]
) -> list[Document] | None:
    """The documents that are called so; of those with headers whatever is no header of theirs."""
    named = documents_called(noun, ready, prose)
    if named is not None:
        return [one for one in ready if not named or one.id in named]
    headed = next((table for table in profile.tables if table.row_is == "document"), None)
    columns = headed.columns if headed is not None and headed.kind == "headers" else ()
    if not columns or set(words(noun)) & {w for c in columns for w in words(c.name.replace("_", " "))}:
        return None
    usual = Counter(one.kind for one in ready).most_common(1)[0][0]
    return [one for one in ready if one.kind == usual]


def program(wanted: Asked) -> str:
    """What counts them, in verbs."""
    own = "len(piece.split())" if wanted.unit == "words" else "len(piece)"
    value = {
        "mean": "round(sum(sizes.values()) / len(sizes), 1)",
        "median": "statistics.median(sizes.values())",
        "total": "sum(sizes.values())",
        "longest": "list(max(sizes.items(), key=lambda each: each[1]))",
        "shortest": "list(min(sizes.items(), key=lambda each: each[1]))",
    }[wanted.figure]
    return (
        f"import statistics\nmeant = {set(wanted.documents)!r}\nsizes = {{}}\n"
        "for each in documents():\n"
        "    if each['id'] in meant:\n"
        "        sizes[each['name']] = 0\n"
        f"        for start in range(0, each['bytes'], {_AT_ONCE}):\n"
        f"            piece = read(each['id'], start=start, size={_AT_ONCE})\n"
        f"            sizes[each['name']] += {own}\n"
        f"answer({value})\n"
    )


def told(wanted: Asked) -> str:
    """How it was counted, beside the answer."""
    number = f"{len(wanted.documents):,}"
    return f"All {wanted.unit} of {number} documents were counted, those of their headers as well."

"""What a question calls the file that it asks about: the error log, the language subtag registry."""

import re
from collections.abc import Iterable, Sequence

import msgspec

from rlm_desktop.profile import Profile
from rlm_desktop.rlm.question.linking import words
from rlm_desktop.rlm.question.links import Links

_NEXT_TO_NONE = 0.02


def of_rows(links: Links, question: str, profile: Profile, called: Iterable[str]) -> Links:
    """Rule "internships are no Internship": what the rows' file is called is not a rare value of a column.

    Nor is it any value where the question says so: "in this error log". `called` are the names of the files.
    """
    called = tuple(called)
    rows = {table.name: table.rows for table in profile.tables}
    names = {word for name in called for word in words(name.replace("_", " "))}
    kept = tuple(
        one
        for one in links.values
        if not set(words(one.phrase)) <= names
        or not one.phrase.islower()
        or (one.rows > _NEXT_TO_NONE * rows.get(one.table, 0) and not is_meant(one.phrase, question, called))
    )
    return msgspec.structs.replace(links, values=kept)


def is_meant(phrase: str, question: str, called: Sequence[str] = ()) -> bool:
    """Whether a question says a word of what it calls the file, and nowhere else.

    So it does where it says several words of its name in a row: "in the language subtag registry".
    """
    word = rf"(?<!\w){re.escape(phrase)}s?(?!\w)"
    said = [match.span() for match in re.finditer(word, question, re.IGNORECASE)]
    of_the_file = re.findall(rf"{word} (?:log|file|table|list)(?: file)?\b", question, re.IGNORECASE)
    names = names_in(question, called[0]) if len(called) == 1 else []
    within = all(
        question[start:end].islower() and any(a <= start and end <= z for a, z in names)
        for start, end in said
    )
    return bool(said) and (len(said) == len(of_the_file) or within)


def names_in(question: str, name: str) -> list[tuple[int, int]]:
    """Where a question says several words of a file's name in a row."""
    known = set(words(name.replace("_", " ")))
    runs: list[list[re.Match[str]]] = [[]]
    for token in re.finditer(r"[^\W_]+", question):
        apart = runs[-1] and question[runs[-1][-1].end() : token.start()] not in (" ", "-", "_")
        if apart or not known.issuperset(words(token.group())):
            runs.append([])
        if known.issuperset(words(token.group())):
            runs[-1].append(token)
    return [(run[0].start(), run[-1].end()) for run in runs if len(run) > 1]

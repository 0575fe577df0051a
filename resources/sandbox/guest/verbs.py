"""The verbs a program may use: each asks the host and returns plain values.

`docs/verbs.md` tells them to people; a test holds the two together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Never

import names
from cell import Ended
from channel import call
from tables import (
    between,
    count,
    distinct,
    first,
    group,
    join,
    last,
    least,
    mean,
    most,
    per,
    percentile,
    records,
    sql,
    top,
    total,
    where,
)

__all__ = [
    "FINAL",
    "FINAL_VAR",
    "SHOW_VARS",
    "Passage",
    "answer",
    "ask",
    "ask_all",
    "ask_each",
    "between",
    "compare",
    "count",
    "distinct",
    "documents",
    "extract",
    "extract_each",
    "find",
    "first",
    "group",
    "join",
    "label",
    "last",
    "least",
    "llm_query",
    "llm_query_batched",
    "mean",
    "most",
    "neighbours",
    "passages",
    "per",
    "percentile",
    "read",
    "read_heading",
    "read_lines",
    "read_page",
    "records",
    "rlm_query",
    "rlm_query_batched",
    "sample",
    "scan",
    "search",
    "sql",
    "summarise",
    "top",
    "total",
    "where",
]


class Passage(str):
    """A piece of the text that knows where it stands: `document`, and bytes `start` up to `end`."""

    document = 0
    start = 0
    end = 0
    name = ""
    answer: object = None
    """What `find` took from it."""

    @property
    def place(self) -> dict[str, int]:
        return {"document": self.document, "start": self.start, "end": self.end}


def _passage(found: dict[str, Any]) -> Passage:
    piece = Passage(found["text"])
    piece.document, piece.start, piece.end = found["document"], found["start"], found["end"]
    piece.name = found.get("name", "")
    return piece


def search(words: str, k: int = 8) -> list[Passage]:
    """The `k` passages that match the words best, best first."""
    return [_passage(found) for found in call("search", words, k)]


class Found:
    """What a scan found: `matches`, `lines` and `documents` are exact; `hits` are the first lines."""

    def __init__(self, got: dict[str, Any]) -> None:
        self.matches, self.lines, self.documents = got["matches"], got["lines"], got["documents"]
        self.hits = [_passage(hit) for hit in got["hits"]]

    def __repr__(self) -> str:
        return f"<{self.matches} matches in {self.lines} lines of {self.documents} documents>"


def scan(pattern: str, regex: bool = False, ignore_case: bool = True, keep: int = 1000) -> Found:
    """Look at every byte of the text for a word, phrase or regular expression; totals are exact."""
    return Found(call("scan", pattern, regex, ignore_case, keep))


def documents() -> list[dict[str, object]]:
    """The documents, each a dict with `id`, `name`, `kind`, `bytes` and `lines`."""
    return call("documents")


def read(document: int | str, start: int = 0, size: int = 4000) -> Passage:
    """At most `size` bytes of a document (its id or name) from the byte `start` on."""
    return _passage(call("read", document, start, size))


def read_lines(document: int | str, first: int, count: int = 1) -> Passage:
    """`count` lines of a document from the line `first` on; the first line is 1."""
    return _passage(call("read_lines", document, first, count))


def read_page(document: int | str, page: int) -> Passage:
    """A page of a PDF, from 1."""
    return _passage(call("read_page", document, page))


def read_heading(heading: str, document: int | str | None = None) -> Passage:
    """What stands under a heading, up to the next heading of its kind."""
    return _passage(call("read_heading", heading, document))


def neighbours(passage: Passage, lines: int = 3) -> Passage:
    """A passage with the lines before and after it."""
    if not isinstance(passage, Passage):
        raise ValueError(
            f"neighbours wants a passage from search, scan, find or read, e.g. search(words)[0],"
            f" not {_shown(passage)}."
        )
    return _passage(call("neighbours", passage.place, lines))


def passages(size: int = 2000, document: int | str | None = None) -> Iterator[Passage]:
    """The whole text, or one document, as passages of at most `size` bytes, cut at natural borders."""
    after = 0
    while True:
        got = call("passages", size, document, after)
        for found in got:
            yield _passage(found)
        if not got:
            return
        after += len(got)


def sample(count: int = 40, size: int = 1500, seed: int = 0, alike: bool = False) -> list[Passage]:
    """Passages from random places of the text, as they were drawn; all of it where it is that short."""
    return [_passage(found) for found in call("sample", count, size, seed, alike)]


def find(question: str, found: Iterable[str]) -> Passage | None:
    """The answer that passages give to a question, checked against them; None when none of them tells."""
    places = [_sent(piece) for piece in _pieces(found, "find")]
    got = call("find", question, places)
    if got is None:
        return None
    piece = _passage(got["passage"])
    piece.answer = got["answer"]
    return piece


def ask(question: str, passage: str) -> str:
    """A fresh reader's short answer to a question about one passage; "NONE" when it does not tell."""
    return ask_each(question, [passage])[0]


def ask_each(question: str, found: Iterable[str]) -> list[str]:
    """The same question about many passages; answers in their order."""
    return call("ask_each", question, [_sent(piece) for piece in _pieces(found, "ask_each")])


def ask_all(question: str, document: int | str | None = None) -> str:
    """Asks every page of a document, or of the whole text, and puts the answers together."""
    return call("ask_all", question, document)


def label(items: Iterable[str], labels: Sequence[str], what: str = "text") -> list[str]:
    """For each item the label that fits best, out of a closed set."""
    names_given = labels if isinstance(labels, str) else _pieces(labels, "label", "labels")
    return call("label", [_sent(item) for item in _pieces(items, "label")], names_given, str(what))


def extract(passage: str, fields: Sequence[str] | Mapping[str, object]) -> dict[str, object]:
    """The named fields of a passage; None where it does not tell. With types: {"amount": "number"}."""
    return extract_each([passage], fields)[0]


def extract_each(
    found: Iterable[str], fields: Sequence[str] | Mapping[str, object]
) -> list[dict[str, object]]:
    """The same for many passages, in their order."""
    return call("extract_each", [_sent(piece) for piece in _pieces(found, "extract_each")], fields)


def compare(one: str, other: str, what: str = "what they say") -> str:
    """In a sentence, how two passages differ in `what`, or "the same"."""
    return call("compare", _sent(one), _sent(other), str(what))


def summarise(found: Iterable[str], about: str = "") -> str:
    """A short summary of many passages: parts are summarised first, then their summaries."""
    return call("summarise", [_sent(piece) for piece in _pieces(found, "summarise")], str(about))


def _pieces(found: object, verb: str, what: str = "passages from search") -> list[object]:
    """Several texts or passages as a list; one alone is a list of one."""
    if isinstance(found, str):
        return [found]
    if not isinstance(found, Iterable):
        raise ValueError(f"{verb} wants a list, e.g. of {what}, not {_shown(found)}.")
    return list(found)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _sent(piece: object) -> object:
    """A passage goes to the host as its place, so that what a model reads is accounted for."""
    return piece.place if isinstance(piece, Passage) else str(piece)


def answer(value: object, evidence: Iterable[object] | None = None) -> Never:
    """Give the answer, with the passages it rests on. The program is over with this."""
    if isinstance(value, Passage):
        evidence = [value] if evidence is None else evidence
        value = value if value.answer is None else value.answer
    if isinstance(value, Found):
        evidence, value = value.hits if evidence is None else evidence, value.matches
    pieces = [evidence] if isinstance(evidence, Passage) else evidence or []
    call("answer", value, evidence=[piece.place for piece in pieces if isinstance(piece, Passage)])
    raise Ended


def FINAL(value: object) -> Never:  # noqa: N802 - the paper's name
    """The published method's way to give the answer."""
    answer(value)


def FINAL_VAR(name: object) -> Never:  # noqa: N802
    """Give a variable, by its name or as it is, as the answer."""
    found = names.variables()
    if not isinstance(name, str) or name in found:
        answer(found[name] if isinstance(name, str) else name)
    if name.isidentifier() and not any(isinstance(value, str) and value == name for value in found.values()):
        defined = ", ".join(found) or "none yet"
        raise NameError(f"There is no variable {name!r}; those that are defined: {defined}.")
    answer(name)


def SHOW_VARS() -> dict[str, str]:  # noqa: N802
    """Print the variables the program has defined so far, with their types."""
    shown = {name: type(value).__name__ for name, value in names.variables().items()}
    print(shown)  # noqa: T201 - printing is what it is for
    return shown


def llm_query(prompt: str, model: object = None) -> str:
    """A fresh model's reply to one prompt. There is one such model, whichever is named."""
    return call("llm_query", prompt)


def llm_query_batched(prompts: Iterable[str], model: object = None) -> list[str]:
    """Replies to many prompts, in their order; the host works on many at a time."""
    given = _pieces(prompts, "llm_query_batched", "prompts")
    return call("llm_query_batched", [str(prompt) for prompt in given])


def rlm_query(question: str, text: str | None = None, model: object = None) -> object:
    """The answer of a child run to a question, over its own text or over this one."""
    return call("rlm_query", question, text=None if text is None else str(text))


def rlm_query_batched(questions: Iterable[str], model: object = None) -> list[object]:
    """Answers of child runs, in the questions' order."""
    given = _pieces(questions, "rlm_query_batched", "questions")
    return call("rlm_query_batched", [str(one) for one in given])

"""The verbs a program may use: each asks the host and returns plain values.

`docs/verbs.md` tells them to people; a test holds the two together.
"""

from channel import call
from cell import Ended
import names

__all__ = ["Passage", "sql", "records", "search", "scan", "documents", "read", "passages", "find", "ask",
           "ask_each", "label", "extract", "answer", "FINAL", "FINAL_VAR", "SHOW_VARS", "llm_query",
           "llm_query_batched", "rlm_query", "rlm_query_batched"]


class Passage(str):
    """A piece of the text that knows where it stands: `document`, and bytes `start` up to `end`."""

    document = 0
    start = 0
    end = 0
    name = ""

    @property
    def place(self):
        return {"document": self.document, "start": self.start, "end": self.end}


def _passage(found):
    piece = Passage(found["text"])
    piece.document, piece.start, piece.end = found["document"], found["start"], found["end"]
    piece.name = found.get("name", "")
    return piece


class Rows(list):
    """The rows of a query as tuples; `columns` are their names, `dicts()` the rows by name."""

    columns = ()

    def dicts(self):
        return [dict(zip(self.columns, row)) for row in self]


def sql(query):
    """Rows of one SELECT over the library's tables: a list of tuples."""
    got = call("sql", query)
    rows = Rows(tuple(row) for row in got["rows"])
    rows.columns = tuple(got["columns"])
    return rows


def records(table="records", size=5000):
    """All rows of a table, one dict after the other, fetched `size` at a time."""
    first = 0
    while True:
        got = call("records", table, first, size)
        for row in got["rows"]:
            yield dict(zip(got["columns"], row))
        if len(got["rows"]) < size:
            return
        first += size


def search(words, k=8):
    """The `k` passages that match the words best, best first."""
    return [_passage(found) for found in call("search", str(words), k)]


class Found:
    """What a scan found: `matches`, `lines` and `documents` are exact; `hits` are the first lines."""

    def __init__(self, got):
        self.matches, self.lines, self.documents = got["matches"], got["lines"], got["documents"]
        self.hits = [_passage(hit) for hit in got["hits"]]

    def __repr__(self):
        return f"<{self.matches} matches in {self.lines} lines of {self.documents} documents>"


def scan(pattern, regex=False, ignore_case=True, keep=1000):
    """Look at every byte of the text for a word, phrase or regular expression; totals are exact."""
    return Found(call("scan", str(pattern), regex, ignore_case, keep))


def documents():
    """The documents, each a dict with `id`, `name`, `kind`, `bytes` and `lines`."""
    return call("documents")


def read(document, start=0, size=4000):
    """At most `size` bytes of a document (its id or name) from the byte `start` on."""
    return _passage(call("read", document, start, size))


def passages(size=2000, document=None):
    """The whole text, or one document, as passages of at most `size` bytes, cut at natural borders."""
    after = 0
    while True:
        got = call("passages", size, document, after)
        for found in got:
            yield _passage(found)
        if not got:
            return
        after += len(got)


def find(question, found):
    """The answer that passages give to a question, checked against them; None when none of them tells."""
    places = [piece.place for piece in found if isinstance(piece, Passage)]
    got = call("find", str(question), places)
    if got is None:
        return None
    piece = _passage(got["passage"])
    piece.answer = got["answer"]
    return piece


def ask(question, passage):
    """A fresh reader's short answer to a question about one passage; "NONE" when it does not tell."""
    return ask_each(question, [passage])[0]


def ask_each(question, found):
    """The same question about many passages; answers in their order."""
    return call("ask_each", str(question), [_sent(piece) for piece in found])


def label(items, labels, what="text"):
    """For each item the label that fits best, out of a closed set."""
    return call("label", [_sent(item) for item in items], [str(name) for name in labels], str(what))


def extract(passage, fields):
    """The named fields of a passage as a dict of texts; None where the passage does not tell."""
    return call("extract", _sent(passage), [str(name) for name in fields])


def _sent(piece):
    """A passage goes to the host as its place, so that what a model reads is accounted for."""
    return piece.place if isinstance(piece, Passage) else str(piece)


def answer(value, evidence=None):
    """Give the answer, with the passages it rests on. The program is over with this."""
    if isinstance(value, Passage):
        evidence = [value] if evidence is None else evidence
        value = getattr(value, "answer", value)
    if isinstance(value, Found):
        evidence, value = value.hits if evidence is None else evidence, value.matches
    pieces = [evidence] if isinstance(evidence, Passage) else evidence or []
    call("answer", value, evidence=[piece.place for piece in pieces if isinstance(piece, Passage)])
    raise Ended


def FINAL(value):
    """The published method's way to give the answer."""
    answer(value)


def FINAL_VAR(name):
    """Give a variable, or the value itself, as the answer."""
    found = names.variables()
    answer(found[name] if isinstance(name, str) and name in found else name)


def SHOW_VARS():
    """Print the variables the program has defined so far, with their types."""
    shown = {name: type(value).__name__ for name, value in names.variables().items()}
    print(shown)
    return shown


def llm_query(prompt):
    """A fresh model's reply to one prompt."""
    return call("llm_query", str(prompt))


def llm_query_batched(prompts):
    """Replies to many prompts, in their order; the host works on many at a time."""
    return call("llm_query_batched", [str(prompt) for prompt in prompts])


def rlm_query(question, text=None):
    """The answer of a child run to a question, over its own text or over this one."""
    return call("rlm_query", str(question), text=None if text is None else str(text))


def rlm_query_batched(questions):
    """Answers of child runs, in the questions' order."""
    return call("rlm_query_batched", [str(question) for question in questions])

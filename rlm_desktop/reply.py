"""The answer to a question, as the contract words it: value, text, evidence, coverage, cost."""

from typing import Literal

import msgspec

Status = Literal["answered", "partial", "estimated", "not_found", "stopped", "failed"]
SCHEMA = 1


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence: bytes `start` to `end` of a document's text, and exactly what stands there."""

    document: str
    start: int
    end: int
    line: int
    page: int | None = None
    quote: str
    place: str = ""
    """Where it stands in the words of the document's kind, where it has its own: "row 14, cell C14"."""


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """How all places of an answer can be found again: by a query for their spans, or by a search."""

    sql: str = ""
    pattern: str = ""
    regex: bool = False
    ignore_case: bool = True


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    total: int = 0
    """Number of places the answer rests on."""
    shown: tuple[Quote, ...] = ()
    listing: Listing | None = None
    """Where there are more places than are shown."""


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen of one document, as byte intervals in order: by code, and in a model's prompt."""

    document: str
    scanned: tuple[tuple[int, int], ...] = ()
    read: tuple[tuple[int, int], ...] = ()


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the text the answer rests on. Distinct bytes: reading twice counts once."""

    bytes_total: int = 0
    bytes_scanned: int = 0
    bytes_read_by_model: int = 0
    bytes_looked_at: int = 0
    """Gone through by the first layers of a model alone, which chose what of a passage it reads."""
    documents_total: int = 0
    documents_touched: int = 0
    exhaustive: bool = False
    documents: tuple[Covered, ...] = ()
    """What was seen where. Documents of which all that can be said is in the totals are left out."""


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """An answer from a sample: the interval holds the true value with the given confidence."""

    low: float
    high: float
    confidence: float
    sampled: int
    of: int


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    root_turns: int = 0
    candidates: int = 0
    sub_calls: int = 0
    cached_calls: int = 0
    prompt_tokens: int = 0
    generated_tokens: int = 0
    seconds: float = 0.0
    seconds_by_part: dict[str, float] = {}
    peak_rss_bytes: int = 0


class ModelUsed(msgspec.Struct, frozen=True):
    name: str
    sha256: str


class ErrorShown(msgspec.Struct, frozen=True):
    kind: str
    message: str
    hint: str = ""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What a run ended with. `msgspec.json.encode(reply)` is what `ask --json` prints."""

    run: str
    question: str
    """As the person wrote it."""
    status: Status
    answer: str
    value: object = None
    evidence: Evidence = Evidence()
    coverage: Coverage = Coverage()
    plan: str = ""
    program: str = ""
    notes: tuple[str, ...] = ()
    """In words, what a careful reader should know: what was not agreed on, not grounded, left out."""
    estimate: Estimate | None = None
    usage: Usage = Usage()
    models: dict[str, ModelUsed] = {}
    error: ErrorShown | None = None
    after: str = ""
    """The run that this question followed up, where it followed one."""
    understood_as: str = ""
    """The question that was answered, complete in itself, where the person's leant on the one before."""
    schema: int = SCHEMA

    @property
    def is_from_sample(self) -> bool:
        """Whether a part stands for the whole: an estimate not only because a model may misread, or nothing
        found where every page was to be read, and a sample was."""
        if self.status == "not_found":
            return self.plan == "exhaustive" and not self.coverage.exhaustive
        return self.status == "estimated" and (self.estimate is not None or not self.coverage.exhaustive)

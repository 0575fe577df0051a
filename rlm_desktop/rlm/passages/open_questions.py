"""Questions whose answer no passage states in a word: reasons, worries, how something works or came about.

A check for "does the passage state this" refuses what a reader puts together from several sentences. So such
a question is answered from the best passages in one call, and the answer is told as the model's reading of
them, with the passages. What names, numbers and words it has must stand there.
"""

import re
from collections.abc import Sequence

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.passages.finding import repeats
from rlm_desktop.rlm.passages.focus import focus
from rlm_desktop.rlm.passages.refusals import says_nothing
from rlm_desktop.rlm.passages.sentences import Sentence
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.question import intent
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.spans import DocumentId, Hit, Span

_THINGS = """
advantages? agreed arguments? benefits? causes? changes? complaints? concerns? conditions? connections?
consequences? contributors? correlations? criticisms? decided details? differences? difficult(?:y|ies)
disadvantages? disagreements? discussed drivers? duties effects? elements factors? focus(?:es)? found impacts?
implications? influences? insights? issues lessons liabilities measures movements objections? obligations?
patterns? plans? priorities problems? proceedings promised proposed reasons? relationships? risks? role steps
strateg(?:y|ies) trends? uncertainties worr(?:y|ies)
"""
_DOES = r"""
annoy\w* bother\w* caused? concern(?:s|ed) explains? happen\w* led motivat\w+ prevent\w* worrie[sd]
"""
_SAYS = (
    "agree announce argue complain decide demand feel promise propose recommend say suggest think want write"
)
_AUXILIARY = "can could did do does had has have is are was were should will would"


def _one_of(listed: str) -> str:
    return f"(?:{'|'.join(listed.split())})"


_OPEN = re.compile(
    rf"\b(?:why|in (?:what|which) ways?|how {_one_of(_AUXILIARY)}(?!.*\b(?:called|named|spel\w+)\b))\b"
    r"|\b(?:describe|explain|outline|analy[sz]e|assess|examine|discuss|correlate)\b"
    rf"|\b(?:what|which) (?:[\w'\u2019-]+ ){{0,4}}?{_one_of(_THINGS)}\b"
    rf"|\bwhat (?:{_one_of(_DOES)}|went wrong|speaks (?:for|against))\b"
    rf"|\bwhat (?:did|does|do) .{{3,60}}\b{_one_of(_SAYS)}\b"
    r"|\btell me (?:about|how)\b"
    r"|\bwhat (?:is|are|was|were|has|do|does) .{0,40}?\b(?:said|known|told|written|know|reported) about\b"
    r"|\bwhat (?:is|are|was|were) .{2,40} about\W*$",
    re.IGNORECASE,
)
_OF_DOCUMENTS = re.compile(
    r"^\W*(?:which|what|list(?: all)?|how many)(?: of)?(?: the| our| these)? [\w-]+s (?:that )?"
    r"(?:describe|explain|outline|analy[sz]e|assess|examine|discuss)\b",
    re.IGNORECASE,
)
"""What documents do: "which letters describe the house" wants the letters, and no account."""
_WHETHER = re.compile(
    r"(?:^|, )\s*(?:are|were|was|is) there (?:any|identifiable|significant|notable|major)\b"
    r"|(?:^|, )\s*(?:can|has|have|did|does|do)\b.{3,60}\b(?:any|significant|notable|major)\b",
    re.IGNORECASE,
)
"""Whether there is something, and what: rows can tell that as well as sentences."""
_COURSE = re.compile(
    r"\b(?:compar|chang|develop|var(?:y|ied|ies)|fluctuat|evolv|trend|gr[eo]w|increas|decreas|drop|rise|rose|fell|fall)"
    r"\w*",
    re.IGNORECASE,
)
_WHY = re.compile(r"\bwhy\b", re.IGNORECASE)
_SEARCHED = 8
_READ = 5
_PASSAGE, _WHOLE = 700, 1000  # bytes
_AROUND = 3
"""Sentences that are looked at whose passages are read."""
_LONGEST = 160  # tokens
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-Z][\w'-]+|\d[\d.,:]*\d|\d")
_WORDS_THERE = 0.6
"""So much of an answer's words must stand in what was read."""
_QUESTION_THERE = 0.5
"""The same of the question's."""
BELIEVED = 0.5


class Told(msgspec.Struct, frozen=True):
    text: str
    passages: tuple[Span, ...]


def is_open(question: str) -> bool:
    """Whether a question asks for an account, and not for a fact, a number or a list."""
    return (_asks(question) or _WHETHER.search(question) is not None) and not intent.of(question).count


def is_beyond_rows(question: str) -> bool:
    """Whether no row of a table can answer it: reasons, problems, but not whether, nor how a measure went."""
    course = _COURSE.search(question) is not None and not _WHY.search(question)
    return _asks(question) and not course and not intent.of(question).computes


def _asks(question: str) -> bool:
    return _OPEN.search(_OF_DOCUMENTS.sub("", question)) is not None


def answer(
    question: str,
    context: Context,
    subcalls: SubCalls,
    documents: Sequence[DocumentId] = (),
    looked: Sequence[Sentence] = (),
) -> Told | None:
    """What the best passages say together; None where they do not tell. Raises what a sub-call raises.

    Passages with sentences that are `looked` at (rlm/passages/looking.py) come first, and need not share its
    words one by one; together the passages must, or the reader makes up what is not there.
    """
    around = _around(looked, context)
    spans = _passages(question, context, documents, around)
    texts = [context.read(span).strip() for span in spans]
    together = "\n\n".join(texts)
    named = {document.id: document.name for document in context.documents()}
    speak = [f"{named[span.document]} {text}" for span, text in zip(spans, texts, strict=True)]
    if _share_there(question, " ".join(speak)) < _QUESTION_THERE:
        return None
    asked = prompts.for_open_question(question, texts)
    said = subcalls.complete([asked], what=question, max_tokens=_LONGEST)[0]
    if says_nothing(said) or repeats(question, said) or not rests_on(said, together, question):
        return None
    used = tuple(
        span
        for span, text in zip(spans, speak, strict=True)
        if _is_used(said, text) and (span in around or _share_there(question, text) >= _QUESTION_THERE)
    )
    if not used:
        return None  # what was said is of another matter than what was asked
    sure = subcalls.yes([prompts.for_open_judge(question, texts)], what="checking what was read")[0]
    return None if sure is not None and sure < BELIEVED else Told(said, used)


def rests_on(said: str, passages: str, question: str) -> bool:
    """Whether the names, the numbers and most of the words of an answer stand in what was read."""
    there = passages.lower() + " " + question.lower()
    if any(name.lower().removesuffix("'s") not in there for name in _NAME.findall(said)):
        return False
    return _share_there(said, f"{passages} {question}") >= _WORDS_THERE


def _around(looked: Sequence[Sentence], context: Context) -> list[Span]:
    """The passages that hold the best of these sentences."""
    found: list[Span] = []
    for sentence in looked[:_AROUND]:
        of = context.passages(size=_WHOLE, documents=[sentence.span.document])
        found += [span for span in of if span.start <= sentence.span.start < span.end and span not in found]
    return found


def _passages(
    question: str, context: Context, documents: Sequence[DocumentId], found: Sequence[Span]
) -> tuple[Span, ...]:
    """These, and the best parts of the best passages, in the order of the text."""
    hits: Sequence[Hit] = context.search(question, limit=_SEARCHED, documents=documents)
    found = list(found)
    for hit in hits:
        start, end = focus(context.read(hit.span), question, size=_PASSAGE)
        span = Span(hit.span.document, hit.span.start + start, hit.span.start + end)
        if not any(span.overlaps(other) for other in found):
            found.append(span)
    return tuple(sorted(found[:_READ]))


def _share_there(said: str, text: str) -> float:
    wanted = {word for word in words(said) if word not in COMMON and len(word) > 2}
    there = set(words(text))
    return len(wanted & there) / len(wanted) if wanted else 0.0


def _is_used(said: str, passage: str) -> bool:
    """Whether a passage has at least two of the answer's own words."""
    wanted = {word for word in words(said) if word not in COMMON and len(word) > 2}
    return len(wanted & set(words(passage))) >= min(2, len(wanted))

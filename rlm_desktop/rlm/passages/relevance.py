"""How much a sentence of a long document says about a question: its words in any form, its heading, its kind.

A report says most things many times: as a fact with its figures, as a fear ("could harm"), as a pointer to
another place ("see Note 7"). Whoever asks after a matter wants the fact.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from rlm_desktop.rlm.passages.figures import ROW, plain, same_word
from rlm_desktop.rlm.passages.sentences import Sentence
from rlm_desktop.rlm.question.amounts import ONES, TEENS
from rlm_desktop.rlm.question.linking import COMMON
from rlm_desktop.rlm.question.times.months import MONTHS

_ENDINGS = (
    (re.compile(r"bility$"), "bl"),
    (re.compile(r"(?:isition|ire|ired|iring)$"), "ir"),
    (re.compile(r"(?:ations?|ate|ated|ating)$"), ""),
    (re.compile(r"(?:itures?|ments?|ings?|ed|ions?|ures?|enc[ey]|ent|al|ly|er|es|e|y)$"), ""),
)
_AS_IT_IS = frozenset({"accounting", "marketing", "training", "building", "meeting"})
"""Names of things that only look like forms of other words."""
_SAME = dict.fromkeys(("litigation", "lawsuit", "court"), "legal")
_SHORTEST = 4
_OF_ASKING = """
about across activity affect against align amount analyze annex announce announcement area aspect assess
associate attributed based been behind breakdown business can cause change changing chapter chief cited
combine come company compare concern connect connection consequence considerable contribute contributor
correlate correlation correspond could data describe detail disclose discuss discussion document doe
driver during effect effort element engage escalate especially evolution evolve examine explain extent
factor few figure filing finance financial first fluctuate focus form fourth generate has have highlight
historical how identified identify if impact implication include including indicate influence information
insight intensified introduce issue item its key last late latest level list made magnitude main major
make management material may mention might much must new newly notable note observe one other out outcome
outline over overall part partake particular particularly performance period play please potential
present primary principal provide quarter quarterly reason recent reflect regarding relate relation
relationship relative report reporting result reveal role same say scale second section see seen
separately shared shift should show significant since some specific specifically spent stated statement
substantial such suggest summarize term their there these third this those through throughout time
transform trend understand undertake update use used variation various vary was were what which while
with would year
"""
_SPELLED = re.compile(
    r"\bforeign (?:currency )?exchange(?: rates?)?\b|\bexchange rates?\b|\bforeign currenc(?:y|ies)\b"
    r"|\bcurrenc(?:y|ies)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\bfinancial (?:statements?|section)\b|\bmanagement['\u2019]?s? discussion(?: and analysis)?\b"
    r"|\b10-[qk]s?\b"
    r"|\bin (?:the|their|its|our) (?:[\w-]+ ){0,3}(?:section|area|overview|notes|chapter)s?\b|\bq[1-4]\b",
    re.IGNORECASE,
)
"""Where to look, and not what for."""
_ELSEWHERE = re.compile(
    r"\b(?:see|refer(?:s|red)? to|set forth|(?:in|read in) conjunction with|described (?:in|under))\b"
    r".*\b(?:items?|notes?|parts?|sections?|chapters?|pages?|form|headings?)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEARED = re.compile(r"\b(?:may|might|could|would|can|cannot|forward-looking|no assurance)\b", re.IGNORECASE)
_ASKS_FEARS = re.compile(
    r"\b(?:risks?|could|might|threats?|uncertaint\w+|implications?|worr\w+|potential)\b", re.IGNORECASE
)
_ASKS_WHETHER = re.compile(
    r"^(?:in [^,]+, )?(?:has|have|had|did|do|does|are|is|were|was|can)\b|\bif any\b|\b(?:changes?|shifts?)\b",
    re.IGNORECASE,
)
_ASKS_ANY = re.compile(
    r"^(?:in [^,]+, )?(?:has|have|had|did|do|does|are|is|were|was) "
    r".*\b(?:any|some|significant|major|notable|new)\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\b(?:ha(?:s|ve|d) (?:been )?no|(?:was|were|is|are|did|do|does|has|have) not)\b"
    r"|\bno (?:material|significant|such)\b|\bthere (?:was|were|is|are) no\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:ha(?:s|ve|d) (?:been )?no|there (?:was|were|is|are) no|did not"
    r"|(?:no|not(?: an?)?) (?:material|significant|such)|none of)\b",
    re.IGNORECASE,
)
"""What says that something did not happen, and not what a programme does not oblige anyone to."""
_ASKS_CAUSE = re.compile(
    r"\b(?:why|cause[sd]?|causing|reasons?|drivers?|driving|factors?|influenc\w+|contribut\w+|impact\w*"
    r"|affect\w*|effects?|led to)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|due (?:primarily |mainly |largely )?to|driven (?:primarily |mainly )?by|as a result"
    r"|resulted in|reflect\w*|attributable|caused|offset by|impact of|impact on|thanks to)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"[$\u20ac\u00a3]\s?\d|\d\s?(?:%|percent|million|billion|thousand)"
    rf"|\b(?:{'|'.join(MONTHS)}) (?:\d{{1,2}}, )?\d{{4}}",
    re.IGNORECASE,
)
_ASKS_CLOCK = re.compile(
    r"\b(?:which|what) (?:hours|times?)(?: of (?:the )?day)?"
    r" (?:does|do|did|is|are|was|were|must|should|can|may|will)\b"
    r"|\b(?:at|from|until|by|before|after) (?:what|which) hour\b",
    re.IGNORECASE,
)
_NUMBER = rf"(?:\d{{1,2}}|{'|'.join([*ONES, *TEENS[:3]])})"
_CLOCK = re.compile(
    r"(?<![\d:.])(?:[01]?\d|2[0-4])[:h][0-5]\d(?!\d)"
    r"|\b\d{1,2}\.\d\d (?:to|until|till|[-\u2013]) \d{1,2}\.\d\d\b"
    rf"|\b{_NUMBER}\s?(?:[ap]\.?m\b|o['\u2019]clock|uhr\b)|\b(?:noon|midnight|half past)\b"
    rf"|\b[0-2]\d{{3}} (?:hours|hrs)\b|\bfrom {_NUMBER} to {_NUMBER}\b(?! ?[%a-z])",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:from time to time|ordinary course|inherently|unpredictable|uncertaint\w+|a variety of|regularly"
    r"|on a regular basis|in general|generally)\b",
    re.IGNORECASE,
)
"""What can be said of every such matter says little of this one."""
_CUT = re.compile(r"[a-z]|\(\w\)\s")
"""How the rest of a sentence, and a note under a table, begin."""
_UNDER, _BEFORE = 0.5, 0.25
"""What a word of the heading, and of the sentence before, counts beside one of the sentence itself."""
_NAMED = 0.25
"""What it adds that a heading has nothing but words of the question: there the matter is treated."""
_TOGETHER = 0.5
"""The same for words that stand side by side in the question, "net income", and in the sentence."""
_USUAL = 320  # letters
_FACT, _FACTS, _FEAR, _POINTER, _CAUSES = 1.3, 1.4, 0.6, 0.3, 1.3
_ALIKE = 0.7
_AGAIN = 0.75
"""What a word counts when a sentence that was chosen has told of it."""


class Wanted(msgspec.Struct, frozen=True):
    """What a question, or a part of it, is about, and what kind of sentence answers it."""

    terms: frozenset[str]
    phrases: frozenset[tuple[str, str]] = frozenset()
    causes: bool = False
    fears: bool = False
    whether: bool = False
    """Whether there is something at all: then a sentence that says no tells as well."""


def asks_any(question: str) -> bool:
    """Whether a question asks if there was something at all: a fact answers it, or a denial."""
    return _ASKS_ANY.search(question) is not None


def asks_clock(question: str) -> bool:
    """Whether a question asks for times of day: what tells none does not answer it."""
    return _ASKS_CLOCK.search(question) is not None


def tells_clock(sentence: Sentence) -> bool:
    return _CLOCK.search(sentence.text) is not None


def with_clocks(found: Sequence["Found"]) -> list["Found"]:
    """Sentences with times of day say more; where one of them says most, the others are left out."""
    told = [
        msgspec.structs.replace(each, score=each.score * _FACTS) if tells_clock(each.sentence) else each
        for each in found
    ]
    best = max(told, key=lambda each: each.score, default=None)
    if best is None or not tells_clock(best.sentence):
        return list(found)
    return sorted((each for each in told if tells_clock(each.sentence)), key=lambda each: -each.score)


def states(sentence: Sentence) -> bool:
    """Whether a sentence has a figure, a day, or says no; and does not only fear or point elsewhere."""
    return _AMOUNT.search(sentence.text) is not None or _DENIES.search(sentence.text) is not None


class Found(msgspec.Struct, frozen=True):
    """A sentence, how much it says, and with which words."""

    score: float
    sentence: Sentence
    terms: frozenset[str]


def wanted(question: str, known: Iterable[str] = (), whole: str = "") -> Wanted:
    """`known` are words that say where to look; `whole` is the question that this is a part of."""
    told = telling(question, known)
    own = frozenset(map(term, told))
    asked = whole or question
    return Wanted(
        own,
        phrases=frozenset(pairwise(map(term, told))),
        causes=_ASKS_CAUSE.search(asked) is not None,
        fears=_ASKS_FEARS.search(asked) is not None,
        whether=_ASKS_WHETHER.search(asked) is not None,
    )


def telling(question: str, known: Iterable[str] = ()) -> list[str]:
    """The words that say what is looked for, in their order; all words where none does."""
    apart = frozenset(known)
    bare, whole = (
        [w for w in _words(text) if w not in apart] for text in (_SAID.sub(" . ", question), question)
    )
    for some in (bare, whole):
        if left := [word for word in some if word not in _CHATTER and term(word) not in _CHATTER]:
            return left
    return whole


def term(word: str) -> str:
    """What the forms of a word have in common: acquir, of acquisition and of acquired."""
    if word in _AS_IT_IS:
        return word
    if word in _SAME:
        return _SAME[word]
    for ending, instead in _ENDINGS:
        stem = ending.sub(instead, word)
        if stem != word and len(stem) >= _SHORTEST:
            return stem
    return word


_CHATTER = frozenset(_OF_ASKING.split()) | frozenset(
    term(word) for word in _OF_ASKING.split() if word not in ("shared", "reporting", "used")
)


def _words(text: str) -> list[str]:
    told = plain(_SPELLED.sub("currency", text))
    return [same_word(word) for word in told if word not in COMMON and len(word) > 1 and not word.isdigit()]


def terms(text: str) -> frozenset[str]:
    return frozenset(map(term, _words(text)))


def ranked(what: Wanted, found: Sequence[Sentence]) -> list[Found]:
    """Sentences that have a word of what is wanted, with how much they say about it, best first."""
    told = [list(map(term, _words(sentence.text))) for sentence in found]
    own = [what.terms.intersection(words) for words in told]
    times = Counter(word for words in own for word in words)
    weights = {word: math.log(1 + len(found) / (1 + times[word])) for word in what.terms if times[word]}
    # A word that stands nowhere is missing as much as the others count; it is no rarer than they are.
    whole = sum(weights.values()) * len(what.terms) / max(1, len(weights)) or 1.0
    scored = []
    for number, sentence in enumerate(found):
        if ROW.match(sentence.text):
            continue
        heading = terms(sentence.heading) - _CHATTER
        chapter = terms(sentence.chapter) - _CHATTER
        named = any(above and above <= what.terms for above in (heading, chapter))
        if chapter <= what.terms:
            heading |= chapter
        under = (heading & what.terms) - own[number]
        if not own[number] and not under:
            continue
        before = frozenset[str]()
        if number and _follows(found[number - 1], sentence):
            before = own[number - 1] - own[number] - under
        share = _weight(own[number], weights) + _UNDER * _weight(under, weights)
        share = (share + _BEFORE * _weight(before, weights)) / whole
        if named:
            share += _NAMED
        if what.phrases:
            share *= 1 + _TOGETHER * len(what.phrases.intersection(pairwise(told[number]))) / len(
                what.phrases
            )
        scored.append(Found(share * _kind(sentence.text, what), sentence, own[number] | under))
    return sorted(scored, key=lambda each: (-each.score, each.sentence.span))


def different(best: Sequence[Found], most: int) -> list[Found]:
    """The first of them that say something else each: also of words that the others do not have."""
    rest, kept, said = list(best[: most * 12]), list[Found](), list[frozenset[str]]()
    again: Counter[str] = Counter()

    def left(each: Found) -> float:
        share = sum(_AGAIN ** again[word] for word in each.terms) / max(1, len(each.terms))
        return each.score * share

    while rest and len(kept) < most:
        one = max(rest, key=left)
        rest.remove(one)
        own = terms(one.sentence.text)
        if any(len(own & other) >= _ALIKE * max(1, len(own | other)) for other in said):
            continue
        kept.append(one)
        said.append(own)
        again.update(one.terms)
    return kept


def _follows(one: Sentence, other: Sentence) -> bool:
    return one.span.document == other.span.document and other.span.start - one.span.end < _SHORTEST


def _weight(found: Iterable[str], weights: dict[str, float]) -> float:
    return sum(weights.get(word, 0.0) for word in found)


def _kind(text: str, what: Wanted) -> float:
    """Facts before fears, and both before pointers; long ones say less of what is asked."""
    factor = math.sqrt(_USUAL / max(_USUAL, len(text)))
    amounts = len(_AMOUNT.findall(text))
    amount = amounts > 0 or (what.whether and _NONE.search(text) is not None)
    if (_ELSEWHERE.search(text) and not amount) or text.endswith(":"):
        factor *= _POINTER
    if _CUT.match(text) or _GENERAL.search(text):
        factor *= _FEAR
    if amount:
        factor *= _FACT if amounts < 2 else _FACTS
    elif not what.fears and _FEARED.search(text):
        factor *= _FEAR
    if what.causes and _CAUSE.search(text):
        factor *= _CAUSES
    return factor

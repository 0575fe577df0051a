"""Whether a text tells it of somebody or something else: Ada is not her brother, nor a sextant her spyglass.

A small reader takes what stands beside the name that it looks for. Where nothing around speaks of the
brother, or the text itself says what was paid for, the answer is told with what may be wrong of it.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from rlm_desktop.ports import Context
from rlm_desktop.rlm.question.documents import told_in_text
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.spans import Span

_AROUND, _BESIDE = 1_500, 300  # bytes
_PARENTS = "parent son daughter child infant baby boy girl heir born bore family"
_SPOKEN_OF = {
    "brother": "brother brethren sibling twin sister family",
    "sister": "sister sibling twin brother family",
    "father": f"father papa dad daddy sire stepfather {_PARENTS}",
    "mother": f"mother mamma mama mum mom stepmother {_PARENTS}",
    "son": f"son father mother stepson {_PARENTS}",
    "daughter": f"daughter father mother stepdaughter {_PARENTS}",
    "uncle": "uncle nephew niece",
    "aunt": "aunt auntie nephew niece",
    "nephew": "nephew uncle aunt",
    "niece": "niece uncle aunt",
    "cousin": "cousin kinsman kinswoman relative relation",
    "grandfather": "grandfather grandpa granddad grandson granddaughter grandchild",
    "grandmother": "grandmother grandma granny grandson granddaughter grandchild",
    "servant": "servant maid footman butler valet cook housekeeper groom page",
    "lawyer": "lawyer attorney solicitor barrister counsel advocate",
    "doctor": "doctor physician surgeon dr",
    "teacher": "teacher tutor master mistress instructor professor governess schoolmaster taught",
    "neighbour": "neighbour neighbor door",
    "landlord": "landlord landlady owner rent",
    "dog": "dog hound puppy terrier spaniel cur mastiff",
    "horse": "horse mare stallion gelding pony colt steed mount",
    "cat": "cat kitten tom tabby",
}
"""Who belongs to somebody, and the words by which a text may speak of them."""
_WHOSE = re.compile(
    rf"[A-Z][\w-]+['\u2019]s? (?:[a-z-]+ )?(?P<first>{'|'.join(_SPOKEN_OF)})s?\b"
    rf"|\bthe (?:[a-z-]+ )?(?P<second>{'|'.join(_SPOKEN_OF)})s? of (?:[A-Z][\w.-]+)"
)
_COUNTED = re.compile(r"^\W*how many (?:of the )?(?P<thing>[a-z]{4,}s)\b", re.IGNORECASE)
_VERBS = r"(?!(?:are|did|do|does|ha[ds]|is|was|were|this|its|his)\b)"
_ONE_OF_MANY = re.compile(
    rf"^\W*how many (?:of the )?(?:{_VERBS}[a-z-]+ ){{0,2}}?(?P<thing>{_VERBS}[a-z]{{4,}}s)\b", re.IGNORECASE
)
_SAYS_ONE = re.compile(r"\b(?:an?|one|1|single|sole|only|alone|first|lone)\b", re.IGNORECASE)
_ANYTHING = frozenset(
    words(
        """
        persons things times items pieces members guests others ones kinds sorts types parts places
        cases points pounds kilos grams tons tonnes ounces miles kilometres kilometers metres meters
        inches yards acres hectares litres liters gallons degrees percents euros dollars cents pence
        francs shillings guineas years months weeks days nights hours minutes seconds bytes
        gigabytes megabytes
        """
    )
)
"""Of these a text need not say the word."""
_WAS_PAID = re.compile(
    r"^\W*(?:how (?:much|many)|(?:at |for )?what (?:price|sum)).*"
    r"\b(?:pa(?:y|ys|id)|spen[dt]|g[ai]ve|given|offer(?:ed)?|charged?|asked?|s[eo]ll|sold|g[eo]t|receive[ds]?|owed?)\b"
    r".* for (?:his|her|its|their|the|an?) (?P<thing>(?:[a-z-]+ ){0,2}[a-z-]{3,})\W*$",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\bfor (?P<first>his|her|its|their|the|an?) (?P<rest>[a-z][a-z-]+(?: [a-z][a-z-]+){0,2})", re.IGNORECASE
)
_A_NAME = r"[A-Z][\w'\u2019-]+(?: [A-Z][\w'\u2019-]+)*"
_OF_NAME = re.compile(
    rf"^\W*(?i:what|how|when|where|which)\b[^A-Z]*\b(?:of|does|did|do|is|was|are|were|has|have|had)"
    rf" (?:the )?(?P<name>{_A_NAME})(?: [a-z]+)?\W*$"
)
_HAS = re.compile(
    rf"^(?:[\d.()]+ +)?(?:[Tt]he )?(?P<name>{_A_NAME}) (?:(?:currently|also|only) )?"
    r"(?:has|have|had|is|was|are|were|holds|seats|measures|weighs|costs|cost|contains|stands|opened|began)\b"
)
_NO_NAMES = frozenset(words("he she it they we you i this these those there that who which what here"))
_GIVES = (
    r"le(?:ft|aves?)|g(?:a|i)ves?|given|sen[dt]s?|bequeath\w*|len[dt]s?|pa(?:y|ys|id)|s(?:old|ells?)|offer\w*"
    r"|hand(?:ed|s)?|grant\w*|award\w*|presented|promise\w*|return\w*|wr(?:o|i)tes?|written|donate\w*"
)
_TO_WHOM = re.compile(
    rf"^\W*(?i:what|which|how (?:much|many))\b.*\b(?:{_GIVES})\b.* to (?:his|her|its|their|the|an?) "
    r"(?P<whom>(?:[a-z-]+ ){0,2}?[a-z-]{3,})(?: of (?:the )?[A-Z][\w' -]*)?(?: in \d{4})?\W*$"
)
_TO = re.compile(r"\bto (?P<first>his|her|its|their|the|an?) (?P<rest>[a-z][a-z-]+(?: [a-z][a-z-]+){0,2})")
_TO_NAME = re.compile(r"\b(?:to|unto) [A-Z]")
"""A name may be that of whoever is asked about."""
_ENDS = re.compile(r"[.!?](?:\s|$)|\n\s*\n")
_JUST_ONE = "The text tells of one there, not how many {} there are: others may be told elsewhere."
_NOBODY = "What stands around it does not speak of a {}: it may be told of somebody else."
_NONE_OF_THEM = "What stands around it does not speak of {}: others may be counted there."
_ANOTHER = "The text says it of “{}”, and the question is about “{}”: see the sentence."


def doubts(question: str, answer: str, span: Span, context: Context) -> Iterator[str]:
    """What to tell where it may be told of somebody or something else."""
    size = next((each.bytes for each in context.documents() if each.id == span.document), span.end)
    text = context.read(Span(span.document, max(0, span.start - _AROUND), min(size, span.end + _AROUND)))
    around = set(words(text))
    match = _WHOSE.search(question)
    who = (match["first"] or match["second"]) if match else ""
    if who and not around & set(words(_SPOKEN_OF[who])):
        yield _NOBODY.format(who)
    match = _COUNTED.search(question)
    if match and not set(words(match["thing"])) & (around | _ANYTHING | COMMON):
        yield _NONE_OF_THEM.format(match["thing"].lower())
    match = _ONE_OF_MANY.search(question)
    several = len(context.documents()) > 1 and match and told_in_text.is_document(match["thing"])
    if match and several and _is_reader_s_own(match["thing"], answer, text):
        yield _JUST_ONE.format(match["thing"].lower())
    if (match := _OF_NAME.search(question)) and (other := _told_of(match["name"], answer, span, context)):
        yield _ANOTHER.format(other, match["name"])
    if (match := _WAS_PAID.search(question)) and not set(words(match["thing"].split()[-1])) & around:
        told = _behind(_FOR, _sentence(text, answer))
        if told and not set(words(told)) & set(words(match["thing"])) - COMMON:
            yield _ANOTHER.format(told, match["thing"])
    if (match := _TO_WHOM.search(question)) and not _spoken_of(match["whom"].split()[-1]) & around:
        sentence = _sentence(text, answer)
        told = "" if _TO_NAME.search(sentence) else _behind(_TO, sentence)
        if told and not set(words(told)) & set(words(match["whom"])) - COMMON:
            yield _ANOTHER.format(told, match["whom"])


def _sentence(text: str, answer: str) -> str:
    at = text.lower().find(answer.strip().strip(".").lower())
    if at < 0:
        return ""
    before = [match.end() for match in _ENDS.finditer(text, 0, at)]
    behind = _ENDS.search(text, at)
    return " ".join(text[before[-1] if before else 0 : behind.start() if behind else len(text)].split())


def _told_of(name: str, answer: str, span: Span, context: Context) -> str:
    """Whose matter the sentence of an answer is by its first words, where it does not have the name."""
    size = next((each.bytes for each in context.documents() if each.id == span.document), span.end)
    near = Span(span.document, max(0, span.start - _BESIDE), min(size, span.end + _BESIDE))
    sentence = _sentence(context.read(near), answer)
    match = _HAS.match(sentence)
    if match is None or {*words(name)} & {*words(sentence)} or {*words(match["name"])} & _NO_NAMES:
        return ""
    return match["name"]


def _is_reader_s_own(things: str, answer: str, text: str) -> bool:
    """Whether a reader counted one, where no sentence says so: it sees the one document that it reads."""
    if answer.strip().strip(".").lower() not in ("1", "one"):
        return False
    (stem,) = words(things)[:1] or ("",)
    said = re.finditer(
        rf"(?P<before>(?:[\w'-]+\W+){{0,3}})\b{re.escape(stem[:-1])}\w{{0,3}}\b", text, re.IGNORECASE
    )
    return not any(_SAYS_ONE.search(match["before"]) for match in said)


def _spoken_of(whom: str) -> set[str]:
    """The words by which a text may speak of somebody who is named by what he is."""
    return set(words(_SPOKEN_OF.get(whom, whom)))


def _behind(form: re.Pattern[str], sentence: str) -> str:
    """What a sentence says something was for, or to whom, up to a word that leads on."""
    match = form.search(sentence)
    if match is None:
        return ""
    rest = list(takewhile(lambda word: not set(words(word)) <= COMMON, match["rest"].split()))
    return " ".join((match["first"], *rest)) if rest else ""

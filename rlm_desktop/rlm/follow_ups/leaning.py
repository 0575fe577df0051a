"""How a question leans on the one before: the words by which it does, and what it wants from it."""

import re

import msgspec

from rlm_desktop.rlm.question.forms import singular

_LEAD = re.compile(
    r"^\s*(?:(?:and|but|or|so|ok|okay|then|also|now|what about|how about|same for|the same for)\b[\s,:]*)+",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:how|which|what|who|whose|when|where|why|is|are|was|were|does|do|did|has|have|list|show|name|give|find"
    r"|count|tell)\b",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?P<of>(?:out\s+)?of\s+|among\s+)?(?P<word>those|these|them|they|(?:the\s+)?ones|the\s+one(?=\s+(?:with|that|who|which|whose)))\b(?P<noun>(?<!them)(?<!they)\s+"
    r"(?!are|were|is|was|have|had|has|do|did|come|came|contain|mention|say|in|on|from|with|by|that)[a-z]{3,})?",
    re.IGNORECASE,
)
_WHICH_OF = re.compile(r"^(?P<ask>which|what|who)\s+(?:ones?\b|of\s+(?:those|these|them)\b)", re.IGNORECASE)
_ONE = re.compile(
    r"\b(?:(?P<owner>his|her|its|their)\b|(?<!are\s)(?<!is\s)(?<!was\s)(?<!were\s)(?P<there>there)\b(?!\s+(?:is|are|was|were|be)\b)"
    r"|(?P<that>that|this|the\s+same)\s+(?P<noun>[a-z]{3,})\b|(?P<bare>he|she|him|it|that\s+one|this\s+one)\b)",
    re.IGNORECASE,
)
_VERBS = "are was were has have had does did contain contains mention mentions say says the"
_NO_NOUNS = frozenset(_VERBS.split())
_NO_SUBJECT = re.compile(
    r"^how\s+(?:many|much)\s+(?=(?:are|were|is|was|have|has|had|contain|mention|came|come|did|do|fit|say|in|on|from"
    r"|with|by)\b)",
    re.IGNORECASE,
)
_WHICH_NOUN = re.compile(r"^(?:which|what)\s+(?P<noun>[\w-]+(?:\s+[\w-]+)?)\s*\?*$", re.IGNORECASE)
_LONE = re.compile(
    r"^(?:when|where|which|what|who)\s+(?:one\s+)?(?:is|was|were|are)\s+the\s+(?P<rank>first|last|latest|earliest|newest|oldest"
    r"|largest|biggest|smallest|highest|lowest|longest|shortest|most recent)(?:\s+ones?)?\s*\?*$",
    re.IGNORECASE,
)
_THAT = re.compile(r"\b(?:that|this|it)(?=\s*\?*$)", re.IGNORECASE)
_SHOW = re.compile(
    r"^(?:which\s+(?:ones\s+)?(?:are|were)\s+(?:they|those)|which\s+ones|who\s+are\s+they|what\s+are\s+they"
    r"|(?:list|show|name|give)(?:\s+me)?\s+(?:them|those|these)(?:\s+all)?|which)\s*[?.]*$",
    re.IGNORECASE,
)


class Leaning(msgspec.Struct, frozen=True, kw_only=True):
    """A question without its "and", and which ways of leaning it shows."""

    text: str
    led: bool
    """Whether it began with "and", "what about" or the like."""
    asks: bool
    """Whether it has a question word or a verb of its own at its beginning."""

    @property
    def is_fragment(self) -> bool:
        """ "in May?", "for user17", "which host?": it has nothing to ask of its own."""
        return not self.asks or _WHICH_NOUN.match(self.text) is not None

    @property
    def wants_list(self) -> bool:
        """ "Which ones?", "show them": it wants what was counted before."""
        return _SHOW.match(self.text) is not None

    @property
    def lacks_subject(self) -> bool:
        """ "how many are open?": how many of what is left out."""
        return _NO_SUBJECT.match(self.text) is not None

    @property
    def speaks_of_many(self) -> bool:
        """ "Those", "which ones", or "the first" of what was counted."""
        return any((_WHICH_OF.match(self.text), _MANY.search(self.text), _LONE.match(self.text)))

    @property
    def speaks_of_that(self) -> bool:
        """ "When was that?": the one row that the answer before comes from."""
        return _THAT.search(self.text) is not None

    @property
    def speaks_of_one(self) -> bool:
        return self.one() is not None

    @property
    def leans(self) -> bool:
        """Whether it needs the question before at all."""
        return (
            self.is_fragment
            or self.wants_list
            or self.lacks_subject
            or self.speaks_of_many
            or self.speaks_of_that
            or self.speaks_of_one
        )

    def noun(self) -> str:
        """What "which host?" asks for."""
        match = _WHICH_NOUN.match(self.text)
        return match.group("noun") if match else ""

    def one(self) -> re.Match[str] | None:
        """The words that stand for the answer before."""
        for match in _ONE.finditer(self.text):
            if (match.group("noun") or "").lower() not in _NO_NOUNS:
                return match
        return None

    def with_subject(self, noun: str) -> str:
        """ "how many are open?" with what is counted."""
        match = _NO_SUBJECT.match(self.text)
        return f"{self.text[: match.end()]}{noun} {self.text[match.end() :]}" if match else self.text

    def with_rows(self, noun: str) -> str:
        """The question with `noun` in place of "of those", "them" and "which ones"."""
        if match := _WHICH_OF.match(self.text):
            rest = self.text[match.end() :]
            one = re.match(r"\s+(?:is|was|has|does)\b", rest, re.IGNORECASE)
            return f"which {singular(noun) if one else noun}{rest}"
        if match := _LONE.match(self.text):
            return f"{self.text[: match.end('rank')]} {singular(noun)}"
        return _MANY.sub(lambda found: _in_place(found, noun), self.text)

    def with_that(self, noun: str) -> str:
        """ "When was that?" with what it was."""
        return _THAT.sub(f"that {singular(noun)}", self.text)


def _in_place(found: re.Match[str], noun: str) -> str:
    named = (found.group("noun") or "").strip()
    if re.search(r"\bone$", found.group("word"), re.IGNORECASE):
        return f"the {singular(noun)}"
    if found.group("of"):
        return named or noun
    return f"the {named or noun}"


def read(question: str) -> Leaning:
    """What stands in a question that leans on another."""
    match = _LEAD.match(question)
    text = question[match.end() :].strip() if match else question.strip()
    return Leaning(text=text, led=match is not None, asks=_ASKS.match(text) is not None)

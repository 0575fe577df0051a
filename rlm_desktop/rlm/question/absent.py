"""Names, quoted words and numbered things of a question that stand nowhere in the text.

A reader that is asked after Ahab's ship in another novel names a ship. What the question calls by its name
must stand in the text for the text to tell of it, so it is looked for everywhere before anything is read:
whatever its case, accents and ending, and in spellings that are nearly the same.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rlm_desktop.ports import Context
from rlm_desktop.profile import Document, Profile
from rlm_desktop.rlm.question.lines import bare_names
from rlm_desktop.rlm.question.linking import COMMON, Links, words
from rlm_desktop.rlm.question.spelled import accents
from rlm_desktop.rlm.question.spelled.synonyms import ALSO_CALLED
from rlm_desktop.rlm.question.times.months import NAMES, WEEKDAYS

_TOKEN = re.compile(r"[^\W\d_][\w&'\u2019-]*")
_BEFORE = re.compile(r"(?:^|[.?!:;(\[\u201c\u201e\"])\s*$")
"""A capital behind this begins a sentence, or a quotation, and says nothing of a name."""
_POSSESSIVE = re.compile(r"(?:'s|\u2019s|'|\u2019)$")
_NUMBERED = re.compile(
    r"\b([A-Za-z][A-Za-z-]{0,40})(?:\s+(?:no\.?|number|id))?[\s#-]{1,2}(\d+(?:[.-]\d+)*)\b(?!\s*[%$€£])"
)
_SIGNS = re.compile(r"(?<![^\s(\u201c\"])[<>=+*/%&|^~@$#\\:!-]{2,}(?![^\s)?.,;\u201d\"])")
_ADDRESS = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\w)|\b(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}\b"
)
"""An address of a machine is a name of it."""
_TELLING_SIGN = re.compile(r"[<>=+*/%&|^~@$#\\]")
"""An operator is a name, too; dashes and dots are not."""
_CALLED = """
account article bill bug case contract customer device id invoice issue item job order patient process
project report request ticket transaction user version
"""
_THINGS = frozenset(_CALLED.split())
"""What is called by its number; elsewhere a number behind a small word is an amount."""
_ENGLISH = re.compile(
    r"\b(?:what|which|who|whose|whom|when|where|why|how|does|did|is|are|were|the|find|give|name|tell|list)\b",
    re.IGNORECASE,
)
_OTHER_LANGUAGE = re.compile(
    r"\b(?:der|das|wie|welche[rsnm]?|wer|wann|und|ist|nicht|eine?|quel(?:le)?s?|combien|les|des|cu[aá]l|qu[eé])\b",
    re.IGNORECASE,
)
_OF_A_KIND = re.compile(
    r"\b(?:which|what|how many)\s+(?:[\w-]+\s+){1,3}?(?:of|in|from)\s+(?:the\s+)?$", re.IGNORECASE
)
"""Before "Spain" in "which town of Spain": it says what kind of town, and need not stand beside it."""
_PERIOD = re.compile(r"(?:FY|CY|Q[1-4]|H[12])(?:FY|Q[1-4]|['\u2019\d-])+", re.IGNORECASE)
"""A part of a year, which texts seldom write as questions do: FY2023Q1, Q2'2023."""
_PEOPLES = re.compile(r"^(?:[A-Z]\w+(?:ish|ese|ian|ean|ican|[^m]an)|French|Dutch|Swiss|Greek|Czech|Thai)s?$")
_TITLES = """
captain doctor dr emperor empress general king lady lord madame miss mr mrs ms president prince princess
professor queen saint sir aunt uncle count countess colonel major judge senator minister
"""
_NO_NAMES = frozenset([*NAMES, *_TITLES.split(), *WEEKDAYS, "i", "english"])
_ITS_NAME = re.compile(
    r"\bname of (?:(?:the|an?|our|my|his|her|their) )?(?:[\w-]+(?:'s|s'|\u2019s|s\u2019) )?([a-z]{3,})\W*$",
    re.IGNORECASE,
)
_START = r"(?:^|\W)"
"""Where a word begins. Beside letters with accents `\b` makes a search sixty times slower."""
_AMOUNT = re.compile(
    r"(?<!\bon )(?<!\bin )\bhow (?:many|much) (?:more |whole |working )?"
    r"(?:seconds|minutes|hours|days|weeks|months|years|euros?|dollars|pounds|francs|percent|kilomet\w+|miles|met(?:re|er)s|feet|kilo(?:gram)?s|kg|litres|liters"
    r"|tons|tonnes|degrees)\b(?! (?:are|were|have|has|had|mention|contain|there)\b)",
    re.IGNORECASE,
)
_SHORTEST = 3
_MOST_NAMES = 6
_NEAR = 0.8  # how alike two spellings of one name are at least
_MOST_SPELLINGS = 400
_YEARS = range(1800, 2100)


def named(
    question: str, context: Context, documents: Sequence[Document], profile: Profile, links: Links
) -> tuple[str, ...]:
    """What the question names and the text does not have, in the question's spelling."""
    look = Look(context, documents)
    missing = [quote for quote in links.quoted if not look.has_phrase(quote)]
    missing += [whole for whole, kind, number in numbered(question) if not look.has_number(kind, number)]
    missing += [number for number in _ADDRESS.findall(question) if not look.has_address(number)]
    missing += [
        signs
        for signs in _SIGNS.findall(question)
        if _TELLING_SIGN.search(signs) and not look.has_signs(signs)
    ]
    known = _known(profile, links)
    if profile.tables and all(table.kind == "log" for table in profile.tables):
        missing += [name for name in bare_names.of(question, links) if not look.has_phrase(name)]
    wanted = [name for name in names(question) if not known & {name.lower(), *words(name)}]
    coded = {name: code for name in wanted if (code := code_of(name, question))}
    wanted = [name for name in wanted if name not in coded or not look.has_phrase(coded[name])]
    missing += [name for name in wanted[:_MOST_NAMES] if not look.has_name(name)]
    if not missing:
        whole = [pair for pair in pairs(question, wanted) if not look.has_pair(*pair)]
        missing += [" ".join(pair) for pair in whole]
    return tuple(dict.fromkeys(missing))


def code_of(name: str, question: str) -> str:
    """Rule "Seattle (SEA)": the code in brackets behind a name; empty where there is none."""
    code = re.search(rf"(?<!\w){re.escape(name)}(?: [A-Z]\w+)*\s*\(([A-Z0-9][\w.-]*)\)", question)
    return code.group(1) if code else ""


def names(question: str) -> Iterator[str]:
    """Words written like names: with a capital, not at the beginning of a sentence."""
    if not _ENGLISH.search(question) or _OTHER_LANGUAGE.search(question):
        return  # other languages give capitals to other words
    tokens = list(_TOKEN.finditer(question))
    long = [token.group() for token in tokens if len(token.group()) > 3]
    if sum(word[0].isupper() for word in long) * 3 > len(long) * 2 and len(long) > 3:
        return  # written like a headline
    for token in tokens:
        word = _POSSESSIVE.sub("", token.group())
        before = question[: token.start()]
        if not word[0].isupper() or len(word) < _SHORTEST or _BEFORE.search(before):
            continue
        if _is_no_name(word) or _OF_A_KIND.search(before):
            continue
        yield word


def pairs(question: str, wanted: Sequence[str]) -> Iterator[tuple[str, str]]:
    """First and last names: two names with nothing between them."""
    for one, other in pairwise(wanted):
        both = len(one) > _SHORTEST and len(other) > _SHORTEST
        if both and re.search(rf"\b{re.escape(one)} {re.escape(other)}\b", question):
            yield one, other


def _is_no_name(word: str) -> bool:
    if word.lower() in _NO_NAMES | COMMON or "".join(words(word)) in COMMON:
        return True
    if _PERIOD.fullmatch(word):
        return True
    # An acronym may stand there in full; a people's name says of what kind something is.
    acronym = word.removesuffix("s")
    return (acronym.isupper() and len(acronym) <= 6) or _PEOPLES.match(word) is not None


def asks_amount(question: str) -> bool:
    """Whether "how many" asks for an amount, as days of leave, and for no count, which may be none."""
    return _AMOUNT.search(question) is not None


def numbered(question: str) -> Iterator[tuple[str, str, str]]:
    """What is called by a kind and a number: "PEP 4711", "order 990017"; whole, kind and number."""
    for match in _NUMBERED.finditer(question):
        kind, number = match.groups()
        if kind.lower() in _NO_NAMES | COMMON or (len(number) == 4 and int(number) in _YEARS):
            continue
        if kind[0].isupper() and not _BEFORE.search(question[: match.start()]):
            if len(number) > 1:
                yield match.group(), kind, number
        elif kind.lower() in _THINGS and len(number) > 2:
            yield match.group(), kind, number


def _known(profile: Profile, links: Links) -> set[str]:
    """Words that are columns, or values of columns, or other names for columns."""
    found = {word for table in profile.tables for column in table.columns for word in words(column.name)}
    found |= {word for link in links.values for word in words(link.phrase)}
    return found | {name for group in ALSO_CALLED for name in group}


def whose_name(question: str) -> str:
    """What a question wants the name of, "dog"; empty where it wants something else."""
    match = _ITS_NAME.search(question)
    return match.group(1) if match else ""


class Look:
    """Looks for what is named in all of the text and in the documents' names."""

    def __init__(self, context: Context, documents: Sequence[Document]) -> None:
        self._context = context
        self._documents = documents
        self._titles = " ".join(document.name for document in documents).lower()

    def has_phrase(self, phrase: str) -> bool:
        """Whether it stands there, or at least each of its words: lines break anywhere."""
        parts = [part for part in re.findall(r"\w+", phrase) if len(part) >= _SHORTEST]
        if not parts:
            return self._stands(re.escape(phrase.strip()))
        return all(self.has_word(part) for part in parts)

    def has_signs(self, signs: str) -> bool:
        return self._stands(re.escape(signs))

    def has_address(self, address: str) -> bool:
        return self._stands(rf"(?:^|[^\w.]){re.escape(address)}(?:$|[^\w.]|\.(?:\D|$))")

    def has_name(self, name: str) -> bool:
        """Whether it, or each part of it, stands there in this spelling or one nearly the same."""
        parts = [part for part in re.findall(r"[^\W_]+", name) if len(part) >= _SHORTEST]
        return all(self.has_word(part) or self._has_alike(part) for part in parts)

    def has_pair(self, one: str, other: str) -> bool:
        """Whether both stand beside each other, in either order, or the first as a letter."""
        if any(name.lower() in self._titles for name in (one, other)) or self._begins(f"{one} {other}"):
            return True
        first, last = (accents.loosely(name) or re.escape(name) for name in (one, other))
        between = r"\W+(?:\w+\W+){0,3}"
        forms = (
            rf"{_START}{first}{between}{last}",
            rf"{_START}{last}{between}{first}",
            rf"{_START}{one[0]}[.\w]*\s*(?:\w\.\s*)?{last}",
            rf"{_START}{last},?\s+{one[0]}(?:\W|$)",
        )
        # A line may end between the two.
        broken = self._stands(rf"{_START}{first}\s*$") and self._stands(rf"^\W*{last}(?:\W|$)")
        return broken or self._stands("|".join(forms))

    def has_number(self, kind: str, number: str) -> bool:
        """Whether the kind stands before the number; where it stands before none, the number is enough."""
        alone = rf"\b0*{re.escape(number)}\b"
        if self._in_titles(number) or not self._stands(alone):
            return self._in_titles(number)
        together = r"\b{}s?\W{{0,4}}(?:no\.?|number|id)?\W{{0,3}}0*{}\b"
        if self._stands(together.format(re.escape(kind), re.escape(number))):
            return True
        return not self._is_usual(together.format(re.escape(kind), r"\d+"))

    def _in_titles(self, number: str) -> bool:
        return re.search(rf"(?<!\d)0*{re.escape(number)}(?!\d)", self._titles) is not None

    def _is_usual(self, pattern: str) -> bool:
        """Whether many different things are called so in the text."""
        found = self._context.scan(pattern, regex=True, keep=200)
        return len({match.lower() for hit in found.hits for match in re.findall(pattern, hit.text, re.I)}) > 3

    def has_word(self, word: str) -> bool:
        """Whether a word begins so, in any case and with any accents; also in a document's name."""
        if word.lower() in self._titles or self._begins(word):
            return True
        pattern = accents.loosely(word) or re.escape(word)
        return self._stands(_START + pattern)

    def _begins(self, word: str) -> bool:
        """Whether a word begins so letter for letter, as far as the first places show."""
        found = self._context.scan(word, ignore_case=True, keep=_MOST_SPELLINGS)
        return any(re.search(rf"\b{re.escape(word)}", hit.text, re.IGNORECASE) for hit in found.hits)

    def _stands(self, pattern: str) -> bool:
        return self._context.scan(pattern, regex=True, ignore_case=True, keep=1).matches > 0

    def _has_alike(self, word: str) -> bool:
        """Whether a word with nearly the same letters stands there: Andrei and Andrew."""
        if len(word) < 5:
            return False
        start = accents.loosely(word[:3]) or re.escape(word[:3])
        found = self._context.scan(rf"{_START}{start}\w+", regex=True, ignore_case=True, keep=_MOST_SPELLINGS)
        spelled = {other.lower() for hit in found.hits for other in re.findall(r"[^\W\d_]+", hit.text)}
        return bool(difflib.get_close_matches(word.lower(), spelled, n=1, cutoff=_NEAR))

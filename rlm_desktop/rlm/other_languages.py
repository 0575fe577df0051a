"""A question in another language is put into English before it is answered, as all prompts and rules are.

Words of the text must stay what they are: over German invoices “Wie viele Rechnungen sind offen?” is asked
as “How many Rechnungen are offen?”. So where the text has the question's words, only those that say what
is asked for are replaced, from a list of each language; where it has not, the root translates.
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache

import msgspec

from rlm_desktop.paths import resources
from rlm_desktop.ports import Context, Engine, Job, Message, Sampling
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.follow_ups import Understood

ENOUGH = 0.6
"""Share of a question's words that the text must have for them to stay as they are."""
WHY = "It was put into English."
_ALSO_ENGLISH = frozenset(("am", "war", "die", "i", "me", "an", "also", "mayo", "chi", "prima", "mars"))
"""Words of asking elsewhere that English has with another meaning."""
_GRAMMAR = "root ::= [^\\n?.]{4,240} ([.] [^\\n?.]{1,80}){0,3} [?.]\n"
_LONGEST = 100  # tokens
_QUOTED = re.compile(r"(\"[^\"]+\"|“[^”]+”|„[^“”]+[“”]|«[^»]+»|`[^`]+`)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_AS_IT_IS = re.compile(r"\S*(?:\d|[._@/:\\]\w|\w[A-Z])\S*")
"""Numbers, paths, addresses, names of programs."""
_EXAMPLES = (
    ("Combien de lignes ont le niveau WARN ?", "WARN", "How many lines have the level WARN?"),
    (
        "¿Qué proveedor tiene la suma más alta en Bestellungen?",
        "Bestellungen",
        "Which supplier has the highest total in Bestellungen?",
    ),
    (
        "Wie hieß der Kapitän der „Seestern“?",
        "Seestern",
        "What was the name of the captain of the “Seestern”?",
    ),
    (
        "Quali sono i tre clienti con il maggior numero di ordini nel marzo 2024?",
        "2024",
        "Which are the three customers with the largest number of orders in March 2024?",
    ),
)


class Language(msgspec.Struct, frozen=True):
    """A language's words of asking, each with the English one."""

    code: str
    words: dict[str, str]

    def replaced(self, text: str) -> str:
        return self._pattern().sub(lambda found: self._english(found.group()), text)

    def rest(self, text: str) -> str:
        """What is not replaced."""
        return self._pattern().sub(" ", text)

    def knows(self, text: str) -> int:
        """How many words of a text are those of asking."""
        return sum(len(found.group().split()) for found in self._pattern().finditer(text))

    def _english(self, found: str) -> str:
        return self.words[" ".join(found.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())]

    def _pattern(self) -> re.Pattern[str]:
        return _pattern_of(tuple(self.words))


def understood(
    question: str, *, context: Context, root: Engine, should_stop: Callable[[], bool]
) -> Understood | None:
    """The question in English; None where it is in English, or in a language that is not known.

    Raises what the root raises.
    """
    language = of(question)
    if language is None and not _in_other_letters(question):
        return None
    telling = _telling(question, language)
    kept = [word for word in telling if _stands(word, context)]
    framed = _framed(question, language) if language is not None else None
    if framed and len(kept) >= ENOUGH * len(telling):
        return Understood(question=framed, for_reader=question, why=WHY)
    english = _translated(root, question, kept, should_stop)
    if english and all(word.casefold() in english.casefold() for word in kept):
        return Understood(question=english, why=WHY)
    # What the text says in the question's language must not be looked for in another.
    return Understood(question=framed, for_reader=question, why=WHY) if framed else None


def of(question: str) -> Language | None:
    """The language that most of a question's words of asking are of, if that is not English."""
    text = _QUOTED.sub(" ", question)
    said = [word.lower() for word in re.findall(r"[^\W\d_]+", text)]
    english = sum(word in _english_words() for word in said)
    foreign = " ".join(word for word in said if word not in _english_words() | _ALSO_ENGLISH)
    best = max(_languages(), key=lambda language: (language.knows(foreign), language.knows(text)))
    known = best.knows(foreign)
    if not known or best.knows(text) <= english:
        return None
    # A single word may be a name, or a slip.
    return best if known > 1 or best.knows(said[0]) else None


def _telling(question: str, language: Language | None) -> list[str]:
    """The words that say what a question is about, but for those in quotes."""
    text = _QUOTED.sub(" ", question)
    return _WORD.findall(language.rest(text) if language else text)


def _framed(question: str, language: Language) -> str:
    """The words of asking in English, all others as they are."""
    pieces = _QUOTED.split(question)
    put = [piece if number % 2 else language.replaced(piece) for number, piece in enumerate(pieces)]
    text = re.sub(r"\s+([?.,!])", r"\1", " ".join("".join(put).replace("¿", "").split()))
    return text[:1].upper() + text[1:]


def _stands(word: str, context: Context) -> bool:
    """Whether the text has a word, or one that begins as it does: endings are a matter of grammar."""
    begun = word if len(word) <= 4 else word[: max(4, len(word) - 2)]
    columns = {column.name for table in context.profile.tables for column in table.columns}
    if any(column.lower().startswith(begun.lower()) for column in columns):
        return True
    return context.scan(rf"\b{re.escape(begun)}", regex=True, keep=1).matches > 0


def _translated(
    root: Engine, question: str, kept: Sequence[str], should_stop: Callable[[], bool]
) -> str | None:
    """The question as the root translates it; None where that leaves out a name or a number."""
    exact = _exact(question)
    messages = [Message("system", prompts.words("english"))]
    for asked, keep, english in _EXAMPLES:
        messages += [Message("user", _asked(asked, [keep])), Message("assistant", english)]
    messages.append(Message("user", _asked(question, [*dict.fromkeys((*exact, *kept))])))
    job = Job(messages=tuple(messages), sampling=Sampling(max_tokens=_LONGEST, grammar=_GRAMMAR))
    text = " ".join(root.generate([job], should_stop=should_stop)[0].text.split())
    said = text.casefold()
    return text if text and all(part.casefold() in said for part in exact) else None


def _exact(question: str) -> list[str]:
    quoted = [part.strip('"“”„«»`') for part in _QUOTED.findall(question)]
    return [*quoted, *(part.strip("?.,;:!()¿") for part in _AS_IT_IS.findall(_QUOTED.sub(" ", question)))]


def _asked(question: str, keep: Sequence[str]) -> str:
    return f"Question: {question}\nKeep: {', '.join(keep) or '-'}"


def _in_other_letters(question: str) -> bool:
    """Whether it is written in letters that no English question has: Cyrillic, Greek, Chinese, …"""
    letters = [letter for letter in _QUOTED.sub("", question) if letter.isalpha()]
    return sum(letter > "\u024f" for letter in letters) > len(letters) / 2


@cache
def _languages() -> tuple[Language, ...]:
    files = sorted((resources() / "questions").glob("*.toml"))
    return tuple(Language(file.stem, tomllib.loads(file.read_text("utf-8"))["words"]) for file in files)


@cache
def _english_words() -> frozenset[str]:
    return frozenset(
        word
        for language in _languages()
        for english in language.words.values()
        for word in english.lower().split()
    ) | {"did", "does", "do", "it", "that", "this", "to", "by", "there", "many", "much", "any", "be", "been"}


@cache
def _pattern_of(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    parts = (
        re.escape(word).replace("\\ ", r"\s+").replace("'", "['\N{RIGHT SINGLE QUOTATION MARK}]")
        for word in longest
    )
    ends = (
        part if word.endswith("'") else rf"{part}(?!\w)" for word, part in zip(longest, parts, strict=True)
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(ends)})", re.IGNORECASE)

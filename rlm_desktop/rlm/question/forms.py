"""Forms of words: how a word of a question may stand in a line, in another tense, or written apart."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rlm_desktop.rlm.question.linking import words

LONGEST_ENDING = 4  # letters
_DOUBLED = re.compile(r"(?<=[a-z][aeiou])([bdgklmnprt])\1$")
_SHORTEST_ROOT = 4  # letters
_FORM = re.compile(r"(?:[a-z]?(?:ed|ing)|d|s|e|es|y|ry|al|a?tion|ion)?")
_ENDING = re.compile(r"(?:ings?|ed|ions?|ments?|ures?|e)$")
_IRREGULAR = """
begin began begun|break broke broken|bring brought|build built|buy bought|choose chose chosen
fall fell fallen|feel felt|find found|give gave given|hold held|keep kept|know known knew|leave left
lose lost losing|make made making|meet met|pay paid|run ran running|sell sold|send sent|speak spoke spoken
spend spent|steal stole stolen|stand stood|take took taken taking|tell told|think thought
throw threw thrown|wear wore worn|win won|write wrote written writing
"""
_GROUPS = [group.split() for group in _IRREGULAR.replace("\n", "|").split("|") if group]
_TENSES = {form: group for group in _GROUPS for form in group}
_ALSO_SAID = {"request": '(?:get|post|put|head|delete|patch|options) "?/'}
"""What a log may write for a word: a web server's requests begin with their method."""


_ABSENT = frozenset(("nonexistent", "nonexisting", "inexistent", "nonexistant"))


def pattern(part: Sequence[str]) -> str:
    """The words one after the other, in any form that begins like theirs; for lines in lower case."""
    stems = [stem for word in part for stem in words(word)]
    forms = r"[^\pL\pN]*".join(map(_form, stems))
    # A number may be written to it: visitor192.
    if also := _ALSO_SAID.get(stems[0]) if len(stems) == 1 else None:
        return rf"(?:^|[^\pL\pN])({forms}\pN*(?:[^\pL\pN]|$)|{also})"
    return rf"(?:^|[^\pL\pN])({forms})\pN*(?:[^\pL\pN]|$)"


def beginnings(stem: str) -> Iterator[str]:
    """Texts of which each line that says a word has one: found much faster than the word itself."""
    yield stem[:-1] if stem.endswith("y") and len(stem) > 2 else stem
    if stem in _ALSO_SAID:
        yield " /"


def cut(word: str) -> str:
    """What the forms of a word have in common, nearly enough."""
    stem = "".join(words(word)[:1])
    if stem.endswith("ied") and len(stem) > 4:
        return stem[:-3] + "y"
    shorter = _DOUBLED.sub(r"\1", _ENDING.sub("", stem)) if _ENDING.search(stem) else stem
    return shorter if len(shorter) > 3 else stem


def tenses(word: str) -> str:
    """A pattern of the other tenses of a verb, sent for send; empty where it has none of its own."""
    forms = _TENSES.get("".join(words(word)[:1]), ())
    return rf"(?:^|[^\pL\pN])({'|'.join(forms)})s?(?:[^\pL\pN]|$)" if forms else ""


def other_endings(word: str) -> str:
    """A pattern of a verb in other forms, and of the noun that is made of it: stopping and failure for those
    that say stopped, failed; for text in lower case. Empty for a word that is no such form.
    """
    stem = "".join(words(word)[:1])
    short = re.fullmatch(r"([a-z]{2,}?([bdgklmnprt]))\2(?:ed|ing)", stem)
    root = short.group(1) if short else cut(stem)
    if not re.fullmatch(r"[a-z]+(?:ed|ing)", stem) or root == stem:
        return ""
    if root.endswith("y"):
        return rf"(?:^|[^\pL\pN])({re.escape(root[:-1])}(?:y(?:ing|s)?|ie[sd]|ials?))(?:[^\pL\pN]|$)"
    doubled = rf"{root[-1]}?"
    return (
        rf"(?:^|[^\pL\pN])({re.escape(root)}(?:{doubled}(?:ed|ing)|e?s|e|ures?|ments?|ions?)?)(?:[^\pL\pN]|$)"
    )


def is_past(word: str) -> bool:
    """Whether a word tells what was done: denied, sent."""
    group = _TENSES.get(word, ())
    return (word.endswith("ed") and len(word) > LONGEST_ENDING) or word in group[1:]


def of_one_verb(one: str, other: str) -> bool:
    """Whether two words are tenses of one verb that has its own: send, sent."""
    return one in _TENSES and other in _TENSES[one]


def meant(word: str, noun: str) -> Iterator[str]:
    """Patterns of what logs write for a word that people say, with what it is said of, the surest first.

    A "non-existent" user does not exist, is no such user, or an invalid one; an invalid date is none.
    """
    stem = "".join(words(noun)[:1])
    if re.sub(r"[^a-z]", "", word.lower()) not in _ABSENT or not stem:
        return
    of = rf"(?:^|[^\pL\pN]){_form(stem)}"
    yield rf"{of}(?:[^\pL\pN]+\S+){{0,2}}?[^\pL\pN]+(does(?:n't| not) exist|not found)(?:[^\pL\pN]|$)"
    for said in ("no such", "invalid|unknown|illegal"):
        yield rf"(?:^|[^\pL\pN])({said})[^\pL\pN]+{_form(stem)}(?:[^\pL\pN]|$)"


def apart(word: str) -> str:
    """A pattern of a long word as two: "timeout" as "time out" and "time-out"; empty for a short one."""
    if not word.isascii() or not word.isalpha() or len(word) < 6:
        return ""
    stem = "".join(words(word))
    halves = "|".join(rf"{stem[:at]}\pL{{0,2}}[ _-]{stem[at:]}" for at in range(3, len(stem) - 1))
    return rf"(?:^|[^\pL\pN])({halves})\pL{{0,{LONGEST_ENDING}}}(?:[^\pL\pN]|$)"


def joined(before: str, word: str) -> str:
    """A pattern of two words as one: "user space" as "userspace"."""
    stem = "".join(words(word))
    return rf"(?:^|[^\pL\pN])({re.escape(before + stem)})\pL{{0,{LONGEST_ENDING}}}(?:[^\pL\pN]|$)"


def inside(word: str) -> str:
    """A pattern of a word within a name of several: "stored" in addStoredBlock; for lines as they are."""
    stem = re.escape("".join(words(word)[:1]).capitalize())
    return rf"\p{{Ll}}({stem}\p{{Ll}}{{0,{LONGEST_ENDING}}})(?:[^\p{{Ll}}]|$)"


def is_of_one_root(one: str, other: str) -> bool:
    """Whether both begin alike and end as the forms of a word do: open, opened; delivery, delivered."""
    one, other, same = one.lower(), other.lower(), 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return same >= _SHORTEST_ROOT and all(_FORM.fullmatch(end) for end in (one[same:], other[same:]))


def share(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether one of some words is one of the others, or a form of it."""
    known = set(others)
    return any(one in known or any(is_of_one_root(one, other) for other in known) for one in some)


def _form(stem: str) -> str:
    if stem.endswith("y") and len(stem) > 2:
        return rf"{re.escape(stem[:-1])}(?:y\pL{{0,{LONGEST_ENDING}}}|ie[sd])"
    return rf"{re.escape(stem)}\pL{{0,{LONGEST_ENDING}}}"


def singular(noun: str) -> str:
    """ "entries" as "entry", "lines" as "line", "processes" as "process"."""
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    if noun.endswith(("sses", "xes", "ches", "shes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun

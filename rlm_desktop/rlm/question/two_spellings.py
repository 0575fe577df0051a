"""British and American: a word is asked for as the text spells it, licence or license."""

import re
from collections.abc import Callable, Iterator

from rlm_desktop.profile import Profile

_SPELLED = """
anaem/anem anaesth/anesth archaeolog/archeolog armour/armor artefact/artifact aluminium/aluminum
behaviour/behavior caesarean/cesarean calibre/caliber catalogue/catalog centre/center cheque/check
colour/color cosy/cozy defence/defense dialogue/dialog diarrhoea/diarrhea encyclopaedia/encyclopedia
endeavour/endeavor enrol/enroll favour/favor fibre/fiber flavour/flavor foetus/fetus foetal/fetal
fulfil/fulfill grey/gray gynaecolog/gynecolog haem/hem harbour/harbor honour/honor humour/humor
jewellery/jewelry judgement/judgment kerb/curb labour/labor leukaem/leukem licence/license litre/liter
manoeuvre/maneuver metre/meter mould/mold moustache/mustache neighbour/neighbor odour/odor oedema/edema
oesophag/esophag oestrogen/estrogen offence/offense orthopaedic/orthopedic paediatric/pediatric
parlour/parlor plough/plow practise/practice pretence/pretense programme/program pyjama/pajama rumour/rumor
sabre/saber saviour/savior sceptic/skeptic skilful/skillful spectre/specter sulph/sulf theatre/theater
tumour/tumor tyre/tire vapour/vapor vigour/vigor
"""
_PAIRS = tuple(pair.split("/") for pair in _SPELLED.split())
_CHEQUE = "check"
"""Means more than a cheque."""
_ENDINGS = (
    (re.compile(r"([^\W\d_]{3,})is(e[ds]?|ing|ations?|ers?)"), r"\1iz\2"),
    (re.compile(r"([^\W\d_]{3,})iz(e[ds]?|ing|ations?|ers?)"), r"\1is\2"),
    (re.compile(r"([^\W\d_]{2,})ys(e[ds]?|ing|ers?)"), r"\1yz\2"),
    (re.compile(r"([^\W\d_]{2,})yz(e[ds]?|ing|ers?)"), r"\1ys\2"),
    (re.compile(r"([^\W\d_]*[aeiou][^aeiou\W\d_]+[aeiou]*[ae])ll(ed|ing|ers?)"), r"\1l\2"),
    (re.compile(r"([^\W\d_]*[aeiou][^aeiou\W\d_]+[aeiou]*[ae])l(ed|ing|ers?)"), r"\1ll\2"),
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")


def as_spelled(question: str, profile: Profile, stands: Callable[[str], bool]) -> str:
    """The question with such words as names of columns spell them, or else the text.

    `stands` says whether a word stands anywhere in the text; it is asked of such words alone.
    """
    columns = {
        word.lower() for t in profile.tables for c in t.columns for word in re.findall(r"[^\W\d_]+", c.name)
    }
    quoted = [match.span() for match in _QUOTED.finditer(question)]

    def spelled(match: re.Match[str]) -> str:
        word = match.group()
        said = word.lower()
        if any(start <= match.start() < end for start, end in quoted) or _has(columns, said):
            return word
        others = list(dict.fromkeys(_twins(said)))
        other = next((one for one in others if _has(columns, one)), "")
        if not other and others and not stands(said):
            other = next((one for one in others if stands(one)), "")
        return (other.capitalize() if word[0].isupper() else other) or word

    return _WORD.sub(spelled, question)


def _has(columns: set[str], word: str) -> bool:
    """Whether a column's name has a word, as one or as more of them."""
    return bool({word, word.removesuffix("s"), f"{word}s"} & columns)


def _twins(word: str) -> Iterator[str]:
    """How else a word may be spelled; not every one of these is a word."""
    for british, american in _PAIRS:
        if word.startswith(british):
            yield american + word.removeprefix(british)
        elif word.startswith(american) and american != _CHEQUE:
            yield british + word.removeprefix(american)
    for ending, other in _ENDINGS:
        if match := ending.fullmatch(word):
            yield match.expand(other)

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
_ISED = """
analys anonymis apologis authoris capitalis categoris centralis civilis colonis computeris criticis
customis digitis emphasis equalis fertilis finalis formalis generalis harmonis hospitalis immunis
initialis itemis legalis localis maximis minimis mobilis modernis monetis nationalis neutralis normalis
optimis organis oxidis paralys penalis prioritis privatis publicis randomis realis recognis reorganis
sanitis serialis socialis specialis stabilis standardis sterilis subsidis summaris symbolis synchronis
terroris tokenis utilis vandalis vaporis victimis visualis
"""
_LLED = """
cancel channel counsel dial enamel equal fuel initial jewel label level libel marshal marvel model panel
pedal quarrel rival shovel signal spiral total travel tunnel
"""
_ISE, _LL = re.compile(r"(.*[iy])[sz](e[ds]?|ing|ations?|ers?)"), re.compile(r"(.*[ae]l)(l?)(ed|ing|ers?)")
_WORD = re.compile(r"[^\W\d_]{4,}")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]|(?<!\w)['\u2018][^'\u2019]+['\u2019](?!\w)")
_AS_IT_IS = re.compile(r"\b(?:words?|spell\w*|written|phrases?|strings?|letters)\b", re.IGNORECASE)
"""Whoever asks for words means them as they are."""


def as_spelled(question: str, profile: Profile, stands: Callable[[str], bool]) -> str:
    """The question with such words as names of columns spell them, or else the text.

    `stands` says whether a word stands anywhere in the text; it is asked of such words alone.
    """
    columns = {
        word.lower() for t in profile.tables for c in t.columns for word in re.findall(r"[^\W\d_]+", c.name)
    }
    if _AS_IT_IS.search(question):
        return question
    quoted = [match.span() for match in _QUOTED.finditer(question)]

    def spelled(match: re.Match[str]) -> str:
        word = match.group()
        said = word.lower()
        is_name = word[0].isupper() and re.search(r"[^.?!\s]\s*$", question[: match.start()])
        if is_name or any(start <= match.start() < end for start, end in quoted) or _has(columns, said):
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
    """How else a word may be spelled."""
    for british, american in _PAIRS:
        if word.startswith(british):
            yield american + word.removeprefix(british)
        elif word.startswith(american) and american != _CHEQUE:
            yield british + word.removeprefix(american)
    if (match := _ISE.fullmatch(word)) and f"{match[1]}s" in _ISED.split():
        yield f"{match[1]}{'z' if word[len(match[1])] == 's' else 's'}{match[2]}"
    if (match := _LL.fullmatch(word)) and match[1] in _LLED.split():
        yield f"{match[1]}{'' if match[2] else 'l'}{match[3]}"

"""What an answer about label statistics scores: all or nothing; a number the less the farther it is off."""

import random
import re
from collections.abc import Sequence
from datetime import datetime

from rlm_desktop.bench.aggregation_questions import LESS, MORE, SAME, Posed

_A_STEP = 0.75
_MONTH = "%B %Y"


def score(answer: str, gold: str) -> float:
    """From 0 to 1, by what stands after the last colon."""
    said = re.sub(r"[*\[\]]", "", answer.rsplit(":", 1)[-1]).strip().rstrip(".").strip()
    if gold.isdigit():
        return _near(said, int(gold)) if not _same(said, gold) else 1.0
    if gold in (MORE, LESS, SAME):
        return float([each for each in (MORE, LESS, SAME) if each in said.lower()] == [gold])
    return float(_same(said, gold) or _same_month(said, gold))


def _near(said: str, gold: int) -> float:
    bare = said.replace(",", "")
    return _A_STEP ** abs(int(bare) - gold) if re.fullmatch(r"-?\d{1,12}", bare) else 0.0


def _same(said: str, gold: str) -> bool:
    return " ".join(said.lower().split()) == gold.lower()


def _same_month(said: str, gold: str) -> bool:
    try:
        wanted = datetime.strptime(gold, _MONTH)
    except ValueError:
        return False
    for form in (_MONTH, "%b %Y", "%Y-%m"):
        try:
            return datetime.strptime(said, form) == wanted
        except ValueError:
            continue
    return False


def baselines(posed: Posed, every: Sequence[Posed]) -> dict[str, float]:
    """What is scored without reading: by who knows the commonest label of all, and by chance.

    Chance draws from the possible answers; for a number, from the numbers that are right for other questions.
    """
    choices = posed.choices or tuple(other.answer for other in every if other.answer.isdigit())
    by_chance = [score(choice, posed.answer) for choice in choices]
    # Who knows no better than chance for a question says what comes first.
    guess = posed.majority or random.Random(posed.text).choice(choices)
    return {"majority": score(guess, posed.answer), "random": sum(by_chance) / len(by_chance)}

"""Values that a question names at one place: of "void where prohibited" and "void" the longer is meant."""

import re
from collections.abc import Sequence

from rlm_desktop.rlm.question.links import Link


def longest(links: Sequence[Link], question: str) -> list[Link]:
    """Drop a link whose phrase is a part of another link's ("void" in "void where prohibited").

    Not where it also stands for itself: Hartford, of "Hartford, not East Hartford".
    """
    phrases = {link.phrase.lower() for link in links}
    inside = {
        phrase
        for phrase in phrases
        for other in phrases
        if phrase != other and re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", other)
    }
    apart = re.sub(
        "|".join(re.escape(one) for one in sorted(phrases - inside, key=len, reverse=True)) or "$^",
        "\n",
        question.lower(),
    )
    inside = {one for one in inside if not re.search(rf"(?<!\w){re.escape(one)}(?!\w)", apart)}
    return [link for link in links if link.phrase.lower() not in inside]


def one_of_a_pair(links: Sequence[Link], question: str) -> list[Link]:
    """Rule "fatal errors are fatal": of two values of a column side by side the first is meant."""
    text = " ".join(question.lower().split())
    second = {
        other.phrase
        for one in links
        for other in links
        if (one.table, one.column) == (other.table, other.column)
        and one.value != other.value
        and re.search(
            rf"(?<!\w){re.escape(one.phrase.lower())} {re.escape(other.phrase.lower())}(?!\w)", text
        )
    }
    return [link for link in links if link.phrase not in second]

"""What the runtime says in sentences of its own, in the language of the window.

The runtime speaks English. A sentence that is known here, with blanks for its values, is said in the window's
language; any other stays as it came. A test looks whether the runtime still says each of them.
"""

import re
from functools import lru_cache

from rlm_desktop.gui.saying.language import current, tr
from rlm_desktop.gui.saying.sentences import SENTENCES
from rlm_desktop.gui.saying.ways import WAYS


def told(text: str) -> str:
    """A sentence of the runtime in the language that is spoken; one that is not known stays English.

    A way out that names a command is told as the way in the window.
    """
    for pattern, sentence in _ways():
        if found := pattern.fullmatch(text):
            return tr(sentence, **found.groupdict()) if "{" in sentence else tr(sentence)
    if current().code == "en":
        return text
    for pattern, sentence in _patterns():
        if found := pattern.fullmatch(text):
            return tr(sentence, **found.groupdict()) if found.groupdict() else tr(sentence)
    return text


@lru_cache(maxsize=1)
def _ways() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(_blanks_open(said), re.DOTALL), sentence) for said, sentence in WAYS.items()]


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Those with the fewest blanks first, since a blank takes anything."""
    ordered = sorted(SENTENCES, key=lambda sentence: sentence.count("{"))
    return [(re.compile(_blanks_open(sentence), re.DOTALL), sentence) for sentence in ordered]


def _blanks_open(sentence: str) -> str:
    return re.sub(r"\\\{(\w)\\\}", r"(?P<\1>.+?)", re.escape(sentence))

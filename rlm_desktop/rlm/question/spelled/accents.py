"""Words without their accents: "Natasha" is looked for as "Natásha" where only that is there."""

import re
import unicodedata
from functools import cache

_LAST = 0x024F
"""Up to here Unicode keeps the Latin letters with accents."""


def loosely(text: str) -> str:
    """A regular expression in which plain letters may have accents; empty where nothing changes."""
    pattern = "".join(_letter(character) for character in text)
    return pattern if pattern != re.escape(text) else ""


def _letter(character: str) -> str:
    others = _accented().get(character.lower(), "")
    return f"[{character.lower()}{others}]" if others else re.escape(character)


@cache
def _accented() -> dict[str, str]:
    """Each plain lower-case letter with all its accented forms."""
    found: dict[str, str] = {}
    for number in range(0x00C0, _LAST + 1):
        letter = chr(number).lower()
        plain = unicodedata.normalize("NFD", letter)[0]
        if plain != letter and plain.isascii() and plain.isalpha() and letter not in found.get(plain, ""):
            found[plain] = found.get(plain, "") + letter
    return found

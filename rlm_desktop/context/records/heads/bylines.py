"""Who wrote a text, where a line below its front matter says so: "By: Ada Lind and Bo Nye".

Such a line begins with "by", or is nothing but names in bold letters.
"""

import re
from collections.abc import Collection, Sequence
from itertools import islice

from rlm_desktop.context.records.shapes.listed import PARTED

KEY = "Author"
_SAYS = re.compile(r"author|writer|creator|\bby\b|^from$|^sender$", re.IGNORECASE)
"""A key that tells it already."""
_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n.*?^\1[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_BY = re.compile(
    r"[*_]{0,2}(?:(?:written )?by|authors?)\b[*_]{0,2}:?[*_]{0,2}[ \t]+(?:authors?:?[ \t]+)?"
    r"(?P<names>\S.*?)[*_]{0,2}[ \t]*$",
    re.IGNORECASE,
)
_BOLD = re.compile(r"(\*\*|__)(?:authors?:?[ \t]+)?(?P<names>[^*_]+)\1[ \t]*$", re.IGNORECASE)
_BROKEN = re.compile(r"^\*\*[^*\n]+\n[^*\n]+\*\*[ \t]*$", re.MULTILINE)
"""Bold words on two lines."""
_BETWEEN = re.compile(r",\s*(?:(?:and|&)\s+)?|\s+(?:and|&)\s+")
_BEHIND = re.compile(r"\s*(?:\([^()]*\)|<[^<>]*>)$")
_WORD = r"[^\W\d_a-zß-ÿ][\w.'\u2019-]*"
_NAME = re.compile(rf"{_WORD}(?: (?:(?:van|von|de|der|den|da|di|la|le) )*{_WORD}){{0,3}}")
_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
_SMALL = re.compile(r"(?<![\w-])[^\W\d_A-Z][\w-]+")
_LINES = 3
_LONGEST = 160


def pair_of(text: str, keys: Collection[str]) -> list[tuple[str, str]]:
    """The key and the names of a text with front matter that has none for it; else nothing."""
    front = _FRONT.match(text)
    if front is None or any(_SAYS.search(key) for key in keys):
        return []
    below = _BROKEN.sub(lambda bold: bold.group().replace("\n", " "), text[front.end() : front.end() + 4_096])
    lines = (line.strip() for line in below.splitlines())
    told = (line for line in lines if line and not line.startswith(("#", ">", "<!--")))
    for line in islice(told, _LINES):
        if len(line) <= _LONGEST and (names := _names(line, below)):
            return [(KEY, PARTED.join(names))]
    return []


def _names(line: str, text: str) -> Sequence[str]:
    """The names of a line that is a byline; without "by" each must have two words at least, of which the text
    has none in small letters: "**Breaking Changes**" are no person.
    """
    for form, fewest in ((_BY, 1), (_BOLD, 2)):
        if match := form.match(line):
            names = [_BEHIND.sub("", one).strip() for one in _BETWEEN.split(match["names"])]
            if all(_NAME.fullmatch(one) and len(one.split()) >= fewest for one in names):
                said = {word.lower() for one in names for word in one.split()}
                bold = form is _BOLD and "author" not in line.lower()
                if said & _DAYS or (bold and said & set(_SMALL.findall(text))):
                    continue
                return names
    return ()

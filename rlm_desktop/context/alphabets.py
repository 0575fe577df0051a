"""Which old encoding a text is written in, told by letters: the one in which it has those of one language."""

SIGNS = frozenset(
    "\u201c\u201d\u201e\u2018\u2019\u201a\u2013\u2014\u2026\u20ac\u00a3\u00a7\u00b0\u00ab\u00bb\u00b7\u2022\u00a0"
    "\u00bf\u00a1\u00a9\u00ae\u2122\u00bd\u00b2\u00b3\u00b5\u00d7"
)
"""Quotation marks, dashes, currencies and the like, which any language has."""

_WESTERN = (
    *(
        "äöüß",
        "àâæçéèêëîïôœùûüÿ",
        "áéíñóúüïç",
        "àáâãçéêíóôõúü",
        "àèéìíîòóùú",
        "åäöéü",
        "æøåéäöü",
        "ëéèïöüäáóû",
    ),
    *("áðéíóúýþæö", "àçèéíïòóúü", "äöõüšž"),
)
_CENTRAL = (
    *(
        "ąćęłńóśźż",
        "áčďéěíňóřšťúůýž",
        "áäčďéíĺľňóôŕšťúýž",
        "áéíóöőúüű",
        "ăâîşţșț",
        "čćđšž",
        "äöüßáčéěíóřšúůýž",
    ),
)
_LETTERS = (
    ("cp1252", _WESTERN),
    ("cp1250", _CENTRAL),
    ("iso8859_2", _CENTRAL),
    ("cp1254", ("çğ\u0131öşüi̇âîû",)),
    ("cp1257", ("ąčęėįšųūž", "āčēģīķļņšūžō", "äöõüšž")),
    ("iso8859_13", ("ąčęėįšųūž", "āčēģīķļņšūžō")),
    ("cp1255", ("אבגדהוזחטיךכלםמןנסעףפץצקרשת",)),
    ("cp850", _WESTERN),
    ("cp852", _CENTRAL),
    ("mac_roman", _WESTERN),
)
"""Encodings with the letters of their languages beyond ASCII, the most usual first."""
_ENOUGH = 0.97
"""Share of what is beyond ASCII that must be such letters and signs."""


def latin(samples: bytes) -> str | None:
    """The encoding, or nothing where none has the letters of one language: then it is another script."""
    best, found = _ENOUGH, None
    for name, languages in _LETTERS:
        text = samples.decode(name, "replace")
        beyond = [letter for letter in text if letter > "\x7f" and letter not in SIGNS]
        share = max((_share(beyond, letters) for letters in languages), default=0.0)
        if beyond and share > best + (0.001 if found else 0.0):
            best, found = share, name
    return found


def _share(beyond: list[str], letters: str) -> float:
    return sum(letter.lower() in letters for letter in beyond) / len(beyond) if beyond else 0.0

"""A fragment put where it corresponds in the question before: value for value, column for column."""

import re

from rlm_desktop.profile import Profile
from rlm_desktop.rlm.follow_ups import moments
from rlm_desktop.rlm.follow_ups.leaning import Leaning
from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.forms import singular
from rlm_desktop.rlm.question.linking import Link, Links, Query

_EXTREMES = (
    ("most", "least"),
    ("most", "fewest"),
    ("highest", "lowest"),
    ("largest", "smallest"),
    ("biggest", "smallest"),
    ("longest", "shortest"),
    ("latest", "earliest"),
    ("last", "first"),
    ("newest", "oldest"),
    ("maximum", "minimum"),
)
_MEASURES = (
    "average",
    "mean",
    "total",
    "sum",
    "median",
    "maximum",
    "minimum",
    "highest",
    "lowest",
    "largest",
    "smallest",
)
_ORDINAL = re.compile(r"^(?:the\s+)?(second|third|fourth|fifth|next)(?:\s+most)?\s*\??$", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.:-])\d[\d,]*(?:\.\d+)?(?![\w:-]|\.\d)")
_COMPARED = r"(?:more|less|fewer|greater|higher|lower|over|under|above|below|at least|at most|exactly)"
_ENDS = " ?.!"


class Substitution:
    """Puts one fragment into one earlier question, over the columns and values of a profile."""

    def __init__(self, earlier: str, profile: Profile, query: Query) -> None:
        self._earlier = earlier.strip()
        self._profile = profile
        self._query = query

    def of(self, leaning: Leaning) -> str | None:
        """The completed question; None where nothing corresponds for certain."""
        fragment = leaning.text.strip(_ENDS)
        if noun := leaning.noun():
            return self._asked_noun(noun)
        if linking.quoted(fragment) and (put := self._phrase(fragment)):
            return put
        return (
            moments.replaced(self._earlier, fragment)
            or self._value(fragment)
            or self._extreme(fragment)
            or self._number(fragment)
            or self._column(fragment)
            or self._phrase(fragment)
        )

    def _asked_noun(self, noun: str) -> str | None:
        """ "Which user has the most errors?", then "and which host?"."""
        replaced, count = re.subn(
            r"^((?:and\s+)?(?:which|what)\s+)[\w-]+",
            rf"\g<1>{noun}",
            self._earlier,
            count=1,
            flags=re.IGNORECASE,
        )
        return replaced if count else None

    def _value(self, fragment: str) -> str | None:
        """A value of the same column as one that the earlier question names; else it is added."""
        wanted = self._links(f"{fragment} {_singulars(fragment)}").strongest()
        if not wanted:
            return None
        there = self._links(self._earlier)
        for new in wanted:
            same = next((old for old in there.values if _same_column(old, new)), None)
            if same is not None:
                return _put(self._earlier, same.phrase, new.value)
        return self._added(fragment, wanted[0])

    def _added(self, fragment: str, new: Link) -> str:
        placed = re.match(r"^(?:in|for|from|with|by|of|on|at|to)\b", fragment, re.IGNORECASE)
        tail = fragment if placed else f"with {new.column.replace('_', ' ')} {new.value}"
        return f"{self._earlier.rstrip(_ENDS)} {tail}?"

    def _extreme(self, fragment: str) -> str | None:
        """ "The least", where the earlier question asks for the most; "the average" for the total."""
        bare = re.sub(
            r"^(?:the|which (?:one )?(?:is|has) the|what is the|who has the)\s+", "", fragment, flags=re.I
        ).lower()
        if match := _ORDINAL.match(fragment):
            return self._ranked("second" if match.group(1).lower() == "next" else match.group(1).lower())
        for pair in _EXTREMES:
            for one, other in (pair, pair[::-1]):
                if bare == one and re.search(rf"\b{other}\b", self._earlier, re.I):
                    return _put(self._earlier, other, bare)
        if bare in _MEASURES:
            there = next((name for name in _MEASURES if re.search(rf"\b{name}\b", self._earlier, re.I)), None)
            return _put(self._earlier, there, bare) if there else None
        return None

    def _ranked(self, ordinal: str) -> str | None:
        for name in (name for pair in _EXTREMES for name in pair):
            if re.search(rf"\bthe\s+{name}\b", self._earlier, re.I):
                return _put(self._earlier, name, f"{ordinal} {name}")
        return None

    def _number(self, fragment: str) -> str | None:
        """ "More than 10", where the earlier question compares with another number."""
        new, old = _NUMBER.search(fragment), _NUMBER.search(self._earlier)
        if not new or not old or len(_NUMBER.findall(self._earlier)) > 1:
            return None
        pattern = rf"(?:{_COMPARED}(?:\s+than)?\s+)?{re.escape(old.group())}"
        compared = re.search(rf"{_COMPARED}(?:\s+than)?\s+{re.escape(new.group())}", fragment, re.I)
        return re.sub(
            pattern if compared else re.escape(old.group()),
            compared.group() if compared else new.group(),
            self._earlier,
            count=1,
            flags=re.I,
        )

    def _column(self, fragment: str) -> str | None:
        """ "By host", where the earlier question speaks of another column."""
        bare = re.sub(r"^(?:by|per|for each|for|the)\s+", "", fragment, flags=re.I)
        new = {name for _, name in self._links(bare).columns}
        old = [name for _, name in self._links(self._earlier).columns]
        if len(new) != 1 or len(set(old)) != 1 or len(bare.split()) > 2:
            return None
        said = old[0].replace("_", " ")
        replaced = _put(self._earlier, said, bare)
        return replaced if replaced != self._earlier else None

    def _phrase(self, fragment: str) -> str | None:
        """Another phrase where the earlier question asks what lines contain."""
        sought = linking.quoted(self._earlier)
        wanted = linking.quoted(fragment)
        if len(sought) == 1 and len(fragment.split()) <= 4:
            return _put(self._earlier, sought[0], wanted[0] if wanted else fragment)
        contained = linking.contained(self._earlier)
        if contained and len(fragment.split()) <= 4:
            return _put(self._earlier, contained, fragment)
        return None

    def _links(self, text: str) -> Links:
        return linking.link(text, self._profile, self._query)


def _same_column(one: Link, other: Link) -> bool:
    return (one.table, one.column) == (other.table, other.column) and one.value != other.value


def _singulars(text: str) -> str:
    return " ".join(singular(word) for word in text.split())


def _put(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text, count=1, flags=re.IGNORECASE)

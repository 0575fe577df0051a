"""What heads of documents told of something else: documents for people, the size of files for a height.

The text of a document may tell what its head does not. Such an answer is no answer, whatever its mark.
"""

import re
from collections.abc import Iterable

COUNTED = "Documents were counted, and the question asks for {}."
SIZES = "The query tells the size of files, which is not asked for."
ANOTHER_ROLE = "No column tells who the {} was: {} was told."
PERSONS = frozenset(("people", "men", "women", "children"))
"""No documents are called so."""
WHY = "What the heads of documents tell is of something else: their text may tell it."
IN_ONE_TEXT = "No head of a document tells it: it was read in the text of one."
_OF_PERSONS = frozenset(COUNTED.format(noun) for noun in PERSONS)
_ANOTHER_ROLE = re.compile(re.escape(ANOTHER_ROLE).replace(r"\{\}", ".+"))


def tells_something_else(notes: Iterable[str]) -> bool:
    """Whether one of the notes of an answer says so."""
    return any(note == SIZES or note in _OF_PERSONS or _ANOTHER_ROLE.fullmatch(note) for note in notes)

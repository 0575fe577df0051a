"""Text of strangers, fit to be shown: nothing in it steers, hides, turns a line or computes."""

import re
from typing import Final

_STEERING: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
_TURNING: Final = "\u202a-\u202e\u2066-\u2069"  # the order of letters, made other than it is written
_BREAKING: Final = "\u2028\u2029"
_HIDDEN: Final = "\ufeff\U000e0000-\U000e007f"  # letters that nobody sees and a model reads
_HALF: Final = "\ud800-\udfff"
_NOT_IN_TEXT: Final = re.compile(f"[{_STEERING}{_TURNING}{_HIDDEN}{_HALF}]")
_NOT_IN_NAMES: Final = re.compile(f"[\t\n{_STEERING}{_TURNING}{_BREAKING}{_HIDDEN}{_HALF}]")
_IN_JSON: Final = re.compile(f"[\x7f-\x9f{_TURNING}]")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER: Final = re.compile(r"[-+]?[\d.,]*\d%?")


def legible(text: str) -> str:
    """Text of one or more lines, with a sign in the place of each character that does not belong there.

    Lines that end as on Windows end with a line feed alone.
    """
    return _NOT_IN_TEXT.sub("\ufffd", text.replace("\r\n", "\n"))


def legible_name(name: str) -> str:
    """The name of a file, which is also to stay on one line."""
    return _NOT_IN_NAMES.sub("\ufffd", name)


def legible_json(document: str) -> str:
    """The same document, with what a terminal would take for orders written as `\\u` and a number."""
    return _IN_JSON.sub(lambda found: f"\\u{ord(found.group()):04x}", document)


def cell(text: str) -> str:
    """A cell of a table as text: a spreadsheet takes what begins like a formula for one, and runs it."""
    formula = text.lstrip(" ").startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if formula else text

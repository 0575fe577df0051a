"""Names of months as people and texts write them (September, Sept., Sep.), and of weekdays."""

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
BEGINNINGS = "|".join(name[:3] for name in MONTHS)
"""A pattern of how each begins."""


def called(number: int) -> tuple[str, ...]:
    """What the month of a number, from 1 on, is called, the longest name first."""
    name = MONTHS[number - 1]
    return tuple(dict.fromkeys((name, *(["sept"] if number == 9 else ()), name[:3])))


NAMES = tuple(name for number in range(1, 13) for name in called(number))
SAID = "|".join(NAMES)
"""A pattern of all names, without the point that may stand behind a short one."""


def number_of(name: str) -> int:
    """The month that a name begins, from 1 on."""
    said = name.lower().rstrip(".")
    return next(number for number, full in enumerate(MONTHS, 1) if full.startswith(said))

"""Walls that were written without a machine to try them on: what they are, and how to go without them."""

import os
import sys
from typing import Final

SWITCH: Final = "RLM_UNTRIED_WALLS"
WAY_OUT: Final = f"They were never tried on such a system: {SWITCH}=off goes without. Please report it."
_SYSTEMS: Final = {"darwin": "macOS", "win32": "Windows"}


def wanted() -> bool:
    """Whether they are put up, which they are unless somebody says that they are in the way."""
    return os.environ.get(SWITCH, "").lower() != "off"


def passed_on() -> dict[str, str]:
    """What a process that is started without the person's environment has to know."""
    return {} if wanted() else {SWITCH: "off"}


def note() -> str:
    """What to say of them on this system; empty where its walls were tried."""
    name = _SYSTEMS.get(sys.platform)
    if name is None:
        return ""
    if not wanted():
        return f"taken away by {SWITCH}"
    return f"written for {name}, not tried on this system; {SWITCH}=off goes without, if they are in the way"

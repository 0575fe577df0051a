"""Why llama.cpp did not load a file, with the reason that it gave."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rlm_desktop.errors import ModelRefused

_REASON: Final = re.compile(r"error loading model: (.+)")
_LONGEST: Final = 200


def refused(path: Path, complaints: Iterable[str]) -> ModelRefused:
    """`complaints`: what llama.cpp logged. They may quote names from the file."""
    reasons = [found[1] for line in complaints if (found := _REASON.search(line))]
    told = "".join(letter if letter.isprintable() else "�" for letter in reasons[-1]) if reasons else ""
    why = f": {told[:_LONGEST].rstrip('. ')}" if told else ""
    return ModelRefused(
        f"llama.cpp cannot load {path.name}{why}.",
        hint="The file may be damaged or newer than this program; verify it or get it again.",
    )

"""Puts the parts together: libraries, models, interpreter and history, behind `ask`."""

from rlm_desktop.runtime.core import Runtime
from rlm_desktop.runtime.kinds import AskOptions, Check, LibraryInfo, ModelState
from rlm_desktop.runtime.running import RunHandle

__all__ = ["AskOptions", "Check", "LibraryInfo", "ModelState", "RunHandle", "Runtime"]

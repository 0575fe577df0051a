"""Records: what the host parses out of a text into named, typed columns, so that one query answers."""

from rlm_desktop.context.records.build import FORM, build

__all__ = ["FORM", "build"]

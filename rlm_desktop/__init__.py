"""Ask questions of gigabytes of private text, on this machine, with no network."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rlm_desktop.runtime import AskOptions, Runtime
    from rlm_desktop.settings import Settings

__all__ = ["AskOptions", "Runtime", "Settings"]


def __getattr__(name: str) -> object:
    """The public names, loaded when they are asked for: importing one part does not load them all."""
    match name:
        case "Runtime" | "AskOptions":
            from rlm_desktop import runtime

            return getattr(runtime, name)
        case "Settings":
            from rlm_desktop.settings import Settings

            return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

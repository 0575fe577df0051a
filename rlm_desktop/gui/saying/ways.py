"""Ways out that the runtime tells for a terminal, as they are gone in the window."""

from rlm_desktop.gui.saying.language import later

_SETTINGS = later("Free some space, or choose another data folder under Settings.")
_SMALLER = later("Close other programs, or choose a smaller model.")

WAYS = {
    "Fetch it: rlm-desktop models get {a}. Or bring it on a stick: rlm-desktop models import FILE.": later(
        "Get it under Models, or bring it there from a file or a stick."
    ),
    "Move it away, then: rlm-desktop models get {a}.": later("Move it away, then get it again under Models."),
    "Try again later: what has arrived is kept. Or bring {a} from elsewhere: "
    "rlm-desktop models import FILE.": later(
        "Try again later: what has arrived is kept. Or bring {a} from elsewhere with “Add a model file…”."
    ),
    "Run `rlm-desktop library reindex`.": later(
        "Remove the library and add its files again; the files themselves are not touched."
    ),
    "Make one with `rlm-desktop library add NAME PATH`.": later("Add files or a folder first."),
    "Free some space, or choose another place with --data-dir.": _SETTINGS,
    "Make room there, or choose another place with --data-dir.": _SETTINGS,
    "Make the file writable, or choose another data folder with --data-dir.": later(
        "Make the file writable, or choose another data folder under Settings."
    ),
    "Check that the folder exists and may be written, or choose another with --data-dir.": later(
        "Check that the folder exists and may be written, or choose another under Settings."
    ),
    "Update RLM Desktop, or choose another data folder with --data-dir.": later(
        "Update RLM Desktop, or choose another data folder under Settings."
    ),
    "Set engine.context_tokens to {a}, close other programs, or choose a smaller model.": _SMALLER,
    "Close other programs, set a smaller engine.context_tokens, or choose a smaller model.": _SMALLER,
}
"""A sentence of the runtime with blanks for its values, and what is said in its place."""

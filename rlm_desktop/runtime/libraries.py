"""Libraries as the runtime tells of them, and what a question must be."""

from collections.abc import Sequence

from rlm_desktop.context import shelf
from rlm_desktop.context.profiling import describe
from rlm_desktop.errors import BadRequest, LibraryError
from rlm_desktop.profile import Document, Profile
from rlm_desktop.runtime.kinds import LibraryInfo

_LONGEST_QUESTION = 4000
_WIDTH = 100


def info(found: shelf.LibraryInfo) -> LibraryInfo:
    return LibraryInfo(
        id=found.id,
        name=found.name,
        paths=found.paths,
        documents=found.documents,
        unreadable=found.unreadable,
        bytes=found.bytes,
        updated=found.updated,
    )


def described(profile: Profile) -> str:
    """A profile in a few lines, for a person."""
    return describe(profile, width=_WIDTH)


def check_question(question: str) -> None:
    """Raises `BadRequest` for what cannot be asked."""
    if not question.strip():
        raise BadRequest("There is no question.", hint="Write what you want to know.")
    if len(question) > _LONGEST_QUESTION:
        raise BadRequest(
            f"The question has {len(question):,} characters; at most {_LONGEST_QUESTION:,} can be read.",
            hint="Put long texts into a file and ask about that file.",
        )


def check_text(documents: Sequence[Document]) -> None:
    """Raises `LibraryError` where there is not one byte to answer from, with the reasons."""
    if any(document.bytes for document in documents if document.status == "ready"):
        return
    left_out = [document for document in documents if document.status != "ready"]
    if left_out:
        first = left_out[0]
        what = "The file" if len(documents) == 1 else f"None of the {len(documents):,} files"
        could = "could not be read" if len(documents) == 1 else "could be read"
        raise LibraryError(
            f"{what} {could}: {first.name}: {first.reason or first.status}.",
            hint="Give files with text in them.",
        )
    raise LibraryError(
        "There is no text in what was given: " + ("it is empty." if documents else "no file was found."),
        hint="Give files or folders with text in them.",
    )

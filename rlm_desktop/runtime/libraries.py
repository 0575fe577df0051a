"""Libraries as the runtime tells of them, and what a question must be."""

import time
from collections.abc import Callable, Sequence

from rlm_desktop.context import shelf
from rlm_desktop.context.library import Library
from rlm_desktop.context.profiling import describe
from rlm_desktop.errors import BadRequest, LibraryBusy, LibraryError, Stopped
from rlm_desktop.events import Noted
from rlm_desktop.profile import Document, Profile
from rlm_desktop.runtime.kinds import LibraryInfo
from rlm_desktop.runtime.running import Emit
from rlm_desktop.runtime.stopping import ShouldStop

_LONGEST_QUESTION = 4000
_WIDTH = 100
_LOOK = 0.2
"""Seconds between two looks at whether to stop, or to go on."""
_AS_BEFORE = "Files are being read into this library just now; this is answered from what was read before."
_WAITS = "Another window or command is reading these files; this goes on when it has finished."
_SO_FAR = "Files are being read into this library just now; this looks at what has been read so far."


def bring_up_to_date(library: Library, emit: Emit, should_stop: ShouldStop) -> None:
    """Read what changed on disk. While another window or command does, the state of before is enough;
    where there is none, this waits. Raises `Stopped`.
    """
    try:
        library.update(emit=emit, should_stop=should_stop)
    except LibraryBusy:
        if library.ready:
            emit(Noted(text=_AS_BEFORE))
            return
        emit(Noted(text=_WAITS))
        _after_the_other(lambda: library.update(emit=emit, should_stop=should_stop), should_stop)


def read_in(library: Library, emit: Emit, should_stop: ShouldStop) -> bool:
    """Read enough to look at the text and to scan it. Whether all of it is there: while another window or
    command reads, what that has read so far is looked at, once that is anything. Raises `Stopped`.
    """
    waits = False
    while True:
        try:
            library.read_in(emit=emit, should_stop=should_stop)
        except LibraryBusy:
            library.look_again()
        else:
            return True
        if library.documents():
            emit(Noted(text=_SO_FAR))
            return False
        if not waits:
            emit(Noted(text=_WAITS))
            waits = True
        if should_stop():
            raise Stopped("The run was stopped.")
        time.sleep(_LOOK)


def _after_the_other(work: Callable[[], object], should_stop: ShouldStop) -> None:
    while True:
        if should_stop():
            raise Stopped("The run was stopped.")
        time.sleep(_LOOK)
        try:
            work()
        except LibraryBusy:
            continue
        return


def finish_words(library: Library, should_stop: ShouldStop) -> bool:
    """Wait for its index of words; whether it is whole."""
    while not should_stop():
        if library.wait_for_index(_LOOK):
            return True
        if not library.indexing:
            return False
    return False


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
    if not any(letter.isalnum() for letter in question):
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

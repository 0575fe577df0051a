"""Libraries as the runtime tells of them, and what a question must be."""

from rlm_desktop.context import shelf
from rlm_desktop.context.profiling import describe
from rlm_desktop.errors import BadRequest
from rlm_desktop.profile import Profile
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

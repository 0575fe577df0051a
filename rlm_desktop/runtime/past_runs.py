"""What can be had of a run that is over: all places its answer rests on, how it was asked, an export."""

from collections.abc import Iterator

import msgspec

from rlm_desktop.errors import BadRequest
from rlm_desktop.reply import Quote
from rlm_desktop.rlm.evidence import all_of
from rlm_desktop.runs.export import EXPORTS
from rlm_desktop.runs.store import RunStore
from rlm_desktop.runtime.kinds import AskOptions
from rlm_desktop.runtime.open_libraries import OpenLibraries


def places(run_id: str, history: RunStore, libraries: OpenLibraries) -> Iterator[Quote]:
    """All places its answer rests on, also those that its reply does not show. Raises `LibraryError`."""
    evidence = history.reply(run_id).evidence
    if evidence.listing is None:
        yield from evidence.shown
        return
    asked = history.request(run_id)
    context = libraries.get(asked.library or list(asked.paths))
    yield from all_of(evidence.listing, context)


def options(run_id: str, history: RunStore) -> AskOptions:
    """How it was asked. Raises `BadRequest` for what this version does not understand."""
    try:
        return msgspec.json.decode(history.request(run_id).settings, type=AskOptions)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadRequest(
            "This run was asked in a way that this version does not know.", hint="Ask the question anew."
        ) from error


def export(run_id: str, form: str, history: RunStore, libraries: OpenLibraries) -> str:
    """It written out in a form, with every place its answer rests on."""
    reply = history.reply(run_id)
    if reply.evidence.total > len(reply.evidence.shown):
        evidence = msgspec.structs.replace(reply.evidence, shown=tuple(places(run_id, history, libraries)))
        reply = msgspec.structs.replace(reply, evidence=evidence)
    return EXPORTS[form](reply, history.events(run_id))

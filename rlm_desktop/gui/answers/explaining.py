"""Why this answer: how it came to be, in sentences that claim no more than the reply says."""

from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.reply import Reply


def explained(reply: Reply) -> list[str]:
    found = [*_who_wrote(reply), *_who_read(reply), *_rests_on(reply), *_covered(reply), *_models(reply)]
    return found or [tr("The run ended before anything was found.")]


def _who_wrote(reply: Reply) -> list[str]:
    """Whose program it was: the planner's, or one that is known for such questions."""
    usage, found = reply.usage, []
    if usage.candidates:
        drawn, turns = words.counted(usage.candidates, "program"), words.counted(usage.root_turns, "turn")
        found.append(tr("The Planner wrote {drawn} for your question, in {turns}.", drawn=drawn, turns=turns))
    elif reply.program and reply.plan == "guided":
        found.append(
            tr("For a question of this kind the query is known: a rule made it, and no model wrote it.")
        )
    elif reply.plan == "search" and not usage.sub_calls and reply.evidence.total:
        found.append(tr("What the question names was looked up in the text by a rule; no model was needed."))
    elif reply.program:
        found.append(tr("The program is a fixed one for such questions; no model wrote it."))
    if reply.program:
        found.append(
            tr("A program ran over the text on this machine; its result is the answer, not a model's memory.")
            if not usage.sub_calls
            else tr("A program on this machine chose what to read, and put together what was found.")
        )
    return found


def _who_read(reply: Reply) -> list[str]:
    usage = reply.usage
    if not usage.sub_calls:
        return []
    asked = words.counted(usage.sub_calls, "passage")
    known = (
        tr(", {cached_calls} of them known from before", cached_calls=words.grouped(usage.cached_calls))
        if usage.cached_calls
        else ""
    )
    return [tr("The Reader was given {asked}{known}.", asked=asked, known=known)]


def _rests_on(reply: Reply) -> list[str]:
    if not reply.evidence.total:
        return []
    places = words.counted(reply.evidence.total, "place")
    return [
        tr(
            "It rests on {places} in the text; each quote was compared with the document, byte for byte.",
            places=places,
        )
    ]


def _covered(reply: Reply) -> list[str]:
    if reply.coverage.exhaustive:
        return [tr("Every byte of the text was looked at, so nothing was left out.")]
    if not reply.coverage.bytes_total:
        return []
    share = words.percent(reply.coverage.bytes_scanned, reply.coverage.bytes_total)
    return [
        tr("{share} of the text was looked at; what was not looked at could change the answer.", share=share)
    ]


def _models(reply: Reply) -> list[str]:
    """Which models had a part in it; none are named where none had."""
    if not (reply.usage.candidates or reply.usage.sub_calls):
        return []
    roles = {"root": tr("Planner"), "sub": tr("Reader")}
    names = [f"{roles.get(role, role)}: {model.name}" for role, model in reply.models.items()]
    return [". ".join(names) + "."] if names else []

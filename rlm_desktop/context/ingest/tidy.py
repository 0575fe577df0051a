"""Removing for good: packs are written anew without the texts of documents that are gone."""

from rlm_desktop.context.packs import Packed, Packs
from rlm_desktop.context.store import DocumentStore, Stored


def tidy_packs(store: DocumentStore, packs: Packs) -> None:
    """Write packs anew that hold text of documents that are gone, so that removed really is removed."""
    living: dict[int, list[Stored]] = {}
    for document in store.all():
        if document.pack is not None:
            living.setdefault(document.pack, []).append(document)
    for pack in packs.numbers():
        texts = sorted(living.get(pack, []), key=lambda document: document.start)
        # Each text is followed by one line end of the pack's own.
        if sum(text.size + 1 for text in texts) == packs.path(pack).stat().st_size:
            continue
        moved = [(text, packs.move(Packed(pack, text.start, text.size))) for text in texts]
        packs.flush()
        with store.together():
            for text, place in moved:
                store.place(text.id, place.pack, place.start)
        packs.delete(pack)
    packs.close()

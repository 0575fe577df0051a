"""Texts that are outlines of keys or short entries, and the readers that take records out of them."""

from collections.abc import Callable, Iterator, Sequence

from rlm_desktop.context.records.outlines.bank_statements import (
    mt940_shapes,
    qif_shapes,
    read_mt940,
    read_qif,
)
from rlm_desktop.context.records.outlines.dotted import dotted_shapes, read_dotted
from rlm_desktop.context.records.outlines.findings import finding_shapes, read_findings
from rlm_desktop.context.records.outlines.logins import login_shapes, read_logins
from rlm_desktop.context.records.outlines.objects import Reader, batches_read
from rlm_desktop.context.records.outlines.package_history import (
    package_history_shapes,
    read_package_history,
)
from rlm_desktop.context.records.outlines.playlists import playlist_shapes, read_playlist
from rlm_desktop.context.records.outlines.printed import printed_shapes, read_printed
from rlm_desktop.context.records.outlines.revisions import read_revisions, revision_shapes
from rlm_desktop.context.records.outlines.sections import read_sections, section_shapes
from rlm_desktop.context.records.outlines.sql_rows import read_dump
from rlm_desktop.context.records.outlines.subtitles import read_subtitles, subtitle_shapes
from rlm_desktop.context.records.outlines.yaml_lists import read_yaml, yaml_shapes
from rlm_desktop.context.records.shapes.blocks import Batch
from rlm_desktop.context.records.shapes.shape import Shape
from rlm_desktop.context.source import Source

_READERS: dict[str, Reader] = {
    "yaml": read_yaml,
    "sections": read_sections,
    "qif": read_qif,
    "mt940": read_mt940,
    "m3u": read_playlist,
    "dotted": read_dotted,
    "sql": read_dump,
    "subtitles": read_subtitles,
    "revisions": read_revisions,
    "findings": read_findings,
    "logins": read_logins,
    "package_history": read_package_history,
    "printed": read_printed,
}
_FORMS: tuple[Callable[..., tuple[Shape, ...]], ...] = (
    qif_shapes,
    mt940_shapes,
    playlist_shapes,
    subtitle_shapes,
    revision_shapes,
    finding_shapes,
    login_shapes,
    package_history_shapes,
    section_shapes,
    dotted_shapes,
    yaml_shapes,
    printed_shapes,
)


def shapes_read(head: str, *, whole: bool) -> tuple[Shape, ...]:
    """The shapes of the records that a reader finds; none where the text is for none of them.

    `whole` says whether the head is all of the text.
    """
    return next((shapes for form in _FORMS if (shapes := form(head, whole=whole))), ())


def batches_of(
    shape: Shape, sources: Sequence[Source], on_bytes: Callable[[int], None] | None = None
) -> Iterator[Batch]:
    """All records of the sources, as the reader of the shape takes them out."""
    name, _, which = shape.delimiter.partition(":")
    return batches_read(sources, _READERS[name], which, on_bytes)

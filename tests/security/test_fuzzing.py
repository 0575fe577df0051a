"""What comes over a pipe or out of a file is understood exactly or refused with an error of ours."""

import io
from typing import IO, cast

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rlm_desktop.context.ingest import messages
from rlm_desktop.context.ingest.html import text_of
from rlm_desktop.context.records.detect import shape_of
from rlm_desktop.context.source import Source
from rlm_desktop.context.tables.frames import Answer
from rlm_desktop.context.tables.gate import check
from rlm_desktop.engine import frames as engine_frames
from rlm_desktop.errors import TableError
from rlm_desktop.sandbox import frames as guest_frames
from rlm_desktop.spans import DocumentId

TABLES = {"records": ("level", "pid", "line")}
WORDS = st.sampled_from(
    ["SELECT", "FROM", "records", "read_text", "('/etc/passwd')", "WITH", "a", "AS", "(", ")", "*", "WHERE",
     "UNION", "ALL", ",", ";", "--", "/*", "*/", "'", '"', "$$", "PIVOT", "COPY", "TO", "ATTACH", "glob", "x"]
)  # fmt: skip


@given(st.binary(max_size=64))
def test_what_a_guest_sends(data: bytes) -> None:
    try:
        kind, payload = guest_frames.receive(io.BytesIO(data))
        guest_frames.decode(
            payload, guest_frames.Done if kind is guest_frames.Kind.DONE else guest_frames.Call
        )
    except (guest_frames.BrokenFrame, guest_frames.Closed):
        return


@given(st.binary(max_size=64))
def test_what_a_reading_process_sends(data: bytes) -> None:
    try:
        messages.receive(cast("IO[bytes]", io.BytesIO(data)))
    except messages.Broken:
        return


@given(st.integers(0, 255), st.binary(max_size=64))
def test_what_a_reading_process_sends_in_a_whole_frame(kind: int, body: bytes) -> None:
    frame = messages._HEAD.pack(kind, len(body)) + body
    try:
        messages.receive(cast("IO[bytes]", io.BytesIO(frame)))
    except messages.Broken:
        return


@given(st.binary(max_size=64))
def test_what_a_models_process_sends(data: bytes) -> None:
    whole = len(data).to_bytes(4, "little") + data
    for stream in (data, whole):
        try:
            engine_frames.read_event(io.BytesIO(stream))
        except (msgspec.MsgspecError, OSError, ValueError):  # what the reader of the pipe takes as its end
            continue


@given(st.binary(max_size=64))
def test_what_the_table_engine_sends(data: bytes) -> None:
    try:
        msgspec.json.decode(data, type=Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return


@given(st.lists(WORDS, max_size=14).map(" ".join))
@example("AS SELECT")
@settings(deadline=None)
def test_a_query_is_let_through_only_if_it_reads_no_file(sql: str) -> None:
    try:
        passed = check(sql, TABLES)
    except TableError as refused:
        assert "\n" not in refused.message
        return
    assert passed.lstrip("( ").upper().startswith(("SELECT", "FROM", "WITH", "PIVOT", "/*", "--"))


LINES = st.lists(
    st.one_of(
        st.text(alphabet='abc,;|\t"=: []{}()-0123456789.\\/\x00é\u202e', max_size=60),
        st.sampled_from(
            ['{"a": 1}', "{", "a,b,c", "k=v k=v", "2024-01-01 10:00:00 INFO x: y", "a: b", "[1]", '"']
        ),
    ),
    max_size=30,
)


@given(LINES)
@settings(deadline=None, max_examples=60)
def test_lines_of_any_kind_have_a_shape_or_none(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.log"
    path.write_bytes("\n".join(lines).encode())

    size = path.stat().st_size
    shape_of(Source(document=DocumentId(1), name=path.name, kind="log", path=path, start=0, size=size))


@given(st.text(alphabet="<>/=\"' &;#xabdivptresclo\n\0", max_size=200))
@settings(deadline=None)
def test_a_page_of_any_markup_has_a_text(page: str) -> None:
    assert isinstance(text_of(page), str)

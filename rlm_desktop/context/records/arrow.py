"""Records handed to the table engine without a copy: their bytes and borders, as Arrow columns."""

from collections.abc import Sequence

import nanoarrow as na
import numpy as np
from nanoarrow._array import CArray
from nanoarrow._array_stream import CArrayStream

from rlm_desktop.context.records.shapes.blocks import GROUP, Batch

ROWS = GROUP
"""Rows of one chunk. A thread of the table engine packs a chunk by itself: what is no whole group of rows is
put together with its neighbours and packed again, which leaves a third of the file empty."""

_COLUMNS = {"raw": na.string(), "document": na.int32(), "start": na.int64(), "line_number": na.int64()}
SCHEMA = na.struct(_COLUMNS)
_WITH_ENDS = na.struct({**_COLUMNS, "stop": na.int64()})


class Stream:
    """A batch as the table engine reads it: columns `raw`, `document`, `start`, `line_number`, and `stop`
    where records do not lie in the batch as they do in their documents.
    """

    def __init__(self, batch: Batch) -> None:
        self._chunks = _chunks(batch)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        stream = CArrayStream.from_c_arrays(self._chunks, self._chunks[0].schema)
        return stream.__arrow_c_stream__()


def _chunks(batch: Batch) -> Sequence[CArray]:
    borders = batch.borders.astype(np.int32)
    chunks = []
    for first in range(0, len(batch), ROWS):
        last = min(first + ROWS, len(batch))
        count = last - first
        columns = [
            na.c_array_from_buffers(na.string(), count, [None, borders[first : last + 1], batch.data]),
            na.c_array_from_buffers(
                na.int32(), count, [None, np.ascontiguousarray(batch.documents[first:last])]
            ),
            na.c_array_from_buffers(
                na.int64(), count, [None, np.ascontiguousarray(batch.starts[first:last])]
            ),
            na.c_array_from_buffers(
                na.int64(), count, [None, np.ascontiguousarray(batch.numbers[first:last], dtype=np.int64)]
            ),
        ]
        schema = SCHEMA
        if batch.ends is not None:
            schema = _WITH_ENDS
            ends = np.ascontiguousarray(batch.ends[first:last])
            columns.append(na.c_array_from_buffers(na.int64(), count, [None, ends]))
        chunks.append(na.c_array_from_buffers(schema, count, [None], children=columns))
    return chunks

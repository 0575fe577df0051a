"""Spreadsheets (xlsx, xls, xlsb, ods): each sheet as lines, a row each, its cells apart by tabs."""

import re
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

import python_calamine as calamine

from rlm_desktop.context.ingest.parts import Content, Part, Pieces, Unread
from rlm_desktop.errors import DocumentUnreadable

KIND = "sheet"
_BREAKS = re.compile(r"[\t\r\n\v\f]+")
_AT_ONCE = 2000
"""Rows that are sent together."""


def read_sheets(stream: BinaryIO) -> Content:
    """The sheets of a workbook. Raises `DocumentUnreadable`."""
    try:
        workbook = calamine.CalamineWorkbook.from_object(stream)
    except calamine.PasswordError as error:
        raise DocumentUnreadable("it is locked with a password") from error
    except calamine.CalamineError as error:
        raise DocumentUnreadable(f"this workbook is damaged: {str(error)[:120]}") from error
    for number, name in enumerate(workbook.sheet_names):
        label = name.replace("/", "_").strip() or f"sheet {number + 1}"
        try:
            sheet = workbook.get_sheet_by_index(number)
        except calamine.WorksheetNotFound:
            yield Unread(name=label, kind=KIND, reason="this is a chart or a macro, not a sheet with cells")
        except calamine.CalamineError as error:
            yield Unread(name=label, kind=KIND, reason=f"this sheet is damaged: {str(error)[:120]}")
        else:
            yield Part(name=label, kind=KIND, text=_rows(sheet))


def _rows(sheet: calamine.CalamineSheet) -> Pieces:
    if sheet.start is None:
        return ""
    # The line is the row, also where the first ones are empty, and the tabs before a cell count its columns.
    margin = "\t" * sheet.start[1]
    lines: list[str] = []
    for row in sheet.iter_rows():
        cells = [_cell(value) for value in row]
        # Empty cells at the end stay, so that all rows of a table have its columns.
        lines.append(margin + "\t".join(cells) if any(cells) else "")
        if len(lines) >= _AT_ONCE:
            yield "\n".join(lines) + "\n"
            lines = []
    yield "".join(line + "\n" for line in lines)
    return ""


def _cell(value: object) -> str:
    """A value as one writes it: whole numbers without a point, dates as ISO has them."""
    match value:
        case str():
            return _BREAKS.sub(" ", value)
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            midnight = value.time() == time()
            return value.date().isoformat() if midnight else value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return str(value)

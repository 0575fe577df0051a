"""Queries over the records of a library, run where they can do no harm."""

from rlm_desktop.context.tables.opened import OpenedTables
from rlm_desktop.context.tables.worker import TableWorker

__all__ = ["OpenedTables", "TableWorker"]

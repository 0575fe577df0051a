"""Starts the guest: frozen with all it needs at build time, woken in each process, then asked for cells."""

import base64  # noqa: F401  imported here so that programs find them without delay
import bisect  # noqa: F401
import calendar  # noqa: F401
import copy  # noqa: F401
import csv  # noqa: F401
import dataclasses  # noqa: F401
import decimal  # noqa: F401
import difflib  # noqa: F401
import enum  # noqa: F401
import fractions  # noqa: F401
import functools  # noqa: F401
import gc
import hashlib  # noqa: F401
import heapq  # noqa: F401
import html  # noqa: F401
import io  # noqa: F401
import json
import operator  # noqa: F401
import os
import pprint  # noqa: F401
import random
import string  # noqa: F401
import sys
import textwrap  # noqa: F401
import time  # noqa: F401
import traceback  # noqa: F401
import types  # noqa: F401
import typing  # noqa: F401
import unicodedata  # noqa: F401
import uuid  # noqa: F401
import zlib  # noqa: F401
from typing import Any

import aio
import answering  # noqa: F401
import cell as cells
import channel
import fence  # noqa: F401
import names
import patterns
import text
import verbs  # noqa: F401
from console import console, take_over

_RECURSION = 1000
_limits: dict[str, Any] = {}
_context = text.Text([])


def freeze() -> None:
    """Last thing before the snapshot is made."""
    gc.collect()


def boot() -> None:
    """Wake up in a new process: open the channel, learn what is mounted, say that we are ready."""
    global _context
    channel.open_device()
    take_over()
    random.seed(os.urandom(32))
    sys.setrecursionlimit(_RECURSION)
    aio.install()
    patterns.install()
    setup = json.loads(channel.read()[1])
    _limits.update(setup["limits"])
    _context = text.Text(setup["documents"])
    names.prepare(_context)
    channel.write(channel.READY)


def cell() -> None:
    """Run the cell that the host has sent, and report."""
    request = json.loads(channel.read()[1])
    console.allow(_limits["output_bytes"])
    channel.limit_calls(_limits["calls"])
    report = cells.run(request["code"], fresh=request["fresh"], seconds=request["seconds"])
    channel.quiet()
    report = _flushed(report)
    report["token"] = request["token"]
    report["read"] = _context.take_reads()
    channel.write(channel.DONE, json.dumps(report).encode("utf-8", "replace"))


def _flushed(report: dict[str, Any]) -> dict[str, Any]:
    try:
        console.flush()
    except RuntimeError as error:
        if report["ok"]:
            return {"ok": False, "error": {"kind": type(error).__name__, "message": str(error), "line": None}}
    return report

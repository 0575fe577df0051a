"""Thirty programs more, by a stranger to the lists before: odd roads to files, and the channel abused."""

import hashlib

import pytest

from rlm_desktop.sandbox.process import Sandbox
from tests.sandbox.attacked import SECRET, World, program
from tests.sandbox.conftest import run, value

QUIET = {
    "a name with a NUL": r"return open({secret!r} + '\0.txt').read()",
    "a name as bytes that are no UTF-8": r"return open(b'\xff/../..' + {secret!r}.encode()).read()",
    "a thousand steps up": r"return open('/text/' + '../' * 1000 + {secret!r}[1:]).read()",
    "the text by a number that is not there": r"return open('/text/-1', 'rb').read() or 1 / 0",
    "every descriptor there may be": r"""
        import os
        for fd in range(3, 2000):
            try:
                data = os.read(fd, 100)
                if {word!r}.encode() in data: return data
            except OSError: pass
        1 / 0""",
    "a descriptor made of another": r"""
        import os
        os.dup(0)
        return open('/proc/self/fd/0').read(1) or 1 / 0""",
    "fileinput and linecache": r"""
        import linecache
        return linecache.getlines({secret!r})[0]""",
    "a module's data": r"""
        import pkgutil
        return pkgutil.get_data('json', '../../../../../../..' + {secret!r})""",
    "resources of a package": r"""
        import importlib.resources
        return (importlib.resources.files('json') / ('../' * 20 + {secret!r}[1:])).read_text()""",
    "a time zone that is a path": r"""
        import zoneinfo
        return zoneinfo.ZoneInfo('../../../../..' + {secret!r})""",
    "a locale that is a path": r"""
        import gettext
        return gettext.translation('x', {secret!r}, languages=['y'])""",
    "shelve and dbm": r"""
        import dbm.dumb
        dbm.dumb.open({marker!r}, 'c')['x'] = 'y'
        import os
        return os.path.exists({secret!r}) or 1 / 0""",
    "SQLite writes to a file of the host": r"""
        import sqlite3
        sqlite3.connect('file:' + {marker!r} + '?mode=rwc', uri=True).execute('create table t(x)')
        return open({secret!r}).read()""",
    "VACUUM INTO": r"""
        import sqlite3
        c = sqlite3.connect(':memory:')
        c.execute('vacuum into ?', ({marker!r},))
        return open({secret!r}).read()""",
    "an XML entity": r"""
        import xml.etree.ElementTree as E
        page = '<!DOCTYPE a [<!ENTITY x SYSTEM "file://' + {secret!r} + '">]><a>&x;</a>'
        return E.fromstring(page).text or 1 / 0""",
    "a file: address": r"""
        import urllib.request
        return urllib.request.urlopen('file://' + {secret!r}).read()""",
    "a logging handler that sends": r"""
        import logging.handlers
        h = logging.handlers.DatagramHandler('127.0.0.1', {port})
        h.emit(logging.makeLogRecord({{'msg': 'x'}}))
        return h.sock.fileno()""",
    "ftplib and imaplib": r"""
        import imaplib
        return imaplib.IMAP4('127.0.0.1', {port})""",
    "a server of its own": r"""
        import socketserver
        return socketserver.TCPServer(('127.0.0.1', 0), None).server_address""",
    "a pipe to a name": r"""
        import os
        os.mkfifo('/tmp/f')
        return os.open('/tmp/f', os.O_RDONLY | os.O_NONBLOCK) and open({secret!r}).read()""",
    "the debugger": r"""
        import pdb, io
        asked = io.StringIO('!open(' + repr({secret!r}) + ').read()\nq\n')
        pdb.Pdb(stdin=asked, stdout=io.StringIO()).set_trace()
        return open({secret!r}).read()""",
    "a remote debugger": r"""
        import sys
        return sys.remote_exec(1, {secret!r})""",
    "another interpreter": r"""
        import _interpreters as i
        one = i.create()
        i.exec(one, 'import js')
        return 'js in it'""",
    "the compiler's own file": r"""
        import py_compile
        return py_compile.compile({secret!r}, cfile={marker!r}, doraise=True)""",
    "venv and ensurepip": r"""
        import ensurepip
        return ensurepip.bootstrap(root={secret!r}) or 'done'""",
}
ENDING = {
    "a tool's name that is no word": r"""
        from channel import call
        for name in ('__class__', '__init__', 'sql.__globals__', '', 'x' * 99, '\x1b[2J', 'run_script'):
            try: return call(name, 'x')
            except NameError: pass
        1 / 0""",
    "a name longer than is allowed": r"""
        from channel import call
        return call('x' * 10_000)""",
    "a call with numbers no float can hold": r"""
        import channel
        channel.write(channel.CALL, b'{{"name": "up", "args": [1e999, -1e999], "kwargs": {{}}}}')
        return channel.read()""",
    "a hundred thousand keys": r"""
        from channel import call
        return call('up', **{{'k%d' % n: n for n in range(100_000)}})""",
    "a frame that is never finished": r"""
        import channel
        channel.os.write(channel._device, b'\x10\0\0\0\x05{{')
        while True: pass""",
}


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in QUIET.items()])
def test_no_program_gets_out(target: Sandbox, world: World, body: str) -> None:
    before = hashlib.sha256(world.text.read_bytes()).digest()

    result = run(target, program(body, world), seconds=5)

    assert not result.ok or result.value is None, result
    assert SECRET not in result.output
    assert not world.marker.exists() and not world.visitors
    assert hashlib.sha256(world.text.read_bytes()).digest() == before
    assert value(target, "6 * 7") == "42"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(body, id=name, marks=[pytest.mark.slow] if "never" in name else [])
        for name, body in ENDING.items()
    ],
)
def test_the_channel_abused_gives_nothing(target: Sandbox, world: World, body: str) -> None:
    asked: list[object] = []

    result = run(target, program(body, world), seconds=3, up=lambda *given: asked.append(given))

    assert not result.ok or result.value is None, result
    assert value(target, "6 * 7") == "42"


def test_they_are_thirty() -> None:
    assert len(QUIET) + len(ENDING) == 30

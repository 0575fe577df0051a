"""More than sixty programs: what is told by accident, other roads out, and what fills the host."""

import platform

import pytest

from rlm_desktop.sandbox.process import Sandbox
from tests.sandbox.attacked import World, program
from tests.sandbox.conftest import gets_nothing, run, value

TOLD = {
    "where the text lies on the host": r"""
        import gc
        folder = {redlof!r}[::-1]  # this program itself is one of the objects
        for found in gc.get_objects():
            if isinstance(found, (dict, list, tuple)) and folder in repr(found)[:100_000]: return type(found)
        1 / 0""",
    "links of /proc": r"""
        import os
        for fd in range(20):
            try: told = os.readlink('/proc/self/fd/%d' % fd)
            except OSError: continue
            if {folder!r} in told or 'deno' in told or 'memfd' in told: return told
        return os.readlink('/proc/self/exe') + os.readlink('/proc/self/cwd')""",
    "the machine's name": r"""
        import os, platform
        names = (os.uname().nodename, platform.node(), platform.uname().version)
        return {host!r} in names or 1 / 0""",
    "who is logged in": r"""
        import getpass, os, pwd
        return os.getlogin()""",
    "the system's users by pwd": r"""
        import pwd
        return [p.pw_name for p in pwd.getpwall() if p.pw_name in ('root', 'daemon', 'nobody')][0]""",
    "the owner of the text": r"""
        import os
        s = os.stat('/text/0')
        return (s.st_mtime or s.st_uid or s.st_dev > 100) and s or 1 / 0""",
    "the load of the machine": r"""
        import os
        return os.getloadavg() != (0.1, 0.1, 0.1) or 1 / 0""",
    "what a browser would tell": r"""
        import sys
        told = str(sys._emscripten_info)
        return told if {folder!r} in told or 'Linux' in told else 1 / 0""",
    "the command line": r"""
        import sys
        told = repr((sys.argv, sys.orig_argv, sys.executable, sys._base_executable, sys.prefix, sys.path))
        return told if '.mjs' in told or 'resources/sandbox' in told else 1 / 0""",
    "paths in the stack of a failure": r"""
        import traceback
        try: import json; json.loads('[')
        except ValueError: told = traceback.format_exc()
        return told if {folder!r} in told or 'sandbox/' in told else 1 / 0""",
    "variables of the build": r"""
        import sysconfig
        told = repr(sysconfig.get_config_vars())
        return told if {folder!r} in told else 1 / 0""",
}
ROADS = {
    "sendfile": r"""
        import os
        out = os.open('/tmp/out', os.O_CREAT | os.O_RDWR)
        os.sendfile(out, os.open({secret!r}, os.O_RDONLY), 0, 100)
        return os.pread(out, 100, 0)""",
    "an older library's own loader": r"""
        import runpy
        return runpy.run_path({secret!r})""",
    "zipimport": r"""
        import zipimport
        return zipimport.zipimporter({secret!r}).get_data('x')""",
    "imp by a relative package path": r"""
        import importlib.util
        spec = importlib.util.spec_from_file_location('s', {folder!r} + '/secret_module.py')
        made = importlib.util.module_from_spec(spec); spec.loader.exec_module(made)
        return made.x""",
    "a site folder": r"""
        import site
        site.addsitedir({folder!r})
        import secret_module
        return secret_module.x""",
    "configparser, netrc and mimetypes": r"""
        import mimetypes
        return mimetypes.read_mime_types({secret!r}) or 1 / 0""",
    "tokenize and inspect": r"""
        import tokenize
        return tokenize.open({secret!r}).read()""",
    "ctypes by another name": r"""
        import _ctypes_test
        return _ctypes_test""",
    "the test modules of C": r"""
        import _testinternalcapi
        told = repr(_testinternalcapi.get_configs())
        return told if '.mjs' in told or 'resources/sandbox' in told else 1 / 0""",
    "subinterpreters by concurrent": r"""
        from concurrent.futures import InterpreterPoolExecutor
        return InterpreterPoolExecutor().submit(pow, 2, 3).result()""",
    "a pool of processes": r"""
        from concurrent.futures import ProcessPoolExecutor
        return ProcessPoolExecutor(1).submit(pow, 2, 3).result(1)""",
    "a pool of threads": r"""
        from concurrent.futures import ThreadPoolExecutor
        return ThreadPoolExecutor(1).submit(pow, 2, 3).result(1)""",
    "a child by asyncio": r"""
        import asyncio
        async def go(): return await asyncio.create_subprocess_exec('/bin/id')
        return asyncio.run(go())""",
    "a server by asyncio": r"""
        import asyncio
        async def go(): return await asyncio.start_server(print, '127.0.0.1', 0)
        return asyncio.run(go()).sockets""",
    "a local socket by asyncio": r"""
        import asyncio
        return asyncio.run(asyncio.open_unix_connection('/run/dbus/system_bus_socket'))""",
    "names by the loop": r"""
        import asyncio
        async def go(): return await asyncio.get_running_loop().getaddrinfo('localhost', {port})
        return asyncio.run(go())""",
    "xmlrpc and poplib": r"""
        import xmlrpc.client
        return xmlrpc.client.ServerProxy('http://127.0.0.1:{port}/').x()""",
    "keys pressed in the person's terminal": r"""
        import fcntl
        for name in ('/dev/tty', '/dev/pts/0', '/dev/stdin', '/dev/console'):
            try: fcntl.ioctl(open(name, 'rb'), 0x5412, b'x')
            except OSError: continue
            return name
        1 / 0""",
    "a terminal of its own": r"""
        import os
        return os.read(os.openpty()[0], 1)""",
    "everybody ended": r"""
        import os
        for who in (0, -1, 1):
            try: os.kill(who, 0) ; os.killpg(1, 9)
            except OSError: continue
        1 / 0""",
    "another user": r"""
        import os
        os.setuid(1234)
        return os.getuid() == 1234 and open({secret!r}).read()""",
    "a file of memory that runs": r"""
        import os
        return os.memfd_create('x')""",
    "a file descriptor of the host": r"""
        import socket
        return socket.recv_fds(socket.fromfd(0, socket.AF_UNIX, socket.SOCK_STREAM), 10, 1)""",
    "the host's answers read from standard input": r"""
        import os, sys
        return os.read(0, 100) or sys.__stdin__.read(1) or 1 / 0""",
    "a report by standard output": r"""
        import os, sys
        for fd in (1, 2): os.write(fd, b'\x10\0\0\0\x0b{{"ok": true}}')
        sys.__stdout__.write('\x05\0\0\0\x05[]')
        sys.__stdout__.flush()
        1 / 0""",
    "shared libraries by os.add_dll_directory": r"""
        import os
        return os.add_dll_directory('/lib')""",
    "code in a .pth file": r"""
        import os, site
        open('/tmp/x.pth', 'w').write('import os; os.mkdir(' + repr({marker!r}) + ')\n')
        site.addsitedir('/tmp')
        return os.path.isdir({secret!r}) or 1 / 0""",
    "the text's folder put elsewhere": r"""
        import os
        for name in ('/text', '/text/0'):
            try: os.rename(name, '/tmp/moved')
            except OSError: continue
            return 'moved'
        1 / 0""",
    "a mount over the text": r"""
        import os, shutil
        shutil.rmtree('/text')
        return os.path.exists('/text/0') and 1 / 0""",
    "space asked for in the text": r"""
        import os
        os.posix_fallocate(os.open('/text/0', os.O_RDONLY), 0, 1 << 30)
        return 'grown'""",
    "marks on the text": r"""
        import os
        os.setxattr('/text/0', 'user.x', b'x')
        return os.getxattr('/text/0', 'user.x')""",
}
FILLING = {
    "a pipe that is never read": r"""
        import os
        r, w = os.pipe()
        os.set_blocking(w, False)
        for _ in range(100_000): os.write(w, bytes(1 << 20))""",
    "space asked for": r"""
        import os
        fd = os.open('/tmp/x', os.O_CREAT | os.O_RDWR)
        os.posix_fallocate(fd, 0, 1 << 31)
        assert os.fstat(fd).st_size < 1 << 30""",
    "files without a byte": r"""
        for n in range(3_000_000): open('/tmp/%d' % n, 'w').close()""",
    "folders in folders": r"""
        import os
        for n in range(20_000): os.mkdir('d'); os.chdir('d')""",
    "names of a megabyte": r"""
        import os
        for n in range(2_000): os.symlink('x' * 1_000_000, '/tmp/l%d' % n)""",
    "a table of SQLite": r"""
        import sqlite3
        c = sqlite3.connect(':memory:')
        c.execute('create table t(x)')
        for _ in range(10_000): c.execute('insert into t values (zeroblob(10000000))')""",
    "packed zeros": r"""
        import zlib
        one = zlib.compress(bytes(100_000_000), 9)
        kept = [zlib.decompress(one) for _ in range(1000)]""",
    "frames of output that hold nothing": r"""
        import channel
        for _ in range(10_000_000): channel.write(channel.OUTPUT, b'')""",
    "frames of output that hold a letter": r"""
        import channel
        for _ in range(10_000_000): channel.write(channel.OUTPUT, b'x')""",
    "reads that nobody wants": r"""
        import channel
        for _ in range(10_000_000): channel.read_document(0, 0, 1)""",
    "brackets without end": "compile('(' * 1_000_000, 'x', 'eval')",
    "minus signs without end": r"""
        import ast
        ast.literal_eval('-' * 1_000_000 + '1')""",
    "iterators in iterators": r"""
        made = iter(())
        for _ in range(3_000_000): made = map(None, made)
        del made""",
    "a width of a milliard": "len('{{:>4000000000}}'.format(1))",
    "an error whose name is a megabyte": "raise type('E' * 1_000_000, (Exception,), {{}})",
    "an error that cannot be shown": r"""
        class E(Exception):
            def __str__(self):
                while True: pass
        raise E""",
    "a value that never shows itself": r"""
        class V:
            def __repr__(self):
                while True: pass
        return V()""",
    "the channel closed": r"""
        import channel, os
        os.close(channel._device)""",
    "abort": r"""
        import os
        os.abort()""",
    "an end that looks orderly": r"""
        import os
        os._exit(0)""",
    "a trace function left behind": r"""
        import sys
        def trace(*_):
            while True: pass
        sys.settrace(trace)""",
    "a death that acts in the next cell": r"""
        import builtins
        class Late:
            def __del__(self):
                import channel
                channel.write(99, b'')
        builtins.late = Late()""",
}


@pytest.mark.parametrize(
    "body",
    [
        *(pytest.param(body, id=name) for name, body in TOLD.items()),
        *(pytest.param(body, id=name, marks=pytest.mark.slow) for name, body in ROADS.items()),
    ],
)
def test_no_program_gets_out_or_learns_where_it_runs(target: Sandbox, world: World, body: str) -> None:
    body = body.replace("{host!r}", repr(platform.node()))
    body = body.replace("{redlof!r}", repr(str(world.secret.parent)[::-1]))
    gets_nothing(target, world, body)


@pytest.mark.slow
@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in FILLING.items()])
def test_what_fills_memory_or_never_ends_is_ended_and_the_next_cell_runs(
    target: Sandbox, world: World, body: str
) -> None:
    result = run(target, program(body, world), seconds=4)

    assert result.killed or len(result.output) <= 10_000_000
    following = run(target, "6 * 7", seconds=3)
    assert following.value == "42" or following.killed
    assert value(target, "6 * 7") == "42"

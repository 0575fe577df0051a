"""More programs that try to get out: by what they find again, through files they make, or by never ending."""

import hashlib

import pytest

from rlm_desktop.sandbox.process import Sandbox
from tests.sandbox.attacked import SECRET, World, program
from tests.sandbox.conftest import run, value

FOUND_AGAIN = {
    "subclasses of object": r"""
        for kind in object.__subclasses__():
            if 'Popen' in kind.__name__ or 'FileIO' == kind.__name__:
                return kind({secret!r}).read()
        1 / 0""",
    "the loader's own file reader": r"""
        import importlib.machinery
        return importlib.machinery.SourceFileLoader('x', {secret!r}).get_data({secret!r})""",
    "io.open_code": r"""
        import io
        return io.open_code({secret!r}).read()""",
    "os.open relative to a descriptor": r"""
        import os
        root = os.open('/', os.O_RDONLY)
        return os.read(os.open({secret!r}[1:], os.O_RDONLY, dir_fd=root), 100)""",
    "a traceback's frames": r"""
        import sys
        try: 1 / 0
        except ZeroDivisionError as e: frame = e.__traceback__.tb_frame
        while frame:
            for v in frame.f_globals.values():
                if type(v).__name__ == 'JsProxy': return v
            frame = frame.f_back
        1 / 0""",
    "builtins of another function": r"""
        import cell
        return cell.run.__globals__['__builtins__']['open']({secret!r}).read()""",
    "a hook at the end": r"""
        import atexit, os
        atexit.register(lambda: open({marker!r}, 'w').write('x'))
        return os.path.exists({marker!r}) or 1 / 0""",
    "an audit hook": r"""
        import sys
        seen = []
        sys.addaudithook(lambda name, args: seen.append((name, args)))
        open('/tmp/x', 'w').close()
        return [s for s in seen if {word!r} in str(s)] or 1 / 0""",
    "a codec of its own": r"""
        import codecs
        mine = codecs.CodecInfo(lambda *a: (b'', 0), lambda *a: ({word!r}, 0), name='mine')
        codecs.register(lambda name: mine)
        return codecs.open({secret!r}, encoding='mine').read()""",
    "pickle": r"""
        import pickle
        return pickle.loads(b"cos\nsystem\n(S'touch " + {marker!r}.encode() + b"'\ntR.") + 1 or 1 / 0""",
    "a zip that leads out": r"""
        import zipfile
        with zipfile.ZipFile('/tmp/z.zip', 'w') as z: z.writestr('../../..' + {marker!r}, 'x')
        zipfile.ZipFile('/tmp/z.zip').extractall('/tmp/out')
        return open({secret!r}).read()""",
    "a tar that leads out": r"""
        import io, tarfile
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode='w') as t:
            link = tarfile.TarInfo('l')
            link.type, link.linkname = tarfile.SYMTYPE, {secret!r}
            t.addfile(link)
        data.seek(0)
        tarfile.open(fileobj=data).extractall('/tmp/t', filter='fully_trusted')
        return open('/tmp/t/l').read()""",
    "the module of the host's words": r"""
        import sys
        return [m for m in sys.modules if m.startswith('rlm_desktop')] or 1 / 0""",
    "environment of a child to come": r"""
        import os
        os.environ['LD_PRELOAD'] = {secret!r}
        os.putenv('DENO_DIR', '/')
        return os.popen('env').read() or 1 / 0""",
    "webbrowser": r"""
        import webbrowser
        return webbrowser.open('http://127.0.0.1:{port}/') or 1 / 0""",
    "smtplib": r"""
        import smtplib
        return smtplib.SMTP('127.0.0.1', {port})""",
    "http.server": r"""
        import http.server
        return http.server.HTTPServer(('127.0.0.1', 0), http.server.BaseHTTPRequestHandler)""",
    "a local socket": r"""
        import socket
        return socket.socket(socket.AF_UNIX).connect('/run/dbus/system_bus_socket') or 'in'""",
    "a pair of sockets": r"""
        import socket
        return socket.socketpair()""",
    "select on the host's channel": r"""
        import channel, select
        return select.select([channel._device], [], [], 0)[0][0].fileno()""",
    "signals": r"""
        import signal
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        signal.raise_signal(signal.SIGUSR1)
        return signal.pthread_kill(1, 9)""",
    "limits taken off": r"""
        import resource
        return resource.setrlimit(resource.RLIMIT_AS, (-1, -1))""",
    "shared memory": r"""
        from multiprocessing import shared_memory
        return shared_memory.SharedMemory(create=True, size=10)""",
    "the clock set": r"""
        import time
        return time.clock_settime(time.CLOCK_REALTIME, 0)""",
    "another root": r"""
        import os
        os.chroot('/tmp')
        return os.listdir('/')""",
    "a device made": r"""
        import os
        os.mknod('/tmp/null', 0o666 | 0o020000, os.makedev(1, 1))
        return open('/tmp/null', 'rb').read(10) or 1 / 0""",
    "the interrupt switched off": r"""
        import signal
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True: pass""",
    "a generator that never ends while it is closed": r"""
        def stubborn():
            while True:
                try: yield
                except BaseException: pass
        g = stubborn(); next(g)
        while True: g.throw(KeyboardInterrupt)""",
    "a number that takes for ever": r"""
        import sys
        sys.set_int_max_str_digits(0)
        return str(10 ** 10 ** 9)""",
}


def _cases() -> list[object]:
    """Those that never end cost their time, so all but one are left to the slow run."""
    endless = ("a generator that never ends while it is closed", "a number that takes for ever")
    return [
        pytest.param(body, id=name, marks=[pytest.mark.slow] if name in endless else [])
        for name, body in FOUND_AGAIN.items()
    ]


@pytest.mark.parametrize("body", _cases())
def test_no_program_gets_out(target: Sandbox, world: World, body: str) -> None:
    before = hashlib.sha256(world.text.read_bytes()).digest()

    result = run(target, program(body, world), seconds=2)

    assert not result.ok or result.value is None, result
    assert SECRET not in result.output
    assert not world.marker.exists() and not world.visitors
    assert hashlib.sha256(world.text.read_bytes()).digest() == before
    assert value(target, "6 * 7") == "42"


def test_together_there_are_more_than_a_hundred_programs() -> None:
    from tests.sandbox import test_attacks as first
    from tests.sandbox.test_forged_messages import FORGED

    groups = (first.FILES, first.ENVIRONMENT, first.PROCESSES, first.NETWORK, first.JAVASCRIPT, first.NATIVE,
              first.WRITES, FORGED, FOUND_AGAIN)  # fmt: skip
    assert sum(map(len, groups)) >= 115

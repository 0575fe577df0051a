"""Programs of a stranger to the lists before: newer parts of Python, and what is left for the next cell."""

import pytest

from rlm_desktop.sandbox.process import Sandbox
from tests.sandbox.attacked import World, program
from tests.sandbox.conftest import gets_nothing, run, value

ROADS = {
    "an opener of its own": r"""
        import os
        def opener(path, flags): return os.open(path, flags | getattr(os, 'O_PATH', 0) & 0)
        return open({secret!r}, opener=opener).read()""",
    "a file by a number, kept open": r"""
        import io
        for fd in range(40):
            try: told = io.FileIO(fd, closefd=False).read(50)
            except (OSError, ValueError): continue
            if told and {word!r}.encode() in told: return told
        1 / 0""",
    "every device there is": r"""
        import os
        for name in sorted(os.listdir('/dev')):
            if name in ('host', 'stdin', 'stdout', 'stderr', 'zero', 'random', 'urandom', 'full'): continue
            try:
                with open('/dev/' + name, 'rb', buffering=0) as f:
                    if f.read(10): return name
            except OSError: pass
        1 / 0""",
    "a folder of no name": r"""
        import os
        fd = os.open('/', os.O_RDONLY)
        return [n for n in os.listdir(fd) if n in ('usr', 'etc', 'root')] or 1 / 0""",
    "a socket made of a number": r"""
        import socket
        for fd in range(30):
            try: return socket.socket(fileno=fd).getsockname()
            except OSError: pass
        1 / 0""",
    "descriptors that are no files": r"""
        import os
        return os.memfd_create('x') if hasattr(os, 'memfd_create') else os.eventfd(0)""",
    "another process by a descriptor": r"""
        import os
        return os.pidfd_open(os.getppid())""",
    "a terminal that is asked for": r"""
        import os
        return os.posix_openpt(os.O_RDWR)""",
    "a traceback that is written elsewhere": r"""
        import faulthandler
        faulthandler.dump_traceback(file=open({marker!r}, 'w'))
        return open({secret!r}).read()""",
    "a profile that is written elsewhere": r"""
        import cProfile
        cProfile.run('1', {marker!r})
        return open({secret!r}).read()""",
    "code that is run at its path": r"""
        import runpy
        return runpy.run_path({secret!r})""",
    "a template that is a path": r"""
        import string.templatelib
        return open(t'{{1}}'.strings[0] + {secret!r}).read()""",
    "a walk through all folders": r"""
        import pathlib
        for folder, _, names in pathlib.Path('/').walk(follow_symlinks=True):
            if len(folder.parts) > 12: break
            for name in names:
                if name == {secret!r}.split('/')[-1]: return (folder / name).read_text()
        1 / 0""",
    "a database that is a text": r"""
        import sqlite3
        c = sqlite3.connect(':memory:')
        c.enable_load_extension(True)
        return c.execute('select readfile(?)', ({secret!r},)).fetchone()""",
    "the remote interpreter": r"""
        import sys
        return sys.remote_exec(1, {secret!r}) or 1""",
    "a message to the machine's log": r"""
        import syslog
        syslog.syslog('x')
        return open({secret!r}).read()""",
}
LEFT = {
    "a monitor of every line": r"""
        import sys
        def look(*_):
            while True: pass
        sys.monitoring.use_tool_id(3, 'x')
        sys.monitoring.register_callback(3, sys.monitoring.events.LINE, look)
        sys.monitoring.set_events(3, sys.monitoring.events.LINE)""",
    "classes that cannot be made": "import builtins; builtins.__build_class__ = None",
    "nothing can be imported": "import builtins; builtins.__import__ = None",
    "no words left": r"""
        import builtins
        for name in ('print', 'isinstance', 'len', 'str', 'repr', 'getattr', 'Exception', 'BaseException'):
            delattr(builtins, name)""",
    "no way to speak": "import sys; del sys.stdout, sys.stderr, sys.stdin",
    "a limit of one call": "import sys; sys.setrecursionlimit(30)",
    "numbers of few digits": "import sys; sys.set_int_max_str_digits(640)",
    "another json": r"""
        import json, sys
        json.dumps = json.loads = sys.modules['json'] = None
        sys.modules['codecs'] = sys.modules['io'] = None""",
    "all descriptors closed": r"""
        import os
        os.closerange(0, 200)""",
    "an error whose cause is itself": r"""
        e = ValueError('x')
        e.__cause__ = e
        raise e""",
    "notes that are no words": r"""
        e = ValueError('x')
        e.__notes__ = [object(), 7, ['x' * 10**6] * 3]
        raise e""",
    "a mistake at a line that cannot be": r"""
        e = SyntaxError('x')
        e.lineno, e.text, e.filename, e.offset = 10**100, object(), b'\xff', -1
        raise e""",
    "an end with a status that never comes": r"""
        class Slow(SystemExit):
            @property
            def code(self):
                while True: pass
        raise Slow()""",
    "a group of all errors": "raise BaseExceptionGroup('x', [KeyboardInterrupt(), SystemExit(0)])",
    "an error without a class": r"""
        class Odd(Exception):
            __module__ = property(lambda self: 1 / 0)
            @property
            def __class__(self): raise RuntimeError('no')
        raise Odd()""",
    "packed zeros of the newest kind": r"""
        from compression import zstd
        data = zstd.compress(bytes(10**6)) * 100_000
        return len(zstd.decompress(data))""",
    "a fold of constants": "return compile('((9 ** 9) ** 9) ** 9 ** 5' + ' + 1' * 20_000, 'x', 'eval')",
    "an expression that goes back": r"""
        import re
        return re.match(r'(a|a)*(b|b)*(a|a)*$', 'a' * 60 + '!')""",
    "a sum of fractions": r"""
        from fractions import Fraction
        x = Fraction(1)
        for n in range(1, 10**7): x += Fraction(1, n)""",
    "a date of no calendar": r"""
        import datetime
        day = datetime.date.fromordinal(1)
        return [day.strftime('%Y' * 10**6) for n in range(10**7)]""",
}


@pytest.mark.slow
@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in ROADS.items()])
def test_no_program_gets_out_by_a_newer_road(target: Sandbox, world: World, body: str) -> None:
    gets_nothing(target, world, body)


@pytest.mark.slow
@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in LEFT.items()])
def test_what_is_left_behind_ends_its_process_at_most_and_the_run_goes_on(
    target: Sandbox, world: World, body: str
) -> None:
    result = run(target, program(body, world), seconds=3)

    assert result.ok or result.error
    following = run(target, "6 * 7", seconds=3)
    assert following.value == "42" or following.error
    if following.value != "42":  # then it is a new process that takes over, at once
        assert following.killed
    assert value(target, "6 * 7") == "42"

"""Programs that lie about a name, let a library do it, use freed memory, or wait for a later cell."""

import pytest

from rlm_desktop.sandbox.process import Sandbox
from tests.sandbox.attacked import SECRET, World, program
from tests.sandbox.conftest import gets_nothing, run, value

ROADS = {
    "a name that is another when it is compared": r"""
        class Name(str):
            def __hash__(self): return hash('json')
            def __eq__(self, other): return other == 'json'
            def split(self, *a): return ['json']
            def partition(self, *a): return ('json', '', '')
            def startswith(self, *a): return False
        return __import__(Name('js')).Deno or 1 / 0""",
    "letters that become others": r"""
        exec('import \uff4a\uff53')  # the compiler makes "js" of it
        return __import__('sys').modules['js'].Deno""",
    "a package that says where it lies": r"""
        import sys, types
        pkg = types.ModuleType('pkg'); pkg.__path__ = ['/', '/proc/self/root', {secret!r}.rsplit('/', 1)[0]]
        sys.modules['pkg'] = pkg
        import importlib
        for name in ({secret!r}.rsplit('/', 1)[1].split('.')[0], 'etc', 'usr', 'root'):
            try: found = importlib.import_module('pkg.' + name)
            except ImportError: continue
            if name != 'etc' and list(found.__path__): return list(found.__path__)
        1 / 0""",
    "a module of JavaScript under a name of one's own": r"""
        from _pyodide import _importhook
        _importhook.register_js_module('mine', {{'a': 1}})
        import mine
        return mine.a and open({secret!r}).read()""",
    "memory after it is free": r"""
        import io
        kept = []
        class Raw(io.RawIOBase):
            def readable(self): return True
            def readinto(self, b): kept.append(b); return 0
        f = io.BufferedReader(Raw(), 1 << 16)
        f.read(10); del f
        view = memoryview(kept[0]).cast('B')
        found = bytes(view).find({word!r}.encode())
        for at in range(0, len(view), 97): view[at] = 0x41
        return found >= 0 or 1 / 0""",
    "a view of what has shrunk": r"""
        data = bytearray(1 << 20)
        class Odd:
            def __index__(self):
                data.clear()
                return 7
        view = None
        try: data[Odd()] = 1
        except IndexError: pass
        class Buffer:
            def __buffer__(self, flags): return memoryview(bytearray(8))
            def __release_buffer__(self, view): raise RuntimeError('no')
        view = memoryview(Buffer()); del view
        return open({secret!r}).read()""",
    "the cell's own frame rewritten": r"""
        import sys
        frame = sys._getframe()
        while frame.f_back:
            frame = frame.f_back
            for name in list(frame.f_locals):
                if name in ('token', 'fresh', 'seconds', 'code'):
                    try: frame.f_locals[name] = {secret!r}
                    except Exception: pass
        return open({secret!r}).read()""",
    "a picture of the host's folder": r"""
        import shutil
        return shutil.make_archive({marker!r}, 'tar', {secret!r}.rsplit('/', 1)[0])""",
    "a mailbox of the host": r"""
        import mailbox
        for kind, place in ((mailbox.mbox, {secret!r}), (mailbox.Maildir, '/root'), (mailbox.MH, '/')):
            for mail in kind(place, create=False): return str(mail)
        1 / 0""",
    "a pager": r"""
        import os, pydoc
        os.environ['PAGER'] = 'sh -c "cat > {marker}"'
        pydoc.pipepager('x', 'cat > {marker}')
        return open({marker!r}).read()""",
    "a mail server by a command": r"""
        import imaplib
        return imaplib.IMAP4_stream('cat ' + {secret!r}).welcome""",
    "the number of the network card": r"""
        import uuid
        for get in getattr(uuid, '_GETTERS', ()):
            if (n := get()) is not None and not n >> 40 & 1: return n
        1 / 0""",
    "a configuration that calls": r"""
        import logging.config
        call = {{'()': 'os.system', 'command': 'touch ' + {marker!r}}}
        logging.config.dictConfig({{'version': 1, 'handlers': {{'h': call}}}})
        return open({marker!r}).read()""",
    "a configuration that is listened for": r"""
        import logging.config, socket
        t = logging.config.listen(0); t.start()
        return t.ready.wait(1) and open({secret!r}).read()""",
    "an XML that includes": r"""
        from xml.etree import ElementInclude, ElementTree
        tree = ElementTree.fromstring('<a xmlns:xi="http://www.w3.org/2001/XInclude">'
            '<xi:include parse="text" href="' + {secret!r} + '"/></a>')
        ElementInclude.include(tree)
        return tree.text or ''.join(tree.itertext()) or 1 / 0""",
    "a line editor that keeps a history": r"""
        import readline
        readline.read_history_file({secret!r})
        return readline.get_history_item(1)""",
    "a spool that rolls over to a place": r"""
        import tempfile
        tempfile.tempdir = {marker!r}.rsplit('/', 1)[0]
        f = tempfile.NamedTemporaryFile(delete=False); f.write(b'x'); f.flush()
        return open({secret!r}).read()""",
    "a class that is another": r"""
        import types, sys
        class Module(types.ModuleType):
            def __getattr__(self, name): return open
        sys.modules[__name__].__class__ = Module
        class Loader:
            def create_module(self, spec): return sys.modules.get('posix')
            def exec_module(self, module): module.system('touch ' + {marker!r})
        import importlib.util
        spec = importlib.util.spec_from_loader('x', Loader())
        importlib.util.module_from_spec(spec); Loader().exec_module(sys.modules['posix'])
        return open({marker!r}).read()""",
    "queues to other interpreters": r"""
        import _interpreters, _interpqueues
        i = _interpreters.create('legacy')
        _interpreters.exec(i, 'import js; js.Deno.exit(7)')
        return open({secret!r}).read()""",
    "the internals for tests": r"""
        for name in ('_testinternalcapi', '_testlimitedcapi', '_testclinic', '_xxtestfuzz', '_ctypes_test'):
            try: module = __import__(name)
            except ImportError: continue
            for call in vars(module).values():
                try: call({secret!r})
                except Exception: pass
        return open({secret!r}).read()""",
    "a map of where the code is": r"""
        import sys
        sys.activate_stack_trampoline('perf')
        return open({secret!r}).read()""",
}
WITHOUT_FENCE = r"""
        import sys
        sys.meta_path[:] = [finder for finder in sys.meta_path if isinstance(finder, type)]"""
"""The fence is a courtesy: what it refuses is tried once more without it."""
LATER = {
    "whenever rubbish is collected": r"""
        import gc
        def look(phase, info):
            open({secret!r}).read()
            while True: pass
        gc.callbacks.append(look); gc.set_threshold(1)""",
    "whenever something is not raised": r"""
        import sys
        class Bad:
            def __del__(self): raise ValueError('x')
        sys.unraisablehook = lambda *_: [Bad() for _ in range(10)] and sys.exit(3)
        keep = Bad()""",
    "a task that goes on": r"""
        import asyncio
        async def on():
            while True: await asyncio.sleep(0)
        loop = asyncio.new_event_loop(); asyncio.set_event_loop(loop)
        loop.create_task(on()); loop.call_soon(loop.stop); loop.run_forever()""",
    "every warning is a mistake": r"""
        import warnings, sys
        warnings.simplefilter('error'); warnings.showwarning = None
        sys.warnoptions.append('error')""",
    "another folder, another language, another time": r"""
        import os, locale, decimal
        os.environ.update(PYTHONSTARTUP={secret!r}, TZ='../../..' + {secret!r}, HOME='/proc')
        decimal.getcontext().prec = 1
        os.chdir('/')""",
    "signals that come again and again": r"""
        import signal
        signal.signal(signal.SIGALRM, lambda *_: 1 / 0)
        signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)""",
    "types that say they are others": r"""
        import collections.abc, numbers
        class Any(type):
            def __instancecheck__(cls, other): return True
        for base in (collections.abc.Mapping, collections.abc.Iterable, numbers.Number):
            type(base).register(base, object)""",
    "paths that are remembered wrongly": r"""
        import sys, importlib.machinery
        sys.path[:] = []; sys.meta_path[:] = []; sys.path_hooks[:] = []; sys.path_importer_cache.clear()""",
    "a value that changes when it is looked at": r"""
        class Many(dict):
            def items(self):
                while True: yield 'x', Many()
            __iter__ = keys = values = items
        return Many(a=1)""",
    "a number of a class of its own": r"""
        class Number(int):
            def __repr__(self): return 'x' * 10**9
            __str__ = __format__ = __index__ = __int__ = __repr__
        return [Number(1), {{Number(2): Number(3)}}]""",
}


def _with_and_without_the_fence() -> list[object]:
    bodies = {**ROADS, **{f"{name}, without the fence": WITHOUT_FENCE + ROADS[name] for name in ROADS}}
    return [pytest.param(body, id=name) for name, body in bodies.items()]


@pytest.mark.slow
@pytest.mark.parametrize("body", _with_and_without_the_fence())
def test_no_program_gets_out_by_lying_or_by_a_library(target: Sandbox, world: World, body: str) -> None:
    gets_nothing(target, world, body)


@pytest.mark.slow
@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in LATER.items()])
def test_what_waits_for_a_later_cell_ends_its_process_at_most(
    target: Sandbox, world: World, body: str
) -> None:
    result = run(target, program(body, world), seconds=3)

    assert result.ok or result.error
    for _ in range(3):
        following = run(target, "import gc; gc.collect(); 6 * 7", seconds=3)
        assert following.value == "42" or following.error
        assert SECRET not in str(following)
    assert value(target, "6 * 7") == "42"


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        "\ufeff6 * 7\n",
        "# -*- coding: rot13 -*-\nvzcbeg bf\n",
        "x = '\ud800'\n",
        "6 * 7\x00import js",
        "\x0c" * 50_000 + "1",
        "if 1:\n" + "".join(" " * n + "if 1:\n" for n in range(1, 200)) + " " * 200 + "1",
        "f'" + "{f" + '"{1}"' + "}" * 1 + "'",
        "x = 1;" * 100_000,
        "x" * 1_000_000 + " = 1",
        "\r".join(["import js", "1"]),
        "async def f(): pass\nawait f()\nimport js",
        "return 1",
        "lambda: (yield)\n" * 1000,
        "class A[T: (lambda: (yield))]: pass",
        "match 1:\n case " + "|".join(map(str, range(20_000))) + ": 1",
    ],
)
def test_a_program_that_is_hardly_one_is_told_and_the_next_runs(target: Sandbox, code: str) -> None:
    result = run(target, code, seconds=5)

    assert result.ok or result.error
    assert value(target, "6 * 7") == "42"

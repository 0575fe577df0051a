"""Programs that write on the interpreter's own pipe: each ends its process, and nothing else."""

import textwrap

import pytest

from rlm_desktop.sandbox.process import Sandbox
from tests.sandbox.conftest import run, value

FORGED = {
    "an unknown kind": r"""
        import channel
        channel.write(99, b'x')""",
    "a kind of the host's": r"""
        import channel
        channel.write(channel.ANSWER, b'{{}}')""",
    "a second start": r"""
        import channel
        channel.write(channel.READY, b'')""",
    "a length of four gigabytes": r"""
        import channel
        channel.os.write(channel._device, b'\xff\xff\xff\xff\x09')""",
    "a length of zero": r"""
        import channel
        channel.os.write(channel._device, b'\0\0\0\0\x09')""",
    "a report that is no JSON": r"""
        import channel
        channel.write(channel.DONE, b'not json')""",
    "a report with fields of its own": r"""
        import channel
        channel.write(channel.DONE, b'{{"ok": true, "token": "", "x": 1}}')""",
    "a report without the token": r"""
        import channel
        channel.write(channel.DONE, b'{{"ok": true, "token": "0"}}')""",
    "a call that is no call": r"""
        import channel
        channel.write(channel.CALL, b'[1, 2]')""",
    "a call nested deeply": r"""
        import channel
        channel.write(channel.CALL, b'{{"name": "a", "args": ' + b'[' * 100000)""",
    "a read past the end": r"""
        import channel
        channel.read_document(0, 1 << 40, 10)""",
    "a read of another document": r"""
        import channel
        channel.read_document(7, 0, 10)""",
    "a read of the wrong shape": r"""
        import channel
        channel.write(channel.READ, b'x')""",
    "a stretch of text that is not there": r"""
        import pages
        pages.Pages.take_reads = lambda self: [[0, 10**15]]""",
    "output that is no text": r"""
        import channel
        channel.write(channel.OUTPUT, b'\xff\xfe')""",
}


def _forged() -> list[object]:
    """Each costs a process: most are left to the slow run, and `test_frames` tries the decoder itself."""
    marks = {number: [] if number % 4 == 0 else [pytest.mark.slow] for number in range(len(FORGED))}
    return [
        pytest.param(code, id=name, marks=marks[number]) for number, (name, code) in enumerate(FORGED.items())
    ]


@pytest.mark.parametrize("code", _forged())
def test_a_forged_message_ends_the_process_and_nothing_else(target: Sandbox, code: str) -> None:
    result = run(target, textwrap.dedent(code).replace("{{", "{").replace("}}", "}"), seconds=3)

    assert (result.ok, result.killed) == (False, True)
    assert result.error is not None and result.error.kind == "SandboxLost"
    assert value(target, "6 * 7") == "42"


def test_a_forged_report_cannot_answer_for_the_next_cell(target: Sandbox) -> None:
    code = """
import channel, gc, json
token = next(o["token"] for o in gc.get_objects() if isinstance(o, dict) and "token" in o and "code" in o)
report = json.dumps({"ok": True, "token": token, "value": "forged"}).encode()
channel.write(channel.DONE, report)
channel.write(channel.DONE, report)
"""
    run(target, code, seconds=3)

    following = run(target, "6 * 7", seconds=3)
    assert following.value == "42" or following.killed
    assert value(target, "6 * 7") == "42"

"""What each of the two walls around a child holds by itself, and that nothing gets past both."""

from pathlib import Path

import pytest

from tests.security.programs import BOTH, LAYERS, confined

pytestmark = pytest.mark.skipif(not BOTH, reason="this system has no Landlock and seccomp")

LANDLOCK = {
    "read a secret": "open({secret!r}).read()",
    "read the system's users": "open('/etc/passwd').read()",
    "list the person's folder": "os.listdir({folder!r})",
    "write beside the file": "open({made!r}, 'w')",
    "append to the file itself": "open({own!r}, 'a')",
    "truncate the file itself": "os.truncate({own!r}, 0)",
    "remove the file": "os.unlink({own!r})",
    "rename the file": "os.rename({own!r}, {made!r})",
    "make a folder": "os.mkdir({made!r})",
    "make a link to a secret": "os.symlink({secret!r}, {made!r})",
    "make a second name of a secret": "os.link({secret!r}, {made!r})",
    "make a pipe": "os.mkfifo({made!r})",
    "write into the temporary folder": "open('/tmp/rlm-walls-test', 'w')",
    "the first process": "os.listdir('/proc/1/fd')",
    "the parent's memory": "open('/proc/%d/mem' % os.getppid(), 'rb')",
    "the parent's files": "os.listdir('/proc/%d/fd' % os.getppid())",
    "the parent's command": "open('/proc/%d/cmdline' % os.getppid()).read()",
}
SECCOMP = {
    "UDP": "import socket; socket.socket(type=socket.SOCK_DGRAM)",
    "a raw socket": "import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
    "TCP": "import socket; socket.socket()",
    "IPv6": "import socket; socket.socket(socket.AF_INET6)",
    "a local socket": "import socket; socket.socket(socket.AF_UNIX)",
    "the kernel's messages": "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)",
    "a virtual machine's host": "import socket; socket.socket(socket.AF_VSOCK)",
    "fork": "os.fork() or os._exit(0)",
    "posix_spawn": "os.posix_spawn('/bin/true', ['true'], {{}})",
    "the rights of a secret": "os.chmod({secret!r}, 0o777)",
    "the owner of a secret": "os.chown({secret!r}, os.getuid(), os.getgid())",
    "the times of a secret": "os.utime({secret!r}, (1, 1))",
    "a mark on a secret": "os.setxattr({secret!r}, 'user.x', b'1')",
    "the parent's limits": "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (9999, 9999))",
    "a namespace": "os.unshare(0x10000000)",
    "another personality": "import ctypes; assert ctypes.CDLL(None).personality(0xffffffff) >= 0",
}
EITHER = {
    "start a program": "os.execv('/bin/true', ['true'])",
    "a signal to the parent": "os.kill(os.getppid(), 0)",
    "a signal by its handle": "signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 0)",
}
FREE = {
    "read the file": "assert open({own!r}).read()",
    "begin a thread": "import threading; t = threading.Thread(target=print); t.start(); t.join()",
    "load more of Python": "import decimal, zoneinfo",
    "its own limits": "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))",
}


@pytest.fixture
def names(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (tmp_path / "own").write_text("a document", encoding="utf-8")
    return {
        "secret": str(tmp_path / "secret"),
        "own": str(tmp_path / "own"),
        "made": str(tmp_path / "made"),
        "folder": str(tmp_path),
    }


def tried(attempts: dict[str, str], names: dict[str, str], layers: str) -> dict[str, str]:
    named = {name: body.format(**names) for name, body in attempts.items()}
    return confined(named, read=Path(names["own"]), held=LAYERS[layers])


def open_ways(results: dict[str, str]) -> list[str]:
    return [name for name, result in results.items() if result == "got it"]


def test_nothing_gets_past_both_and_work_goes_on(names: dict[str, str]) -> None:
    assert open_ways(tried({**LANDLOCK, **SECCOMP, **EITHER}, names, "both")) == []
    assert open_ways(tried(FREE, names, "both")) == list(FREE)
    assert sorted(path.name for path in Path(names["folder"]).iterdir()) == ["own", "secret"]


def test_landlock_alone_holds_files_and_programs(names: dict[str, str]) -> None:
    assert open_ways(tried({**LANDLOCK, **EITHER}, names, "landlock")) == []


def test_the_filter_of_calls_alone_holds_sockets_processes_and_attributes(names: dict[str, str]) -> None:
    assert open_ways(tried({**SECCOMP, **EITHER}, names, "seccomp")) == []


def test_what_one_wall_holds_is_open_without_it_so_that_the_tests_mean_something(
    names: dict[str, str],
) -> None:
    reads = {name: body for name, body in LANDLOCK.items() if "read" in name or "parent's" in name}
    reaches = {
        name: SECCOMP[name] for name in ("UDP", "TCP", "a local socket", "the rights of a secret", "fork")
    }

    assert open_ways(tried(reads, names, "seccomp")) == list(reads)
    assert open_ways(tried(reaches, names, "landlock")) == list(reaches)
    assert open_ways(tried({"a signal": EITHER["a signal to the parent"]}, names, "none")) == ["a signal"]

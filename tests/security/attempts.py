"""What a process behind walls tries, and what it must still be able to do: Python with places left open."""

_C = "import ctypes; c = ctypes.CDLL(None); assert "
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
    "memory that programs share": _C + "c.shmctl(c.shmget(0, 4096, 0o600), 0, None) == 0",
    "the queues of programs": _C + "c.msgctl(c.msgget(0, 0o600), 0, None) == 0",
    "the semaphores of programs": _C + "c.semctl(c.semget(0, 1, 0o600), 0, 0) == 0",
    "the parent's priority": "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
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
IN_ITS_FOLDER = {
    "write a file of its own": "open({mine!r} + '/a', 'w').write('x')",
    "put it in place of another": "open({mine!r} + '/b', 'w'); os.replace({mine!r} + '/a', {mine!r} + '/b')",
    "shorten it and remove it": "os.truncate({mine!r} + '/b', 0); os.unlink({mine!r} + '/b')",
    "make and remove a folder": "os.mkdir({mine!r} + '/c'); os.rmdir({mine!r} + '/c')",
}
OUT_OF_ITS_FOLDER = {
    "a link out of its folder": "os.symlink({secret!r}, {mine!r} + '/l')",
    "a secret under a name of its own": "os.link({secret!r}, {mine!r} + '/s')",
    "a pipe in its folder": "os.mkfifo({mine!r} + '/p')",
    "move a secret in": "os.rename({secret!r}, {mine!r} + '/s')",
    "beside its folder": "open({mine!r} + '/../beside', 'w')",
}
"""For a process that has a folder to write in."""

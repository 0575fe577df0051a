"""What a program could reach if it got out of the interpreter, and how it would tell that it had it."""

import socket
import textwrap
from pathlib import Path

import msgspec

SECRET = "a-secret-that-must-not-leave"


class World(msgspec.Struct):
    """What an attack could reach: a secret file, the text, a marker to be made, a server that listens."""

    secret: Path
    text: Path
    marker: Path
    port: int
    visitors: list[object]


def note_visitors(server: socket.socket, visitors: list[object]) -> None:
    """Write down who connects, until the server is shut."""
    while True:
        try:
            connection, address = server.accept()
        except OSError:
            return
        connection.close()
        visitors.append(address)


def program(body: str, world: World) -> str:
    body = textwrap.dedent(body).strip().format(
        secret=str(world.secret), marker=str(world.marker), folder=str(world.secret.parent), port=world.port,
        word=SECRET[2:9],
    )  # fmt: skip
    attack = "def attack():\n" + textwrap.indent(body, "    ")
    return f"{attack}\ntry:\n    proof = attack()\nexcept BaseException:\n    proof = None\nproof"

"""`rlm-desktop ask`: one question over files, folders or a saved library."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from rlm_desktop import errors
from rlm_desktop.cli.answer import say_reply
from rlm_desktop.cli.call import Call, Commands
from rlm_desktop.cli.numbers import at_least_zero, positive
from rlm_desktop.cli.progress import Progress
from rlm_desktop.cli.words import plain
from rlm_desktop.errors import BadRequest, RlmError
from rlm_desktop.events import Event
from rlm_desktop.reply import ErrorShown, Reply, Status

if TYPE_CHECKING:
    from rlm_desktop.runtime import AskOptions, Runtime

Emit = Callable[[Event], None]
PLANS = ("auto", "guided", "free", "exhaustive")


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "ask", parents=[common], help="ask one question of files, folders or a library"
    )
    parser.add_argument("question", metavar="QUESTION")
    parser.add_argument("paths", metavar="PATH", nargs="*", help="files or folders, or the name of a library")
    parser.add_argument("--library", metavar="NAME", help="a saved library, if a PATH has the same name")
    parser.add_argument(
        "--after", metavar="RUN", help="follow up an earlier question: a run, its first letters, or last"
    )
    parser.add_argument(
        "--root", metavar="MODEL", help="model that plans: a name, or the path of a GGUF file"
    )
    parser.add_argument("--sub", metavar="MODEL", help="model that reads passages")
    parser.add_argument("--plan", choices=PLANS, default="auto", help="how to go about it")
    parser.add_argument("--depth", type=at_least_zero, metavar="N", help="how deep runs may start runs")
    parser.add_argument("--seconds", type=positive, metavar="N", help="most time for the whole run")
    parser.add_argument("--tokens", type=at_least_zero, metavar="N", help="most tokens read and written")
    parser.add_argument("--calls", type=at_least_zero, metavar="N", help="most sub-calls")
    parser.add_argument(
        "--seed", type=at_least_zero, default=0, metavar="N", help="another seed draws other programs"
    )
    parser.add_argument("--estimate", action="store_true", help="read a sample instead of everything")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--events", metavar="FILE", help="write every event to FILE, as JSON Lines")
    parser.set_defaults(run=run)


def run(call: Call) -> int:
    from rlm_desktop.runtime import AskOptions

    args = call.args
    options = AskOptions(
        root=args.root,
        sub=args.sub,
        plan=args.plan,
        seed=args.seed,
        estimate=args.estimate,
        seconds=args.seconds,
        tokens=args.tokens,
        calls=args.calls,
        depth=args.depth,
    )
    with call.runtime() as runtime:
        after = runtime.history.find(args.after) if args.after else None
        same = after is not None and not args.paths and args.library is None
        paths, library = ((), None) if same else sources(runtime, args.paths, args.library)
        return ask(
            call,
            runtime,
            question=_readable(args.question),
            paths=paths,
            library=library,
            options=options,
            after=after,
        )


def ask(
    call: Call,
    runtime: "Runtime",
    *,
    question: str,
    paths: Sequence[Path],
    library: str | None,
    options: "AskOptions",
    after: str | None = None,
) -> int:
    """Ask, tell what happens, say the reply; the exit status."""
    about = asked_about(runtime, paths, library, after)
    with watching(call, about) as emit, call.stoppable():
        try:
            reply = runtime.ask(
                question,
                paths=paths,
                library=library,
                after=after,
                options=options,
                emit=emit,
                should_stop=call.should_stop,
            )
        except RlmError as error:
            reply = _failed(question, error)
    call.terminal.clear_bar()
    if call.args.json:
        call.terminal.say_json(reply)
    else:
        say_reply(reply, call.terminal)
    return exit_status(reply)


@contextmanager
def watching(call: Call, about: Sequence[str | Path]) -> Iterator[Emit]:
    """Events go to the terminal, and to the file of `--events` as they happen."""
    progress = Progress(call.terminal)
    if not call.args.events:
        yield progress.show
        return
    lock = Lock()
    demand_no_document("--events", call.args.events, about)
    with _opened(call.args.events) as file:

        def emit(event: Event) -> None:
            progress.show(event)
            with lock:
                file.write(msgspec.json.encode(event) + b"\n")
                file.flush()

        yield emit


def sources(
    runtime: "Runtime", names: Sequence[str], library: str | None
) -> tuple[Sequence[Path], str | None]:
    """What is asked about: paths, or else one library."""
    paths = [path_named(name) for name in names]
    missing = [name for name, path in zip(names, paths, strict=True) if not path.exists()]
    if library is None and len(names) == 1 and missing and _is_library(runtime, names[0]):
        return (), names[0]
    if missing:
        raise BadRequest(
            f"There is no file, folder or library called {_readable(missing[0])}.",
            hint="`rlm-desktop library list` shows the libraries.",
        )
    if library is not None and paths:
        raise BadRequest("Give either paths or a library.", hint="`library add` puts paths into a library.")
    if library is None and not paths:
        raise BadRequest("There is nothing to ask about.", hint="Give files, folders or a library's name.")
    return paths, library


def path_named(name: str) -> Path:
    """A path as it was typed. An empty one, as of a script's variable, would be all of the folder at hand."""
    if not name:
        raise BadRequest("One of the paths is empty.", hint="Name a file, a folder or a library.")
    return Path(name).expanduser().absolute()


def paths_that_are_there(names: Sequence[str]) -> list[Path]:
    """Raises `BadRequest` for the first that is not."""
    paths = [path_named(name) for name in names]
    for path in paths:
        if not path.exists():
            raise BadRequest(f"There is no file or folder called {plain(str(path))}.", hint="Check its name.")
    return paths


def exit_status(reply: Reply) -> int:
    if reply.status == "stopped":
        return 130
    if reply.status != "failed":
        return 0
    return errors.status_of_kind(reply.error.kind) if reply.error else 1


def _failed(question: str, error: RlmError) -> Reply:
    shown = ErrorShown(kind=error.kind, message=error.message, hint=error.hint)
    status: Status = "stopped" if isinstance(error, errors.Stopped) else "failed"
    return Reply(run="", question=question, status=status, answer="", error=shown)


def _is_library(runtime: "Runtime", name: str) -> bool:
    return any(name in (library.name, library.id) for library in runtime.libraries())


def _readable(text: str) -> str:
    """An argument may hold bytes that are no text; they are shown as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def asked_about(
    runtime: "Runtime", paths: Sequence[str | Path], library: str | None, after: str | None = None
) -> Sequence[str | Path]:
    """The files and folders that a question is about, also those of a library and of the question before."""
    if after and not paths and not library:
        before = runtime.history.request(after)
        paths, library = before.paths, before.library or None
    if library is None:
        return paths
    named = [info for info in runtime.libraries() if library in (info.name, info.id)]
    return [path for info in named for path in info.paths]


def demand_no_document(option: str, file: str, about: Sequence[str | Path]) -> None:
    """What is written anew must not be a file that a question is about, nor one in a folder of these."""
    target = Path(file).expanduser().resolve()
    for place in (Path(each).expanduser().resolve() for each in about):
        if target == place or (target.exists() and target.is_relative_to(place)):
            raise BadRequest(
                f"That would overwrite {target.name}, which is asked about.",
                hint=f"Give another file to {option}.",
            )


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    try:
        file = Path(name).expanduser().open("wb")
    except OSError as error:
        raise BadRequest(
            f"{name} could not be written: {error.strerror}.", hint="Give another file to --events."
        ) from error
    with file:
        yield file

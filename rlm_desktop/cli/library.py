"""`rlm-desktop library`: texts that are read once, kept under a name and asked often."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rlm_desktop.cli.ask import paths_that_are_there
from rlm_desktop.cli.call import Call, Commands
from rlm_desktop.cli.numbers import positive
from rlm_desktop.cli.progress import Progress
from rlm_desktop.cli.words import count, one_line, plain, size
from rlm_desktop.errors import LibraryBusy, LibraryError

if TYPE_CHECKING:
    from rlm_desktop.runtime import LibraryInfo, Runtime


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("library", help="texts kept under a name")
    verbs = parser.add_subparsers(metavar="add|list|show|remove|reindex|watch|export|import", required=True)

    adding = verbs.add_parser(
        "add", parents=[common], help="read files and folders into a new library, or into one there is"
    )
    adding.add_argument("name", metavar="NAME")
    adding.add_argument("paths", metavar="PATH", nargs="+")
    adding.set_defaults(run=_add)

    listing = verbs.add_parser("list", parents=[common], help="the libraries there are")
    listing.set_defaults(run=_list)

    showing = verbs.add_parser(
        "show", parents=[common], help="what a library holds, as the root model sees it"
    )
    showing.add_argument("name", metavar="NAME")
    showing.set_defaults(run=_show)

    removing = verbs.add_parser(
        "remove", parents=[common], help="forget a library, or some of its files and folders; the files stay"
    )
    removing.add_argument("name", metavar="NAME")
    removing.add_argument("paths", metavar="PATH", nargs="*", help="only these, as they were added")
    removing.set_defaults(run=_remove)

    renewing = verbs.add_parser("reindex", parents=[common], help="read all of a library anew")
    renewing.add_argument("name", metavar="NAME")
    renewing.set_defaults(run=_reindex)

    watching = verbs.add_parser(
        "watch", parents=[common], help="keep libraries up to date with their files, until Ctrl-C"
    )
    watching.add_argument("names", metavar="NAME", nargs="+")
    watching.add_argument(
        "--every", type=positive, default=5.0, metavar="SECONDS", help="between two looks at the files"
    )
    watching.set_defaults(run=_watch)

    exporting = verbs.add_parser(
        "export", parents=[common], help="write a library, texts and all, into one file for another machine"
    )
    exporting.add_argument("name", metavar="NAME")
    exporting.add_argument("file", metavar="FILE")
    exporting.set_defaults(run=_export)

    importing = verbs.add_parser("import", parents=[common], help="take in a library from such a file")
    importing.add_argument("file", metavar="FILE")
    importing.add_argument("--name", metavar="NAME", default="", help="what to call it here")
    importing.set_defaults(run=_import)

    for verb in (adding, listing, showing, removing, renewing, watching, exporting, importing):
        verb.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _add(call: Call) -> int:
    with call.runtime() as runtime, call.stoppable():
        name, paths = call.args.name, paths_that_are_there(call.args.paths)
        emit = Progress(call.terminal).show
        if any(name in (library.name, library.id) for library in runtime.libraries()):
            added = runtime.update_library(name, add=paths, emit=emit, should_stop=call.should_stop)
        else:
            added = runtime.add_library(name, paths, emit=emit, should_stop=call.should_stop)
        _demand_text(added)
        _finish_words(call, runtime, added.id)
    return _say_one(call, added)


def _finish_words(call: Call, runtime: "Runtime", identity: str) -> None:
    """The index of a large library goes on beside everything else, but only while this command runs."""
    call.terminal.draw_bar("          indexing words; Ctrl-C leaves the rest for another time")
    if not runtime.finish_words(identity, should_stop=call.should_stop):
        call.terminal.clear_bar()
        call.terminal.tell("Not all words are indexed; searches look through the rest until they are.")


def _demand_text(library: "LibraryInfo") -> None:
    """Raises `LibraryError` for a library of which nothing can be asked."""
    if library.bytes:
        return
    left_out = library.unreadable
    why = f"{count(left_out, 'file')} could not be read" if left_out else "no file with text was found"
    raise LibraryError(
        f"The library {library.name} holds no text: {why}.",
        hint="Add files with text in them, or forget it with `rlm-desktop library remove`.",
    )


def _list(call: Call) -> int:
    with call.runtime() as runtime:
        libraries = runtime.libraries()
    if call.args.json:
        call.terminal.say_json({"schema": 1, "libraries": libraries})
        return 0
    for library in libraries:
        call.terminal.say(_line(library))
    if not libraries:
        call.terminal.tell("There is no library yet. `rlm-desktop library add NAME PATH…` makes one.")
    return 0


def _show(call: Call) -> int:
    with call.runtime() as runtime:
        profile = runtime.open_library(call.args.name).profile
        if call.args.json:
            call.terminal.say_json({"schema": 1, "profile": profile})
        else:
            call.terminal.say(plain(runtime.describe(profile)))
    return 0


def _remove(call: Call) -> int:
    if call.args.paths:
        return _leave_out(call)
    with call.runtime() as runtime:
        runtime.remove_library(call.args.name)
    if call.args.json:
        call.terminal.say_json({"schema": 1, "removed": call.args.name})
    else:
        call.terminal.tell(f"The library {call.args.name} is forgotten; its files are where they were.")
    return 0


def _leave_out(call: Call) -> int:
    """What is no longer there can be left out as well: a disk that is gone for good."""
    with call.runtime() as runtime, call.stoppable():
        left = runtime.update_library(
            call.args.name,
            leave_out=call.args.paths,
            emit=Progress(call.terminal).show,
            should_stop=call.should_stop,
        )
    return _say_one(call, left)


def _reindex(call: Call) -> int:
    with call.runtime() as runtime, call.stoppable():
        renewed = runtime.reindex_library(
            call.args.name, emit=Progress(call.terminal).show, should_stop=call.should_stop
        )
        _finish_words(call, runtime, renewed.id)
    return _say_one(call, renewed)


def _watch(call: Call) -> int:
    """Look at sizes and times of the files now and then, and read what changed. Ends when it is stopped."""
    with call.runtime() as runtime, call.stoppable():
        for name in call.args.names:
            runtime.open_library(name)
        while not call.should_stop():
            for name in call.args.names:
                if runtime.library_changes(name):
                    _read_again(call, runtime, name)
            call.wait(call.args.every)
    return 0


def _read_again(call: Call, runtime: "Runtime", name: str) -> None:
    try:
        renewed = runtime.update_library(
            name, emit=Progress(call.terminal).show, should_stop=call.should_stop
        )
    except LibraryBusy:
        return  # another program is at it: the next look will tell
    _say_one(call, renewed)


def _export(call: Call) -> int:
    target = Path(call.args.file).expanduser().absolute()
    with call.runtime() as runtime, call.stoppable():
        runtime.export_library(
            call.args.name, target, emit=Progress(call.terminal).show, should_stop=call.should_stop
        )
    call.terminal.clear_bar()
    if call.args.json:
        call.terminal.say_json({"schema": 1, "exported": call.args.name, "file": str(target)})
    else:
        call.terminal.tell(f"{target}, {size(target.stat().st_size)}, holds the library and all of its text.")
    return 0


def _import(call: Call) -> int:
    with call.runtime() as runtime:
        library = runtime.import_library(Path(call.args.file).expanduser().absolute(), call.args.name)
    return _say_one(call, library)


def _say_one(call: Call, library: "LibraryInfo") -> int:
    call.terminal.clear_bar()
    if call.args.json:
        call.terminal.say_json({"schema": 1, "library": library})
    else:
        call.terminal.say(_line(library))
    return 0


def _line(library: "LibraryInfo") -> str:
    name = library.name or library.id  # those kept for the paths of a question have no name
    unreadable = f", {library.unreadable:,} unreadable" if library.unreadable else ""
    documents = count(library.documents, "document") + unreadable
    return f"{name:<26} {documents:>16} {size(library.bytes):>10}  {one_line(', '.join(library.paths), 60)}"

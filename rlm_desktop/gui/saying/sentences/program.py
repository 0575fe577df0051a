"""What is told of the program itself: its settings, its history, its interpreter, its walls."""

from rlm_desktop.gui.saying.language import later

OF_THE_PROGRAM = (
    later("The data folder {a} is not there."),
    later("Connect the disk it is on, or delete {a} to use {b} again."),
    later("They were never tried on such a system: {a}=off goes without. Please report it."),
    later("This run was asked in a way that this version does not know."),
    later("Ask the question anew."),
    later("The disk that holds {a} is full."),
    later("This version of the program does not know {a} in {b}: without effect here, and kept."),
    later("The history in {a} is damaged, and could not be moved aside: {b}."),
    later("Close other windows of this program, or move the file away by hand."),
    later("The history was damaged. It was kept as {a}, and a new one was started."),
    later("What is asked from now on is kept again."),
    later("Free some space on that disk."),
    later("Check that disk, and that there is space on it."),
    later("Another window of this program is busy writing: try again in a moment."),
    later("Move {a} away to start a new one."),
    later("The history in {a} could not be used: {b}."),
    later("The history in {a} could not be opened: {b}."),
    later("The history was written by a newer version of this program."),
    later("Something happened here that another version of this program wrote down."),
    later("There is no run {a}."),
    later(
        "Another version of this program wrote this answer in a way that this one cannot read. It is kept."
    ),
    later("The program ended before this run did; what it had done until then is kept."),
    later("The question has {a} characters; at most {b} can be read."),
    later("Deno should be at {a}, but is not."),
    later("Install the package deno again."),
    later("The isolated interpreter has not been built yet."),
    later("The isolated interpreter's list of files is damaged."),
    later("The isolated interpreter's file {a} is missing or is not the one that was built."),
    later("Deno, which runs the isolated interpreter, is not installed."),
    later("The isolated interpreter did not start ({a}, status {b})."),
    later("The isolated interpreter's process could not be started: {a}."),
    later("The isolated interpreter does not hold, so no program is run: {a}."),
    later(
        "{a} The other interpreter is used: it is three to eight times slower, has no files of its own, no"
        " asyncio and no lzma, and takes long over a text of more than 20,000 documents."
    ),
    later("The program was stopped."),
    later("The program did not end in its time and was ended from outside; {a}."),
    later("The program took too much memory and was ended; {a}."),
    later("The interpreter ended unexpectedly (status {a}); {b}."),
    later("The interpreter was ended because {a}; {b}."),
    later("The settings could not be kept: {a}."),
    later("Look after {a}."),
    later("The settings in {a} cannot be used: {b}."),
    later("Correct that line, or move the file away to start with the defaults."),
    later("The layer {a} around an isolated process could not be put up: {b}."),
    later("No program of a model is run and no hostile file is read without it."),
    later("The history has a new form. As it was before it is kept as {a}, for the version before this one."),
    later("The history cannot be written now: what was asked before is shown, and nothing can be added."),
    later("The history has a new form. There was no room for a copy of how it was before."),
    later(
        "What an older version of this program kept beside the history could not be read; it was left there."
    ),
    later(
        "The history was written by a newer version of this program. This one goes on with the "
        "copy from before; the newer one takes in what is asked now."
    ),
)

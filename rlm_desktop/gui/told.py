"""What the runtime says in sentences of its own, in the language of the window.

The runtime speaks English. A sentence that is known here, with blanks for its values, is said in the window's
language; any other stays as it came. A test looks whether the runtime still says each of them.
"""

import re
from functools import lru_cache

from rlm_desktop.gui.language import current, later, tr

SENTENCES = (
    later("Start it again to go on from here."),
    later("Little of the question stands where this was read: it may not be the answer. Check the passage."),
    later("This rests on a random sample: {a} of {b} bytes were read."),
    later("Searched for: {a}. {b} passages were read."),
    later("The words stand in the text with other accents; those were counted."),
    later("Programs did not all agree; others found: {a}."),
    later("The text does not tell, as far as it was searched."),
    later("No answer within the limits of this run."),
    later("The run's limit of {a} {b} is reached."),
    later("Ask again with a higher limit, or about a smaller part of the text."),
    later("The result was empty: no row fits all the conditions."),
    later("The reply held no program."),
    later("The program gave no answer; it printed: {a}"),
    later("The program gave no answer."),
    later("The condition {a} was dropped: the question does not ask for it."),
    later("No row says '{a}': its words were looked for one by one."),
    later("Rows whose {a} lists '{b}' among others were counted as well."),
    later("The question asks how often something occurs: the query for that is known."),
    later("It was put into the question before."),
    later("The planner completed it from the question before."),
    later("“Those” are what the answer before is about."),
    later("“{a}” is the answer before: {b}."),
    later("There is no table {a}; {b} was meant."),
    later("There is no column {a}; {b} was meant."),
    later("Only the {a} lines that say “{b}” were looked at."),
    later("Of the answer before was kept: {a}."),
    later("Rows without a {a} were left out."),
    later("At the speed of the first {a} texts the rest takes {b} minutes."),
    later("The plan before gave no answer."),
    later("The question asks for a figure that each document tells a part of."),
    later("The question is about records: the text holds {a} with {b} fields."),
    later("The question asks for a fact in the text."),
    later("This planner is large enough to write its own programs."),
    later("The question asks for a summary."),
    later("You asked for every page to be read."),
    later("You asked for a free program."),
    later("The text is short enough to be read whole."),
    later("The question asks for something that code can count in the text."),
    later("A run within this run was asked: {a}"),
    later("A run within this run has spent its share of the budget."),
    later("The question's words could not be looked up in all lines: some may have been left out."),
    later("The run was stopped."),
    later("This run was asked in a way that this version does not know."),
    later("Ask the question anew."),
    later("There is no question."),
    later("Write what you want to know."),
    later("Put long texts into a file and ask about that file."),
    later("Give files or folders with text in them."),
    later("Give files with text in them."),
    later("Its text is shown instead."),
    later("Reading the files was stopped."),
    later("What was read is kept; the next time goes on from there."),
    later("There are no tables of this text. {a}"),
    later("There is nothing at {a}."),
    later("Check the spelling of the path."),
    later("Another window or command is reading files into this library."),
    later("Wait until it has finished, or stop it."),
    later("The disk that holds {a} is full."),
    later("There is not enough memory for {a}."),
    later("Close other programs, or choose a smaller model."),
    later("The download was stopped."),
    later("Start it again to go on from here."),
    later("this PDF has no text layer"),
    later("this PDF is locked with a password"),
    later("this PDF is damaged and cannot be opened"),
    later("this is a binary file, not text"),
    later("it is locked with a password"),
    later("it unfolds to far more than its size, as only bombs do"),
    later("it lies more than {a} archives deep"),
)


def told(text: str) -> str:
    """A sentence of the runtime in the language that is spoken; one that is not known stays English."""
    if current().code == "en":
        return text
    for pattern, sentence in _patterns():
        if found := pattern.fullmatch(text):
            return tr(sentence, **found.groupdict()) if found.groupdict() else tr(sentence)
    return text


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Those with the fewest blanks first, since a blank takes anything."""
    ordered = sorted(SENTENCES, key=lambda sentence: sentence.count("{"))
    return [(re.compile(_blanks_open(sentence), re.DOTALL), sentence) for sentence in ordered]


def _blanks_open(sentence: str) -> str:
    return re.sub(r"\\\{(\w)\\\}", r"(?P<\1>.+?)", re.escape(sentence))

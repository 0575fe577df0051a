"""What is told of a query's mends and doubts, to be translated: the runtime says it in English."""

from rlm_desktop.gui.language import later

OF_QUERIES = (
    later("{a} were looked at alike."),
    later("{a} were counted as one."),
    later("Each of several {a} of one row was counted by itself."),
    later("{a} is that of {b}: those of the others were not looked at."),
    later("Only rows with {a} were looked at, of which the question does not speak."),
    later("“{a}” is '{b}' in the text."),
    later("It is not sure whether only rows with {a} are meant."),
    later("The query had “{a}”, of which the question says a part."),
    later("Only rows with {a} were looked at, as the question seems to say."),
    later("{a} holds texts: the first number in each was compared."),
    later("No row has “{a}” as its {b}."),
    later("So were {a} more."),
    later("Not asked for: {a}."),
    later("It is not sure that “{a}” tells a {b}."),
    later("The question asks how often, and the query counts nothing."),
    later("The question asks for a {a}, and the query divides nothing."),
    later("The question sets a limit (“{a}”), and the query compares nothing."),
    later("Different values of {a} were counted, and the question asks for {b}."),
    later("The question asks {a}, and “{b}” does not say so by its name."),
    later("{a} was added up, and the question asks how many there are."),
    later("{a} was added up: it says how many."),
    later("Rows were counted by how many they have: {a}."),
    later("{a} is what the row is called by."),
    later("Rows were put in order of {a} from its other end, as the question says."),
    later("Of {a} one figure was made, as the question asks."),
    later("What was made a hundred times as large was left as it is: no share is asked for."),
    later("What each {a} has in several rows was added up."),
    later("What no row has was left out."),
)

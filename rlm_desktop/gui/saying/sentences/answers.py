"""What is told of a run, of how its answer came to be, and of what to make of it."""

from rlm_desktop.gui.saying.language import later

OF_ANSWERS = (
    later("Reading every page takes up to {a} calls, {b} tokens and about {c} at the speed measured here."),
    later("Reading every page takes up to {a} calls, {b} tokens and about {c} at the usual speed."),
    later("An estimate from {a} passages takes about {b}; a question that names a document takes less."),
    later("The limits of a run leave room for {a} of the text."),
    later("Little of the question stands where this was read: it may not be the answer. Check the passage."),
    later("This rests on a random sample: {a} of {b} bytes were read."),
    later(
        "All running text that the question is about was read, no sample of it: {a} of {b} bytes. "
        "Rows of tables were left out."
    ),
    later(
        "The model's first layers went through {a} bytes, and of these it read {b} % whole, where the "
        "question made it look. Choose the plan “exhaustive” to have every word read."
    ),
    later("Searched for: {a}. Calls of the reader: {b}."),
    later("The words stand in the text with other accents; those were counted."),
    later("Programs did not all agree; others found: {a}."),
    later("Hardly any of the {a} documents has a line that tells its {b}."),
    later("The text does not tell of any {a} that {b}."),
    later(
        "Of all sentences of the documents that the question names these have most of its words and state "
        "facts. No model judged them; other places may say more."
    ),
    later("Other places of the text say otherwise. They are told below the answer: see which one holds."),
    later("The text does not tell, as far as it was searched."),
    later("What was drawn from the text does not tell."),
    later("The question is about the documents themselves: code looks at all of them."),
    later("The text gives no year: 2000 stands for it."),
    later("No document is called “{a}”: all were looked at."),
    later("What the heads of documents tell is of something else: their text may tell it."),
    later("The question is for documents that say who did something: code looks at all of them."),
    later("The question names a setting: the line that has it is looked up."),
    later("“{a}” of the question has no place in the query."),
    later("“{a}” was taken for a value of {b}: only its rows were added up."),
    later("{a} rows say this."),
    later("Lines were counted, and the question asks for {a}."),
    later("Lines that say “{a}” were looked at ({b}); {c} others say “{d}”."),
    later("No column holds a {a}: something else was taken for it."),
    later("No {a} lies beyond that limit: something else may be meant."),
    later("Of the groups the first by that figure was taken."),
    later("It was read where one of them is told of, and the others were not compared with it."),
    later("There is no column {a}: “{b}” was looked for in the lines."),
    later("{a} was looked for as a whole number."),
    later("No line says {a} and is like the rest of the question: it may be said otherwise."),
    later("The question leaves something out (“{a}”), the query does not."),
    later("The question asks for a share, and the query divides nothing."),
    later("The question asks for each of several, and the query makes no groups."),
    later("No column holds “{a}”: the query works it out from others, as it sees fit."),
    later("The query counts all rows: it takes no account of “{a}”."),
    later("The query had “{a}”, which the question says otherwise."),
    later("Only places with these very words were counted: others may say the same in other words."),
    later("The question asks for a figure that the text tells."),
    later("No answer within the limits of this run."),
    later("The run's limit of {a} {b} is reached."),
    later("Ask again with a higher limit, or about a smaller part of the text."),
    later("The result was empty: no row fits all the conditions."),
    later("The reply held no program."),
    later("The program gave no answer; it printed: {a}"),
    later("The program gave no answer."),
    later("The condition {a} was dropped: the question does not ask for it."),
    later("No row says '{a}': its words were looked for one by one."),
    later("No {a} has '{b}': its words were looked for one by one."),
    later("Rows whose {a} lists '{b}' among others were counted as well."),
    later("The question asks how often something occurs: the query for that is known."),
    later("The question asks how many there are in each period: the query for that is known."),
    later("The question asks when most or nothing happened: the query for that is known."),
    later("The question is about a discussion by its title, which subjects have."),
    later("The question asks how much something grew: the query for that is known."),
    later("The question asks for a share of events: the query for that is known."),
    later("All {a} of {b} documents were counted, those of their headers as well."),
    later("The question asks when something was said: the document in which it stands has a day."),
    later("The day is that of the document in which this stands; others may say the same."),
    later("The question is for a document by its title, which a column holds."),
    later("It was put into the question before."),
    later("It was put into English."),
    later("The planner completed it from the question before."),
    later("“Those” are what the answer before is about."),
    later("“{a}” is the answer before: {b}."),
    later("There is no table {a}; {b} was meant."),
    later("There is no column {a}; {b} was meant."),
    later("Only the {a} lines that say “{b}” were looked at."),
    later("Of the answer before was kept: {a}."),
    later("Rows with no {a} were left out."),
    later("At the speed of the first {a} texts the rest takes {b} minutes."),
    later("The plan before gave no answer."),
    later("The question asks for a figure that each document tells a part of."),
    later("The question is about records: the text holds {a}."),
    later("The question asks for a fact in the text."),
    later("The question is an open one, which no record answers."),
    later(
        "The text does not tell, and no record has what the question speaks of: "
        "this was computed from what comes near."
    ),
    later("“{a}” stands nowhere in the text: what was found may be the name of something else."),
    later("None of these places is of {a}, as far as they tell."),
    later(
        "These places say most about the question, as far as it was searched and a model can judge. "
        "Other places may say more."
    ),
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
    later("There is no question."),
    later("Write what you want to know."),
    later("Put long texts into a file and ask about that file."),
    later("Start it again to go on from here."),
    later("The query tells the size of files, which is not asked for."),
    later("It is the only version that the document names."),
    later("A reader said “{a}”, but what it read does not state that."),
    later(
        "All of the text ({a} bytes, {b} document{c}) was searched for {d}, in any case, with "
        "other accents and endings, and in nearly the same spelling."
    ),
    later("The text does not tell: {a} {b} nowhere in it."),
    later("Ask with words of the text if it may call this by another name."),
    later("{a} share the first place."),
    later("“{a}” was read in {b} of {c} documents by a model."),
    later("{a} The others do not tell, or not at their beginning."),
    later("This rests on {a} of {b} bytes. Choose the plan “exhaustive” to have every page summarised."),
    later("The question asks for figures, and rows of the text have their names."),
    later("The figures were looked up; what the question asks beyond them was not."),
    later("The statements of the reports have no row for what this is computed from: {a}."),
    later("These figures are computed from the statements. What follows from them is yours to judge."),
    later("The report tells this only from the beginning of its year, not for the quarter alone."),
    later("The row has several columns. Which of them is of the time that is asked for is yours to see."),
    later("Other rows are called so too. Which of them is meant is yours to judge."),
    later(
        "A file is named for this quarter, and its figures are of another one. Both are told: see the days."
    ),
    later("The question asks for figures of financial statements: rows of these have their names."),
    later(
        "{a} rows have the label in the column; {b} is that count, mended by what the classifier "
        "got wrong in {c} texts drawn at random. The interval is for what the model would have "
        "counted, had it read all."
    ),
    later(
        "Labels are read from {a} different texts, a call each: about {b} tokens, {c} minutes at "
        "the usual speed, unless they were read before."
    ),
    later("Not every page was read: that would take about {a}. Choose the plan “exhaustive” for it."),
    later("The rows that are meant have nothing there: this was read elsewhere in the text."),
    later(
        "No program gave an answer: this was read in the passages that match best, not computed "
        "over all of them."
    ),
    later("The documents that the question names hold no records."),
    later("No column holds “{a}”. The columns are: {b}."),
    later("No query was found that fits the question. The columns are: {a}."),
    later("“{a}” is {b} in no row. Values that it has: {c}."),
    later("{a} stands {b}: the answer takes no account of it. Ask with words of the text."),
    later("{a} stands in no line, or in none of those that say the rest."),
    later("Compared as {a}."),
    later("This run is still going on."),
    later("“{a}” stand nowhere in the text, and its rows are about something else."),
    later("Rows whose {a} contains '{b}', as the question says it."),
    later("No record has what the question speaks of."),
    later("The question asks for pairs: each side is looked up, then they are joined."),
    later("There are no such pairs."),
    later("The text does not tell. Hardly any of the {a} documents has a line that tells its {b}."),
    later("There are more than the {a} pairs that are listed."),
    later("The question asks of which documents something holds: each is asked about."),
    later("A model read what speaks of it in {a} of {b} {c}."),
    later("It is not always right, and judges by what the text says."),
    later(
        "The column {a} is not in the text: {b} read it from the {c} of {d} of {e} rows,"
        " and is not always right; numbers are rough."
    ),
    later(
        "The column {a} is not in the text: {b} read it from the {c} of {d} of {e} rows,"
        " {f} of them by its first {g} layers only, and is not always right; numbers are rough."
    ),
    later("A classifier that learnt from these gave the other {a}, and is wrong more often."),
    later("The plan “exhaustive” has all of them read whole."),
    later("The plan “exhaustive” has all of them read."),
    later(
        "{a} {b} are to be asked about, a call each: about {c} tokens,"
        " some {d} min unless they were read before."
    ),
    later(
        "After {a} minutes the answer is an estimate from those that were read, drawn at random;"
        " choose the plan “exhaustive” to have all of them read."
    ),
    later("{a} more that speak of it were not read."),
    later("No passage states this in a word: it is the model's reading of the passages. Check them."),
    later("The question asks for all that several places tell: each is read by itself."),
    later("Looked for “{a}” by code: {b} lines have it."),
    later("The text gives a sum itself: “{a}”"),
    later("{a} sentences that have “{b}” were read, each by itself."),
    later("They are those that share most with the question; the others may tell more."),
    later("What is told in other words was not found."),
    later("Of one sentence it is not sure whether it tells something: {a}."),
    later("Of {a} sentences it is not sure whether they tell something: {b}."),
    later("What two places tell of the same thing is counted twice: see the sentences."),
    later("Some of the sentences tell no amount."),
    later(
        "No column tells it, and {a} texts are not read unasked. Name the labels to have it done:"
        " “Classify each as {b} or {c}.”"
    ),
    later("Other places tell something else or more: {a}."),
    later("All of them were asked for, and one is told here: the text may tell of more."),
    later("The question asks in which document something stands: sentences are judged one by one."),
    later("The document does not say on which day the meeting was: its date may be when it was published."),
    later("The text says “{a}” there, which may be “{b}” and not what was read: see the sentence."),
    later("The question asks for the days of meetings that mention something: code looks at all."),
    later("Of {a} documents that mention it the day of the meeting is not known: {b}."),
    later("The text says what would be, “{a}”, and not that it was so: see the sentence."),
    later("It speaks of “{a}” there, and says nothing else of the question: see the sentence."),
    later("Only documents that say “{a}” were looked for: others may say it otherwise."),
    later("The text tells of one there, not how many {a} there are: others may be told elsewhere."),
    later("No head of a document tells it: it was read in the text of one."),
    later("The text sets this aside, “{a}”: see the sentence."),
    later("What stands around it does not speak of a {a}: it may be told of somebody else."),
    later("What stands around it does not speak of {a}: others may be counted there."),
    later("The text says it of “{a}”, and the question is about “{b}”: see the sentence."),
    later("A few sentences alone have most of the question's words."),
    later("The meeting that is named has minutes: they tell it."),
    later("No head of a document has what is asked: texts may tell it."),
    later("Several documents may be meant: the first of them is the answer, the others stand below it."),
)

"""Labels that no column has are read by the model, kept as a column, and told as what they are."""

import re
from collections.abc import Callable, Sequence

import msgspec
import numpy as np
import pytest

from rlm_desktop import events
from rlm_desktop.events import Event
from rlm_desktop.paths import DataFolder
from rlm_desktop.ports import Labelled
from rlm_desktop.profile import Column, Labels, Profile, with_column
from rlm_desktop.reply import Reply
from rlm_desktop.rlm import labelling
from rlm_desktop.rlm.labelling import sets
from rlm_desktop.rlm.labelling.interval import mend
from rlm_desktop.rlm.labelling.prompting import idle as idle_texts
from rlm_desktop.rlm.labelling.prompting import prefix
from rlm_desktop.rlm.labelling.scores import evened
from rlm_desktop.rlm.labelling.student import Student
from rlm_desktop.rlm.loop import Loop, Parts
from rlm_desktop.rlm.passages.subcalls import Memory
from rlm_desktop.settings import Limits, Settings
from tests.fakes import FakeContext, FakeEngine, FakeInterpreter

_WINS = "you have won a prize, call now"
_TALK = "see you at dinner tonight, mum"


def _lines(rows: int) -> str:
    shown = (f"{12 + n % 3} {(_WINS if n % 4 == 0 else _TALK)} {n}\n" for n in range(rows))
    return "".join(shown)


_IDLE = 16
"""Texts without sense that are read first."""
_ASKED = "Every message is classified as one of the labels: spam, talk. How many rows have the label spam?"


class Table(FakeContext):
    """Messages of three users, to which a column can be added."""

    def __init__(self, rows: int = 80) -> None:
        columns = {"user": "CAST(line[1:2] AS BIGINT)", "message": "line[4:]"}
        super().__init__({"messages.txt": _lines(rows)}, columns)
        self.added: Column | None = None

    @property
    def profile(self) -> Profile:
        found = super().profile
        return with_column(found, "records", self.added) if self.added else found

    def add_column(self, table: str, column: Column, values: Sequence[tuple[int, int, str]]) -> Profile:
        self.added = column
        self._connection.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column.name} VARCHAR")
        self._connection.executemany(
            f"UPDATE {table} SET {column.name} = ? WHERE _start = ?",
            [(value, start) for _, start, value in values],
        )
        return self.profile


class Judge(FakeEngine):
    """Knows a message that promises a prize."""

    def __init__(self) -> None:
        super().__init__(lambda job: "NONE")
        self.prefixes: list[str] = []
        self.layers = 0
        """By how many of its layers it tells every other of many items."""

    def label(
        self,
        *,
        prefix: str,
        items: Sequence[str],
        suffix: str,
        labels: Sequence[str],
        among: int = 0,
        on_done: Callable[[int, Labelled], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> list[Labelled]:
        self.prefixes.append(prefix)
        self.labelled += items
        done = []
        for number, item in enumerate(items):
            sure = 0.9 if "prize" in item else 0.2
            scores = ((labels[0], float(np.log(sure))), (labels[1], float(np.log(1 - sure))))
            layers = self.layers if among and number % 2 else 0
            done.append(Labelled(max(scores, key=lambda pair: pair[1])[0], scores, layers))
            if on_done:
                on_done(number, done[-1])
        return done


class Asked:
    def __init__(
        self,
        question: str,
        *,
        table: Table | None = None,
        judge: Judge | None = None,
        kept: Memory | None = None,
        keeps: bool = True,
        limits: Limits | None = None,
        plan: str = "auto",
    ) -> None:
        self.events: list[Event] = []
        self.table = table or Table()
        self.judge = judge or Judge()
        parts = Parts(
            context=self.table,
            root=FakeEngine(lambda job: "no program"),
            sub=self.judge,
            interpreter=FakeInterpreter(),
            kept=kept or Memory(),
            emit=self.events.append,
            should_stop=lambda: False,
            add_column=self.table.add_column if keeps else None,
        )
        settings = Settings(data=DataFolder.default(), limits=limits or Limits(), candidates=1)
        self.reply: Reply = Loop(parts, settings, run="r", question=question).run(plan)


def test_labels_that_no_column_has_are_read_and_counted() -> None:
    asked = Asked(_ASKED)

    assert asked.reply.value == 20
    assert asked.reply.answer == "20"
    assert asked.reply.evidence.total == 20
    assert asked.reply.plan == "guided"


def test_the_answer_is_an_estimate_and_says_how_many_rows_were_read() -> None:
    reply = Asked(_ASKED).reply

    assert reply.status == "estimated"
    assert "fake read it from the message of 80 of 80 rows" in reply.notes[-1]
    assert reply.estimate is None


def test_the_texts_that_were_labelled_count_as_read_by_the_model() -> None:
    first = Asked(_ASKED)
    texts = [line[3:] for line in _lines(80).splitlines()]

    assert first.reply.coverage.bytes_read_by_model == sum(map(len, texts))
    assert Asked(_ASKED, table=first.table).reply.coverage.bytes_read_by_model == 0


def test_the_cost_is_said_before_the_reading_starts() -> None:
    told = [type(event).__name__ for event in Asked(_ASKED).events]
    noted = next(event for event in Asked(_ASKED).events if isinstance(event, events.Noted))

    assert told.index("Noted") < told.index("SubCallsStarted")
    assert "80 different texts" in noted.text
    assert "tokens" in noted.text


def test_the_model_is_shown_the_sentence_that_names_the_labels() -> None:
    assert all("classified as one of the labels" in prefix for prefix in Asked(_ASKED).judge.prefixes)


def test_the_next_question_uses_the_column_and_reads_nothing() -> None:
    first = Asked(_ASKED)
    read = len(first.judge.labelled)
    question = (
        "Labels: spam, talk. Considering only the rows of the users 12 and 13: is spam more common than talk?"
    )
    second = Asked(question, table=first.table, judge=first.judge)

    assert second.reply.answer == "less common"
    assert second.reply.status == "estimated"
    assert len(first.judge.labelled) == read


def test_what_was_read_before_a_stop_is_not_read_again() -> None:
    kept = Memory()
    first = Asked(_ASKED, kept=kept)
    second = Asked(_ASKED, kept=kept)

    assert len(first.judge.labelled) == 80 + _IDLE
    assert second.judge.labelled == []
    assert second.reply.value == first.reply.value


def test_where_the_calls_run_out_a_classifier_labels_the_rest() -> None:
    many = Table()
    asked = Asked(_ASKED, table=many, limits=Limits(calls=64 + _IDLE))

    assert asked.reply.value == 20
    assert "A classifier that learnt from these gave the other 16" in asked.reply.notes[-2]


def test_an_answer_that_rests_mostly_on_a_classifier_is_partial() -> None:
    question = "Labels: spam, talk. Is spam more common than talk?"
    asked = Asked(question, table=Table(rows=200), limits=Limits(calls=64 + _IDLE))

    assert asked.reply.answer == "less common"
    assert asked.reply.status == "partial"
    assert "64 of 200 rows" in asked.reply.notes[-3]


def test_a_count_that_rests_on_a_classifier_has_an_interval_for_what_the_model_would_have_counted() -> None:
    reply = Asked(_ASKED, table=Table(rows=200), limits=Limits(calls=64 + _IDLE)).reply

    assert reply.status == "estimated"
    assert reply.estimate is not None
    assert reply.estimate.low <= 50 <= reply.estimate.high
    assert (reply.estimate.sampled, reply.estimate.of) == (32, 168)
    assert "what the model would have counted" in reply.notes[-4]


def test_where_there_is_time_for_all_they_are_read_in_the_order_of_the_alphabet() -> None:
    asked = Asked(_ASKED, table=Table(rows=600))
    read = [text for text in asked.judge.labelled[_IDLE:] if text]

    assert len(read) == 600
    assert read[256:512] == sorted(read[256:512])
    assert read[:256] != sorted(read[:256])


def test_what_is_left_of_the_alphabet_is_compared_with_drawn_texts_of_the_same_part() -> None:
    asked = Asked(_ASKED, table=Table(rows=600), limits=Limits(calls=512 + _IDLE))
    read, estimate = asked.judge.labelled[_IDLE:], asked.reply.estimate
    left = {line[3:] for line in _lines(600).splitlines()}.difference(read)

    assert estimate is not None
    assert estimate.of - estimate.sampled == len(left) == 88
    assert estimate.sampled == sum(text >= min(left) for text in read[:128])
    assert estimate.low <= 150 <= estimate.high


def test_the_interval_is_there_for_the_next_question_as_well() -> None:
    first = Asked(_ASKED, table=Table(rows=200), limits=Limits(calls=64 + _IDLE))
    second = Asked(_ASKED, table=first.table)

    assert second.reply.estimate == first.reply.estimate


def test_of_few_rows_nothing_is_said_about_what_lies_in_a_sample() -> None:
    question = "Labels: spam, talk. How many rows of the user 12 have the label spam?"

    assert Asked(question, table=Table(rows=200), limits=Limits(calls=64 + _IDLE)).reply.estimate is None


def test_a_count_is_mended_by_the_errors_of_a_sample() -> None:
    mended, margin = mend(100, [1, 1, -1], sampled=50, of=500)
    sure, narrow = mend(100, [], sampled=50, of=50)

    assert mended == 100 + 9
    assert 20 < margin < 60
    assert (sure, narrow) == (100, 0)


def test_what_a_classifier_labelled_is_read_when_all_is_to_be_read() -> None:
    first = Asked(_ASKED, limits=Limits(calls=64 + _IDLE))
    second = Asked(_ASKED, table=first.table, plan="exhaustive")

    assert "80 of 80 rows" in second.reply.notes[-1]


def shallow() -> Judge:
    judge = Judge()
    judge.layers = 10
    return judge


def test_what_only_the_first_layers_have_read_is_said_with_the_way_to_have_it_read_whole() -> None:
    asked = Asked(_ASKED, judge=shallow())

    read, way = asked.reply.notes[-2:]
    assert "80 of 80 rows, 40 of them by its first 10 layers only" in read
    assert "“exhaustive” has all of them read whole" in way
    assert asked.reply.status == "estimated"


def test_all_is_read_whole_when_all_is_to_be_read() -> None:
    assert "layers" not in " ".join(Asked(_ASKED, judge=shallow(), plan="exhaustive").reply.notes)


def test_what_was_read_in_part_is_read_whole_later_and_only_that() -> None:
    kept = Memory()
    first = Asked(_ASKED, judge=shallow(), kept=kept)
    again = Asked(_ASKED, judge=shallow(), kept=kept)
    whole = Asked(_ASKED, judge=shallow(), kept=kept, table=first.table, plan="exhaustive")

    assert again.judge.labelled == []
    assert again.reply.notes == first.reply.notes
    assert len(whole.judge.labelled) == 40
    assert "layers" not in " ".join(whole.reply.notes)


def test_a_question_that_needs_no_label_reads_none() -> None:
    asked = Asked("Labels: spam, talk. Which user is represented most often?")

    assert asked.judge.labelled == []
    assert asked.reply.status == "answered"


@pytest.mark.parametrize(
    "question",
    [
        "How many messages mention a prize?",
        "Labels: spam, talk. What is the longest message?",
    ],
)
def test_a_question_about_something_else_reads_no_label(question: str) -> None:
    assert Asked(question).judge.prefixes == []


def test_without_a_place_for_the_column_no_label_is_read() -> None:
    assert Asked(_ASKED, keeps=False).judge.prefixes == []


def test_a_liking_that_texts_without_sense_show_too_is_evened_out() -> None:
    liked = np.log(np.array([[0.8, 0.1, 0.1], [0.5, 0.4, 0.1], [0.9, 0.05, 0.05]]))
    idle = np.log(np.array([[0.7, 0.2, 0.1]]))
    told = evened(liked, idle)

    assert told.argmax(axis=1)[1] == 1
    assert evened(liked, np.log(np.array([[1 / 3] * 3])))[1, 1] < told[1, 1]
    assert np.allclose(np.exp(told).sum(axis=1), 1)


def test_without_texts_without_sense_what_is_common_is_not_taken_for_liked() -> None:
    sure, likely = [0.9, 0.05, 0.05], [0.6, 0.3, 0.1]
    mostly = np.log(np.array([sure] * 8 + [likely, [0.05, 0.9, 0.05]]))

    assert evened(mostly, np.zeros((0, 3))).argmax(axis=1).tolist() == [0] * 9 + [1]


def test_of_two_labels_a_liking_is_evened_out_in_part() -> None:
    liked = np.log(np.array([[0.9, 0.1], [0.52, 0.48], [0.95, 0.05]]))
    idle = np.log(np.array([[0.8, 0.2]]))

    assert evened(liked, idle).argmax(axis=1).tolist() == [0, 1, 0]


def test_texts_that_are_mostly_of_one_label_stay_so_where_there_is_no_liking() -> None:
    mostly = np.log(np.array([[0.9, 0.1]] * 9 + [[0.1, 0.9]]))
    idle = np.log(np.array([[0.5, 0.5]]))

    assert evened(mostly, idle).argmax(axis=1).tolist() == [0] * 9 + [1]


def test_texts_without_sense_are_of_the_words_of_the_texts() -> None:
    texts = ["one two three four", "five six"]
    drawn = idle_texts(texts)

    assert {word for text in drawn for word in text.split()} <= set(" ".join(texts).split())
    assert drawn == idle_texts(texts)
    assert idle_texts(["", " "]) == []


def test_each_label_is_shown_as_a_text_that_has_it_there_and_back() -> None:
    shown = prefix(("ham", "spam"), "Ham or spam.")

    assert re.findall(r"Text: (\w+)\nLabel: \1\n", shown) == ["ham", "spam", "spam", "ham"]
    assert shown.startswith("Ham or spam.")
    assert shown.endswith("Text: ")


def test_a_student_learns_which_words_speak_for_which_label() -> None:
    texts = [f"who wrote book {n}" for n in range(20)] + [f"where is town {n}" for n in range(20)]
    targets = np.log(np.array([[0.95, 0.05]] * 20 + [[0.05, 0.95]] * 20))
    told = Student(texts, targets).scores(["who painted this", "where lies it"])

    assert told.argmax(axis=1).tolist() == [0, 1]
    assert np.allclose(np.exp(told).sum(axis=1), 1)


class Notes(Table):
    """The same messages as rows of a table, not as lines of a log."""

    @property
    def profile(self) -> Profile:
        found = super().profile
        tables = tuple(msgspec.structs.replace(table, kind="delimited") for table in found.tables)
        return msgspec.structs.replace(found, tables=tables)


def test_labels_that_a_question_implies_are_read_and_counted() -> None:
    asked = Asked("How many messages are spam?", table=Notes())

    assert asked.reply.value == 20
    assert asked.table.added is not None
    assert {value for value, _ in asked.table.added.values} == {"spam", "not spam"}
    assert all("Each message is one of: spam, not spam." in prefix for prefix in asked.judge.prefixes)


def test_of_very_many_texts_implied_labels_are_not_read_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sets, "_MOST_SUPPOSED", 40)

    asked = Asked("How many messages are spam?", table=Notes())
    listed = Asked("Sort the messages into spam and talk: how many messages are spam?", table=Notes())
    log = Asked("Sort the messages into spam and talk: how many messages are spam?")

    assert not asked.judge.labelled
    assert listed.reply.value == 20
    assert not log.judge.labelled


def test_labels_that_more_were_read_for_are_not_read_again() -> None:
    table = Notes()
    column = Column(name="label", type="text", distinct=3, values=(("spam", 20), ("talk", 40), ("offer", 20)))
    made = Labels(model="fake", source="message", rows=80, read=80)
    table.add_column("records", msgspec.structs.replace(column, labels=made), _labels(table))

    asked = Asked("Sort the messages into spam and talk: how many messages are spam?", table=table)
    about = Asked("How many messages are about talk?", table=table)

    assert (asked.reply.value, about.reply.value) == (20, 40)
    assert not (asked.judge.labelled or about.judge.labelled)


def _labels(table: Table) -> list[tuple[int, int, str]]:
    rows = table.query("SELECT _document, _start FROM records ORDER BY 2", hidden=True).rows
    return [
        (int(str(d)), int(str(s)), "spam" if n % 4 == 0 else "offer" if n % 4 == 1 else "talk")
        for n, (d, s) in enumerate(rows)
    ]


class Slow(Judge):
    """Remembers how many texts it is given at once."""

    def __init__(self) -> None:
        super().__init__()
        self.at_once: list[int] = []

    def label(self, *, items: Sequence[str], **asked: object) -> list[Labelled]:
        self.at_once.append(len(items))
        return super().label(items=items, **asked)  # type: ignore[arg-type]


def test_with_little_time_a_few_texts_are_read_at_once_so_that_it_can_end() -> None:
    slow, patient = Slow(), Slow()

    Asked(_ASKED, judge=slow, limits=Limits(seconds=30))
    Asked(_ASKED, judge=patient)

    assert max(slow.at_once[1:]) < 20
    assert max(patient.at_once) == 64


def test_however_little_time_there_is_a_classifier_has_texts_to_learn_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(labelling, "patience", lambda plan, estimate, seconds: 0.001)
    slow = Slow()

    reply = Asked(_ASKED, judge=slow, table=Table(400)).reply

    assert sum(slow.at_once[1:]) >= 24
    assert reply.status in ("estimated", "partial")


def test_of_one_topic_what_the_model_says_stays_as_it_is() -> None:
    asked = Asked("How many messages are about prizes?", table=Notes())

    assert asked.reply.value == 20
    assert len(asked.judge.labelled) == 80

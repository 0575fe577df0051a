"""Of long passages a reader gets what the first layers look at, and the books say so."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from rlm_desktop.paths import DataFolder
from rlm_desktop.ports import AttentionJob, Job, Weights
from rlm_desktop.reply import Reply
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.coverage import Ledger
from rlm_desktop.rlm.loop import Loop, Parts
from rlm_desktop.rlm.passages import skimming
from rlm_desktop.rlm.passages.subcalls import Memory, SubCalls
from rlm_desktop.rlm.verbs.tools import Tools
from rlm_desktop.settings import Limits, Settings
from rlm_desktop.spans import DocumentId, Hit
from tests.fakes import FakeContext, FakeEngine, FakeInterpreter
from tests.rlm.asked import answers

FILLING = "\n".join(f"On day {n} the sea was calm — und es war still." for n in range(60))
TOLD = "Its master was a man by the name of Brandt."
QUESTION = "Who commanded the brig?"


def text_of(told: str = TOLD) -> str:
    return f"{FILLING}\nThe brig lay ready.\n{FILLING}\n{told}\n{FILLING}\n"


class Pages(FakeContext):
    """Finds pages of 6,000 bytes."""

    def search(self, words: str, *, limit: int = 20, documents: Sequence[DocumentId] = ()) -> list[Hit]:
        spans = list(self.passages(size=6000, documents=documents))[:limit]
        return [Hit(span, self.read(span)) for span in spans]


TEXT = text_of() + 3 * f"{FILLING}\n"


class Looking(FakeEngine):
    """Looks at parts with a word, and reads as another engine does."""

    def __init__(self, word: str, reader: FakeEngine) -> None:
        super().__init__(reader._replies)  # type: ignore[arg-type]
        self.word = word
        self.looks: list[AttentionJob] = []

    def attend(self, job: AttentionJob, *, should_stop: object = None) -> list[Weights]:
        self.looks.append(job)
        return [tuple(float(self.word in part) for part in text) for text in job.texts]


def subcalls(engine: FakeEngine, kept: Memory | None = None) -> SubCalls:
    return SubCalls(
        engine, budget=Budget(Limits()), kept=kept or Memory(), emit=lambda _: None, should_stop=lambda: False
    )


def tools_over(name: str, text: str, engine: FakeEngine) -> Tools:
    ledger = Ledger({DocumentId(0): len(text.encode())})
    context = FakeContext({name: text})
    return Tools(context, subcalls(engine), ledger, child=lambda _q, _t: None, emit=lambda _: None)


def ask(engine: FakeEngine, plan: str = "auto", kept: Memory | None = None) -> Reply:
    parts = Parts(
        context=Pages({"log.txt": TEXT}),
        root=FakeEngine(),
        sub=engine,
        interpreter=FakeInterpreter(),
        kept=kept or Memory(),
        emit=lambda event: None,
        should_stop=lambda: False,
    )
    return Loop(parts, Settings(data=DataFolder.default()), run="r", question=QUESTION).run(plan)


@given(st.text(alphabet="ab é.\n-—#", max_size=1200))
def test_the_parts_of_a_text_are_all_of_it(text: str) -> None:
    cut = list(skimming.parts(text))

    assert "".join(text[start:end] for start, end in cut) == text[: cut[-1][1] if cut else 0]
    assert not text[cut[-1][1] if cut else 0 :].strip()


def test_what_is_shown_stands_at_its_bytes() -> None:
    text = text_of()
    (shown,) = skimming.shown(QUESTION, [text], subcalls(Looking("Brandt", FakeEngine())))

    data = text.encode()
    assert TOLD in shown.text and len(shown.text) < 0.5 * len(text)
    assert shown.text == " … ".join(data[start:end].decode().strip() for start, end in shown.parts)


def test_short_passages_and_those_no_engine_looks_at_are_read_whole() -> None:
    looking = Looking("Brandt", FakeEngine())

    assert skimming.shown(QUESTION, [TOLD], subcalls(looking)) == [skimming.Shown(TOLD)]
    assert not looking.looks
    assert skimming.shown(QUESTION, [text_of()], subcalls(FakeEngine())) == [skimming.Shown(text_of())]


def test_what_shares_the_questions_words_is_read_though_nothing_looks_at_it() -> None:
    pieces = ["The brig lay there."] + ["Nothing was seen."] * 20

    assert 0 in skimming.chosen(QUESTION, pieces, tuple(0.0 if n == 0 else 1.0 for n in range(21)))


def test_of_a_passage_the_best_sentence_is_kept_however_long_and_the_order_stays() -> None:
    pieces = ("a" * 10, "b" * 50, "c" * 40, "d" * 40)

    assert skimming.chosen("", pieces, (0.1, 0.2, 0.9, 0.3)) == [0, 2]
    assert skimming.chosen("", pieces[:2], (0.1, 0.9)) == [1]


def test_a_listing_without_sentences_is_cut_between_its_lines() -> None:
    text = "".join(f"    value_{n} = call({n})\n" for n in range(200))
    cut = list(skimming.parts(text))

    assert len(cut) > 5
    assert all(end - start <= 2 * skimming._LONGEST for start, end in cut)


def test_the_first_layers_find_what_search_does_not_and_the_reply_says_what_was_read() -> None:
    engine = Looking("Brandt", answers(Brandt="Brandt"))
    reply = ask(engine)

    assert reply.answer == "Brandt" and engine.looks
    seen = reply.coverage
    assert seen.bytes_looked_at > 0 and seen.bytes_read_by_model < 0.5 * seen.bytes_total
    assert seen.bytes_read_by_model + seen.bytes_looked_at <= seen.bytes_total
    assert not seen.exhaustive
    assert any("first layers went through" in note and "“exhaustive”" in note for note in reply.notes)
    data = TEXT.encode()
    assert all(
        data[q.start : q.end].decode() == q.quote and "Brandt" in q.quote for q in reply.evidence.shown
    )


def test_many_passages_that_a_program_asks_are_read_in_part_and_few_to_the_last_word() -> None:
    engine = Looking("Brandt", answers(Brandt="Brandt"))
    size = len(text_of().encode())
    tools = tools_over("log.txt", text_of() * 4, engine)
    pieces = [{"document": 0, "start": n * size, "end": (n + 1) * size} for n in range(4)]

    assert tools.ask_each(QUESTION, pieces[:3]) == ["Brandt"] * 3
    assert not engine.looks and tools.ledger.totals().bytes_read_by_model == 3 * size
    assert tools.ask_each("Whose brig?", pieces) == ["Brandt"] * 4
    assert len(engine.looks) == 1
    assert tools.ask_all("Which brig?", None) == "Brandt"
    assert len(engine.looks) == 2


def test_who_wants_every_page_read_has_every_word_read() -> None:
    engine = Looking("nothing", answers(Brandt="Brandt"))
    reply = ask(engine, "exhaustive")

    assert reply.answer == "Brandt" and not engine.looks
    assert reply.coverage.bytes_read_by_model == reply.coverage.bytes_total
    assert reply.coverage.exhaustive and not reply.coverage.bytes_looked_at


def test_what_was_read_is_kept_and_what_was_read_whole_is_not_read_in_part() -> None:
    kept = Memory()
    first, again = (ask(Looking("Brandt", answers(Brandt="Brandt")), kept=kept) for _ in range(2))
    assert again.usage.sub_calls == 0 and again.answer == first.answer
    assert again.coverage == first.coverage

    whole = Memory()
    ask(Looking("Brandt", answers(Brandt="Brandt")), "exhaustive", kept=whole)
    engine = Looking("Brandt", answers(Brandt="Brandt"))
    assert ask(engine, kept=whole).answer == "Brandt"
    assert not engine.looks


def test_what_is_checked_is_what_was_read() -> None:
    """The check begins as the reading did: it costs its few tokens only, and sees no more."""

    def reply(job: Job) -> str:
        if job.messages[-1].content.endswith("Reply Yes or No."):
            return "Yes"
        return "Brandt" if "Brandt" in job.messages[-1].content else "NONE"

    engine = Looking("Brandt", FakeEngine(reply))
    whole = {"document": 0, "start": 0, "end": len(text_of().encode())}
    tools = tools_over("log.txt", text_of(), engine)
    found = tools.find(QUESTION, [whole])

    *_, read, check = [job.messages[-1].content for job in engine.jobs]
    assert found and found["answer"] == "Brandt"
    assert TOLD in read and len(read) < 0.5 * len(text_of())
    assert check.startswith(read)

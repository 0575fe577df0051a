"""Writing replies with a real, small model."""

import json
import re
import threading
import time
from collections.abc import Callable, Sequence

import psutil
import pytest

from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.errors import BadRequest, PromptTooLong, Stopped
from rlm_desktop.ports import Completion, Engine, Job, Message, Sampling
from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.plans import vocabulary
from rlm_desktop.rlm.verbs import grammars

STORY = "Tell a story about a fox, a crow and a piece of cheese, with a moral at its end."


def job(text: str, **sampling: object) -> Job:
    settings = {"max_tokens": 16, **sampling}
    return Job(messages=(Message("user", text),), sampling=Sampling(**settings))  # type: ignore[arg-type]


def computing_seconds(engine: LlamaEngine) -> float:
    """What the model's process has computed so far, whoever else wants the processor."""
    times = psutil.Process(engine.pid).cpu_times()
    return float(times.user + times.system)


def after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def test_it_fits_the_port(engine: LlamaEngine) -> None:
    port: Engine = engine

    assert port.info.parameters == 134_515_008
    assert port.info.context_tokens == 4096
    assert port.count_tokens("one two three") == 3


def test_what_is_streamed_is_what_is_returned(engine: LlamaEngine) -> None:
    pieces: list[str] = []

    (reply,) = engine.generate([job(STORY, max_tokens=20)], on_text=lambda _, text: pieces.append(text))

    assert "".join(pieces) == reply.text
    assert len(pieces) > 5
    assert reply.finish == "length"
    assert reply.generated_tokens == 20
    assert reply.logprob < 0


def test_what_a_reply_is_worth_does_not_depend_on_who_is_answered_beside_it(engine: LlamaEngine) -> None:
    # A grammar that allows one reply: what differs can only be the numbers that the model works out.
    words = ("apples", "rivers", "planets", "violins")
    jobs = [job(f"Something about {word}.", grammar=f'root ::= "I like {word}."') for word in words]

    together = engine.generate(jobs)
    alone = [engine.generate([one])[0] for one in reversed(jobs)][::-1]

    assert [reply.text for reply in together] == [f"I like {word}." for word in words]
    assert [reply.logprob for reply in together] == pytest.approx([one.logprob for one in alone], abs=0.1)
    assert len({round(reply.logprob, 2) for reply in together}) == len(words)


def test_each_reply_is_told_when_it_is_done(engine: LlamaEngine) -> None:
    done: dict[int, Completion] = {}

    replies = engine.generate(
        [job("Say yes.", max_tokens=4), job(STORY, max_tokens=4)], on_done=done.__setitem__
    )

    assert [done[0], done[1]] == replies


def test_a_prompt_that_only_grows_is_evaluated_only_where_it_is_new(engine: LlamaEngine) -> None:
    messages = [Message("user", "A conversation that grows turn by turn.")]
    before = 0
    for turn in range(4):
        (reply,) = engine.generate([Job(messages=tuple(messages), sampling=Sampling(max_tokens=6))])
        if turn:
            assert reply.cached_tokens >= before - 1
        before = reply.prompt_tokens + reply.generated_tokens - 1
        messages += [Message("assistant", reply.text), Message("user", "Go on.")]


def test_candidates_for_one_prompt_share_all_of_it(engine: LlamaEngine) -> None:
    text = "Name one of the many things that a person could do on a rainy day in a small town by the sea."
    asked = [job(text, temperature=0.9, seed=seed, max_tokens=8) for seed in range(4)]

    replies = engine.generate(asked)

    assert len({reply.text for reply in replies}) > 1
    assert sorted(reply.prompt_tokens - reply.cached_tokens for reply in replies)[:3] == [1, 1, 1]


def test_the_same_seed_draws_the_same_reply(engine: LlamaEngine) -> None:
    asked = job(STORY, temperature=0.8, seed=7)

    first = engine.generate([asked])[0].text

    assert engine.generate([asked])[0].text == first
    assert engine.generate([job(STORY, temperature=0.8, seed=8)])[0].text != first


def test_a_grammar_is_kept_to(engine: LlamaEngine) -> None:
    grammar = 'root ::= "{\\"colour\\": \\"" ("red" | "green") "\\"}"'

    for temperature in (0.0, 1.5):
        (reply,) = engine.generate([job("A colour?", grammar=grammar, temperature=temperature)])
        assert reply.text in ('{"colour": "red"}', '{"colour": "green"}')
        assert reply.finish == "stop"


def test_a_query_has_only_words_that_it_may_have(engine: LlamaEngine) -> None:
    names = ("größe", 'a "b" \\ c', "month", "paid_in_€")
    columns = tuple(Column(name=name, type="text") for name in names)
    table = Table(name="records", kind="delimited", row_is="line", rows=1, fits=1.0, columns=columns)

    (reply,) = engine.generate(
        [job("A query?", grammar=vocabulary.grammar([table]), temperature=1.0, max_tokens=40)]
    )

    body = re.sub(r"'[^'\n]*'?|[0-9]", " ", reply.text.removeprefix("```sql\n").removesuffix("\n```"))
    assert reply.text.startswith("```sql\n")
    known = re.sub(r"\\(.)", r"\1", vocabulary.grammar([table]))
    assert all(word in known for word in re.findall(r"[^\W\d]\w+", body)[:-1])


def test_fields_are_extracted_from_several_texts_at_once_and_streamed_as_they_come(
    engine: LlamaEngine,
) -> None:
    fields: dict[str, str | Sequence[str]] = {"kind": ["inn", "mill"], "open": "yes or no", "since": "date"}
    texts = ("The mill has stood there since 1890-05-02.", "The inn is closed.", "An old inn.")
    jobs = [
        job(
            f"{text} What is it?",
            max_tokens=60,
            grammar=grammars.object_of(fields),
            temperature=1.5,
            seed=seed,
        )
        for seed, text in enumerate(texts)
    ]
    heard: list[tuple[int, str]] = []
    done: list[int] = []

    def on_text(index: int, piece: str) -> None:
        assert index not in done, "nothing comes after the end"
        heard.append((index, piece))

    replies = engine.generate(jobs, on_text=on_text, on_done=lambda index, _: done.append(index))

    for index, reply in enumerate(replies):
        pieces = [piece for of, piece in heard if of == index]
        extracted = json.loads("".join(pieces))
        assert "".join(pieces) == reply.text and len(pieces) > 5
        assert list(extracted) == list(fields)
        assert extracted["kind"] in ("inn", "mill", None) and extracted["open"] in (True, False, None)
    # They are written beside each other, not one after the other.
    assert {of for of, _ in heard[:6]} == {0, 1, 2}


def test_a_grammar_that_is_none_is_refused_and_harms_nobody(engine: LlamaEngine) -> None:
    with pytest.raises(BadRequest, match="grammar"):
        engine.generate([job("A colour?", grammar="root ::= (")])

    assert engine.generate([job("Say yes.")])[0].text


def test_a_stop_string_ends_the_reply_and_is_not_part_of_it(engine: LlamaEngine) -> None:
    (whole,) = engine.generate([job(STORY, max_tokens=20)])
    stop = whole.text[20:26]
    pieces: list[str] = []

    (reply,) = engine.generate(
        [job(STORY, max_tokens=20, stop=(stop,))], on_text=lambda _, text: pieces.append(text)
    )

    assert reply.text == whole.text[: whole.text.index(stop)] == "".join(pieces)
    assert reply.finish == "stop"


def test_characters_of_several_bytes_are_streamed_whole(engine: LlamaEngine) -> None:
    pieces: list[str] = []
    grammar = 'root ::= "héllo → 🦊 日本語 ✓"'

    (reply,) = engine.generate(
        [job("x", grammar=grammar, max_tokens=60)], on_text=lambda _, text: pieces.append(text)
    )

    assert reply.text == "".join(pieces) == "héllo → 🦊 日本語 ✓"
    assert not any("\ufffd" in piece for piece in pieces)


def test_a_prompt_beyond_the_window_is_refused_with_both_numbers(engine: LlamaEngine) -> None:
    with pytest.raises(PromptTooLong, match=r"50\d\d tokens; the model's window is 4096"):
        engine.generate([job("word " * 5000)])


def test_a_reply_ends_where_the_window_does(own_engine: LlamaEngine) -> None:
    endless = 'root ::= "' + "and so on " * 40 + '"'

    (reply,) = own_engine.generate([job("word " * 200, max_tokens=500, grammar=endless)])

    assert reply.prompt_tokens + reply.generated_tokens == own_engine.info.context_tokens
    assert reply.finish == "length"


def test_stopping_ends_the_evaluation_under_way_and_the_next_request_is_unharmed(engine: LlamaEngine) -> None:
    (expected,) = engine.generate([job("Say yes.")])
    started, computed = time.monotonic(), computing_seconds(engine)
    with pytest.raises(Stopped):
        engine.generate([job("word " * 3500)], should_stop=after(0.2))
    assert time.monotonic() - started < 5  # the whole prompt takes many times as long

    (reply,) = engine.generate([job("Say yes.")])

    assert reply.text == expected.text
    # The whole prompt takes twenty seconds or more, its first batch three.
    assert computing_seconds(engine) - computed < 2.0


def test_a_stopped_call_does_not_disturb_another(engine: LlamaEngine) -> None:
    asked = job("A reply beside one that is stopped.", grammar='root ::= "one two three four five six seven"')
    (expected,) = engine.generate([asked])
    replies: list[Completion] = []
    other = threading.Thread(target=lambda: replies.extend(engine.generate([asked])))
    other.start()
    with pytest.raises(Stopped):
        engine.generate([job("words " * 3500)], should_stop=after(0.2))
    other.join(120)

    assert replies[0].text == expected.text
    assert replies[0].logprob == pytest.approx(expected.logprob, abs=0.1)


def test_calls_from_several_threads_are_served_together(engine: LlamaEngine) -> None:
    replies: dict[int, str] = {}

    def ask(number: int) -> None:
        replies[number] = engine.generate([job(f"Say {number}.")])[0].text

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert sorted(replies) == list(range(6))


def test_a_lone_surrogate_and_a_nul_in_a_prompt_do_no_harm(engine: LlamaEngine) -> None:
    assert engine.generate([job("a \ud800 b \0 c")])[0].generated_tokens > 0

"""Models on servers answer through the same port, when asked for, and are given up when they are gone."""

import math
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rlm_desktop.bench.engine.server import LlamaServer
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.engine.servers.engine import ServersEngine, is_address
from rlm_desktop.engine.servers.wire import Wire
from rlm_desktop.errors import BadRequest, EngineError, EngineLost, PromptTooLong, Stopped
from tests.engine.fake_server import FakeServer, serving
from tests.engine.test_generate import job
from tests.engine.test_labels import ITEMS, PREFIX

LABELS = ("warm", "warm red", "cold")


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serving() as server:
        yield server


def test_offline_no_server_is_asked(server: FakeServer) -> None:
    with pytest.raises(BadRequest, match="offline"):
        ServersEngine(server.address, offline=True)

    assert not server.asked


def test_replies_come_in_order_with_what_they_took(server: FakeServer) -> None:
    engine = ServersEngine(server.address, offline=False)
    done: list[int] = []

    replies = engine.generate(
        [job(f"tea number {number}") for number in range(9)], on_done=lambda index, _: done.append(index)
    )

    assert [reply.text for reply in replies] == [f"TEA NUMBER {number}" for number in range(9)]
    assert sorted(done) == list(range(9))
    first = replies[0]
    assert (first.prompt_tokens, first.cached_tokens, first.generated_tokens) == (11, 4, 3)
    assert (first.logprob, first.finish) == (-0.5, "stop")


def test_text_is_told_as_it_is_written(server: FakeServer) -> None:
    pieces: list[str] = []

    ServersEngine(server.address, offline=False).generate(
        [job("one two three")], on_text=lambda _, piece: pieces.append(piece)
    )

    assert pieces == ["ONE", " TWO", " THREE"]


def test_what_the_server_says_of_itself_is_known(server: FakeServer) -> None:
    engine = ServersEngine(server.address, offline=False)

    assert (engine.info.context_tokens, engine.info.parameters) == (256, 7)
    assert "fake" in engine.info.name
    assert engine.count_tokens("a b c") == 3
    assert server.address in engine.note


def test_a_batch_is_spread_over_several_servers() -> None:
    with serving() as one, serving() as other:
        engine = ServersEngine(f"{one.address} {other.address}", offline=False)
        one.delay = other.delay = 0.02

        engine.generate([job(f"tea number {number}") for number in range(12)])

        assert len(one.asked) + len(other.asked) == 12
        assert min(len(one.asked), len(other.asked)) >= 2


def test_what_a_lost_server_worked_on_goes_to_another() -> None:
    with serving() as stays, serving() as goes:
        engine = ServersEngine(f"{goes.address} {stays.address}", offline=False)
        goes.dies = True

        replies = engine.generate([job(f"tea {number}") for number in range(8)])

        assert [reply.text for reply in replies] == [f"TEA {number}" for number in range(8)]


def test_servers_that_are_all_gone_are_told_with_a_way_out(server: FakeServer) -> None:
    engine = ServersEngine(server.address, offline=False)
    server.dies = True

    with pytest.raises(EngineLost) as lost:
        engine.generate([job("tea"), job("milk"), job("bread")])

    assert lost.value.hint


def test_nobody_at_an_address_is_told(server: FakeServer) -> None:
    with pytest.raises(EngineLost, match="does not answer"):
        ServersEngine("http://127.0.0.1:9", offline=False)


def test_stopping_breaks_off_and_the_next_request_is_unharmed(server: FakeServer) -> None:
    engine = ServersEngine(server.address, offline=False)
    server.delay = 0.1
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    began = time.monotonic()

    with pytest.raises(Stopped):
        engine.generate([job("word " * 150)], should_stop=stop.is_set)

    assert time.monotonic() - began < 8  # half a second on an idle machine; the whole reply takes 15
    server.delay = 0.0
    assert engine.generate([job("tea")])[0].text == "TEA"


def test_a_prompt_beyond_the_servers_window_is_told_as_that(server: FakeServer) -> None:
    with pytest.raises(PromptTooLong):
        ServersEngine(server.address, offline=False).generate([job("word " * 500)])


@pytest.mark.parametrize("llama", [True, False])
def test_labels_are_scored_by_the_likeliest_pieces(llama: bool) -> None:
    with serving(llama=llama) as server:
        engine = ServersEngine(server.address, offline=False)

        red, blue = engine.label(
            prefix="Item: ", items=["red wine", "blue ice"], suffix="\nIs: ", labels=LABELS
        )

    assert (red.label, blue.label) == ("warm red", "cold")
    for labelled in (red, blue):
        assert sum(math.exp(score) for _, score in labelled.scores) == pytest.approx(1.0)
    assert dict(red.scores)["warm"] > dict(red.scores)["cold"]


def test_servers_with_different_models_are_not_taken_for_one() -> None:
    with serving(model="a") as one, serving(model="b") as other, pytest.raises(BadRequest, match="different"):
        ServersEngine(f"{one.address} {other.address}", offline=False)


def test_a_grammar_is_refused_where_the_server_takes_none() -> None:
    with serving(llama=False) as server:
        engine = ServersEngine(server.address, offline=False)

        with pytest.raises(BadRequest, match="grammar"):
            engine.generate([job("tea", grammar='root ::= "x"')])


def test_a_grammar_goes_to_vllm_under_its_own_names() -> None:
    with serving(llama=False, owned_by="vllm") as server:
        ServersEngine(server.address, offline=False).generate([job("tea", grammar='root ::= "x"')])

    (asked,) = server.asked
    assert asked["structured_outputs"] == {"grammar": 'root ::= "x"'}
    assert asked["guided_grammar"] == 'root ::= "x"'


@pytest.mark.parametrize(
    "address", ["http://me:secret@127.0.0.1:1", "http://127.0.0.1:99999", "http://[::1", "ftp://a", "http://"]
)
def test_what_is_no_address_of_a_server_is_refused(address: str) -> None:
    with pytest.raises(BadRequest, match="not the address"):
        ServersEngine(address, offline=False)


@pytest.mark.parametrize("key", ["a\nb", "schlüssel"])
def test_a_key_that_no_server_can_be_sent_is_told(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("RLM_SERVER_KEY", key)

    with pytest.raises(BadRequest, match="RLM_SERVER_KEY"):
        ServersEngine(server.address, offline=False)


ODD = [
    b"[]",
    b"7",
    b'{"choices": 5}',
    b'{"choices": [{"logprobs": {"content": [{"top_logprobs": [{"token": 3, "logprob": 9e300}]}]}}]}',
    b'{"choices": [{"logprobs": {"top_logprobs": [{"a": 1e300}]}}]}',
    b"data: [1]\n\n",
    b'data: {"choices": 5}\n\n',
    b'data: {"choices": [{"logprobs": {"content": [{}]}}]}\n\n',
    b'data: {"usage": {"prompt_tokens": "many"}}\n\n',
    b"data: " + b"[" * 100_000 + b"\n\n",
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("odd", ODD)
def test_an_answer_that_is_not_understood_ends_the_call_and_is_not_waited_for(
    server: FakeServer, odd: bytes
) -> None:
    engine = ServersEngine(server.address, offline=False)
    server.odd = odd

    if odd.startswith(b"data:"):
        with pytest.raises(EngineError):
            engine.generate([job("tea")])
    else:
        with pytest.raises(EngineError):
            engine.label(prefix="", items=["tea"], suffix=" ", labels=LABELS)


@pytest.mark.parametrize("said", [b"[]", b'{"data": [7]}', b'{"data": [{"meta": {"n_params": "x"}}]}'])
def test_a_server_that_says_of_itself_what_is_not_understood_is_told(server: FakeServer, said: bytes) -> None:
    server.page = said

    with pytest.raises(EngineError):
        ServersEngine(server.address, offline=False)


def test_counts_that_cannot_be_give_a_run_nothing(server: FakeServer) -> None:
    engine = ServersEngine(server.address, offline=False)
    usage = b'"usage": {"prompt_tokens": -9, "completion_tokens": -9}, "timings": {"cache_n": 9}'
    server.odd = b'data: {"choices": [{"finish_reason": "stop"}], ' + usage + b"}\n"

    (reply,) = engine.generate([job("tea")])

    assert (reply.prompt_tokens, reply.cached_tokens, reply.generated_tokens) == (0, 0, 0)


def test_half_a_reply_is_not_taken_for_a_whole_one(server: FakeServer) -> None:
    engine = ServersEngine(server.address, offline=False)
    server.odd = b'data: {"choices": [{"delta": {"content": "TEA"}}]}\n\n'

    with pytest.raises(EngineLost, match="in the middle"):
        engine.generate([job("tea milk")])


def test_half_a_character_in_a_prompt_goes_as_a_question_mark(server: FakeServer) -> None:
    (reply,) = ServersEngine(server.address, offline=False).generate([job("tea \ud800 milk")])

    assert reply.text == "TEA ? MILK"


def test_nothing_is_asked_of_a_server_after_it_was_broken_off(server: FakeServer) -> None:
    wire = Wire(server.address)
    wire.break_off()

    with pytest.raises(EngineLost):
        wire.post("/v1/completions", {"prompt": "tea"})

    assert not server.asked


def test_an_address_is_told_from_a_name() -> None:
    assert is_address("http://127.0.0.1:8080")
    assert not is_address("qwen3-4b-q4_k_m")


def test_an_address_where_something_else_answers_is_told(server: FakeServer) -> None:
    server.page = b"<html>Welcome</html>"

    with pytest.raises(EngineError, match="not JSON"):
        ServersEngine(server.address, offline=False)


@pytest.mark.slow
@pytest.mark.skipif("RLM_LLAMA_SERVER" not in os.environ, reason="RLM_LLAMA_SERVER names no llama-server")
def test_llama_cpps_own_server_answers_as_the_model_here_does(small_model: Path, engine: LlamaEngine) -> None:
    with LlamaServer(Path(os.environ["RLM_LLAMA_SERVER"]), small_model, window=2048, slots=2) as server:
        there = ServersEngine(server.address, offline=False)
        jobs = [job(f"Say the number {number} in words.", max_tokens=8) for number in range(4)]
        labels = ("person", "place", "number")

        assert [reply.text for reply in there.generate(jobs)] == [
            reply.text for reply in engine.generate(jobs)
        ]
        assert [
            one.label for one in there.label(prefix=PREFIX, items=ITEMS, suffix=" A: ", labels=labels)
        ] == [one.label for one in engine.label(prefix=PREFIX, items=ITEMS, suffix=" A: ", labels=labels)]
        assert there.count_tokens("one two three") == 3
        with pytest.raises(PromptTooLong):
            there.generate([job("word " * 5000)])

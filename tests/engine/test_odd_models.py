"""Odd headers that the strict check allows, given to the real loader: an answer, or a sentence why not."""

import re
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from rlm_desktop.engine import inquiry
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.errors import EngineLost, ModelRefused, RlmError
from rlm_desktop.ports import Job, Message, Sampling
from rlm_desktop.settings import EngineSettings
from tests.engine.odd_models import KINDS
from tests.engine.tiny_model import tiny_model
from tests.waiting import within

ASKED = (Message("system", "Be brief."), Message("user", "Who is in the house?"))
PATIENCE = 120.0
"""Seconds after which a call counts as one that never ends."""
NOT_OURS = r"GGML|terminate called|what\(\)|fatal error|signal|Traceback"
AT_ONCE = {
    "three heads of 32": "n_rot|n_embd|head",
    "heads of one number": r"^llama\.cpp broke off the first time it computed with made\.gguf\.$",
    "experts without end": r"^llama\.cpp broke off while it loaded made\.gguf\.$",
    "a tensor for a terminal": "wrong number of tensors",
    "SentencePiece without single bytes": r"^llama\.cpp broke off while it loaded made\.gguf\.$",
    "two words": "cannot tell the labels",
    "weights that are no numbers": "no numbers",
}
"""Some of each kind, and what is said of them."""


def opened(path: Path) -> LlamaEngine:
    return LlamaEngine(path, EngineSettings(context_tokens=256, threads=1), name="odd", sha256="")


def used(path: Path) -> None:
    """What a question makes of a model, in little. Raises what the program shows."""
    with closing(opened(path)) as engine:
        engine.count_tokens("the thing in there")
        engine.generate([Job(messages=ASKED, sampling=Sampling(max_tokens=8))])
        engine.label(prefix="Label: ", items=["in", "the"], suffix=" is ", labels=["x", "y"])


def outcome(path: Path) -> str:
    try:
        within(PATIENCE, lambda: used(path))
    except RlmError as error:
        assert error.hint and not re.search(NOT_OURS, error.message)
        assert error.message.isprintable() and not re.search(r"(^|[\s:])/\w+/", error.message)  # no folders
        return error.message
    return ""


@pytest.mark.parametrize("kind", AT_ONCE)
def test_an_odd_model_is_refused_with_a_reason(tmp_path: Path, kind: str) -> None:
    with pytest.raises(RlmError, match=AT_ONCE[kind]):
        used(tiny_model(tmp_path / "made.gguf", **KINDS[kind]))


def test_a_model_that_llama_cpp_breaks_off_over_is_not_weighed(tmp_path: Path) -> None:
    path = tiny_model(tmp_path / "made.gguf", **KINDS["experts without end"])

    with pytest.raises(ModelRefused, match=r"broke off while it looked at made\.gguf\."):
        inquiry.weigh(path, EngineSettings(context_tokens=256))


def test_a_model_that_breaks_off_when_it_computes_is_started_again_and_told_again(tmp_path: Path) -> None:
    said = r"^llama\.cpp broke off the first time it computed with made\.gguf\.$"
    with closing(opened(tiny_model(tmp_path / "made.gguf", **KINDS["heads of one number"]))) as engine:
        pids = set()
        for _ in range(2):
            assert engine.count_tokens("the thing") > 0  # in a process that is new after the first time
            pids.add(engine.pid)
            with pytest.raises(EngineLost, match=said) as lost:
                engine.generate([Job(messages=ASKED, sampling=Sampling(max_tokens=8))])
            assert lost.value.hint.startswith("The file may be damaged")
            assert "GGML_ASSERT" in str(lost.value.__cause__)  # for whoever looks for the cause

    assert len(pids) == 2


def test_the_model_that_is_not_odd_answers(tmp_path: Path) -> None:
    assert not outcome(tiny_model(tmp_path / "made.gguf"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_an_odd_model_answers_or_one_sentence_says_why_not(tmp_path: Path, kind: str) -> None:
    outcome(tiny_model(tmp_path / "made.gguf", **KINDS[kind]))

    assert not [child for child in psutil.Process().children() if "engine.serve" in " ".join(child.cmdline())]


@pytest.mark.slow
def test_a_vocabulary_that_comes_to_no_end_with_a_text_is_refused(tmp_path: Path) -> None:
    path = tiny_model(tmp_path / "made.gguf", **KINDS["RWKV's words without single bytes"])

    with pytest.raises(ModelRefused, match=r"Cutting a text into tokens took made\.gguf too long\."):
        used(path)


def test_a_text_of_one_letter_without_end_does_not_break_the_model(tmp_path: Path) -> None:
    """Such vocabularies are read with regular expressions that take stack for each letter."""
    with closing(opened(tiny_model(tmp_path / "made.gguf", **KINDS["cut as deepseek-llm"]))) as engine:
        pid = engine.pid
        for letter in ("a", "1", "'", " ", "\n", "e\u0301", "東"):
            assert engine.count_tokens(letter * 30_000) > 0
        assert engine.pid == pid and engine.count_tokens("in") > 0

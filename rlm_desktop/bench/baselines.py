"""What the same model answers without this program: from what its window holds, or from passages found."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rlm_desktop.bench.gold import is_right
from rlm_desktop.bench.suite import Question

if TYPE_CHECKING:
    from rlm_desktop.runtime import Runtime

READER, RETRIEVAL = "reader", "retrieval"
NAMES = (READER, RETRIEVAL)
_PASSAGES, _LETTERS = 6, 1_200
"""That are retrieved, and of each: some 2,000 tokens, as is usual."""

_ASKED = """\
def asked(text):
    return f"{text}\\n\\nQuestion: {question}\\nAnswer briefly. If the text does not tell, answer NONE."

"""
_READER = """
text = ""
for each in documents():
    if len(text) >= 16_000:
        break
    text += str(read(each["id"], size=16_000)) + "\\n\\n"
# Digits have more tokens than words: the longest beginning that the window takes.
for size in (16_000, 12_000, 9_000, 6_000):
    try:
        answer(llm_query(asked(text[:size])))
        break
    except Exception as error:
        print(error)
"""
_RETRIEVAL = f"""
found = search(question, k={_PASSAGES})
answer(llm_query(asked("\\n\\n".join(str(each)[:{_LETTERS}] for each in found))))
"""
_SCRIPTS = {READER: _READER, RETRIEVAL: _RETRIEVAL}


def scores(
    runtime: "Runtime", question: Question, names: Sequence[str], *, model: str
) -> Iterator[tuple[str, float]]:
    """For each way that was chosen what it scores with a question."""
    for name in names:
        script = f"question = {question.text!r}\n{_ASKED}{_SCRIPTS[name]}"
        said = runtime.run_script(script, paths=question.paths, sub=model).answer
        # Who could not be asked at all has not said that the text does not tell.
        yield name, 0.0 if said is None else _score(question, str(said))


def _score(question: Question, said: str) -> float:
    """What a reply in words alone scores."""
    silent = said.strip().strip('."').lower() in {"", "none", "0"}
    if question.absent or (question.says_nothing and silent):
        return float(silent)
    return question.score(said) if question.score else float(is_right(question.gold, said, said))

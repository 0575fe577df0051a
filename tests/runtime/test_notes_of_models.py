"""What a person is told of a model before it answers: that nobody knows it, or does without its template."""

from typing import cast

from rlm_desktop.engine import catalogue
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.ports import ModelInfo
from rlm_desktop.runtime.models import notes_of


class Engine:
    """A model with this hash, of whose template this is to be said."""

    def __init__(self, sha256: str, note: str = "") -> None:
        self.note = note
        self.info = ModelInfo(name="odd", sha256=sha256, path="", parameters=1, context_tokens=1)


def told(sha256: str, note: str = "") -> list[str]:
    return list(notes_of(cast("LlamaEngine", Engine(sha256, note))))


def test_a_model_that_the_catalogue_knows_is_told_nothing_of() -> None:
    assert told(catalogue.entries()[0].sha256) == []


def test_a_model_that_nobody_knows_and_one_whose_template_is_not_used_are_told_of() -> None:
    unknown, template = "0" * 64, "The model's chat template is not used (it is too long)."

    assert told(unknown, template)[0] == template
    assert "odd is not among the models that are known" in told(unknown, template)[1]

"""llama.cpp: models, batches, grammars, this machine's back ends. Nothing else knows that library."""

from rlm_desktop.engine.llama.batch import Batch, marked, marked_looking, way_of
from rlm_desktop.engine.llama.grammar import Grammar, Logits
from rlm_desktop.engine.llama.layers import Held, Looks
from rlm_desktop.engine.llama.machine import devices, features, weigh
from rlm_desktop.engine.llama.model import Interrupted, Model, NoSpace
from rlm_desktop.engine.llama.shape import Shape

__all__ = [
    "Batch",
    "Grammar",
    "Held",
    "Interrupted",
    "Logits",
    "Looks",
    "Model",
    "NoSpace",
    "Shape",
    "devices",
    "features",
    "marked",
    "marked_looking",
    "way_of",
    "weigh",
]

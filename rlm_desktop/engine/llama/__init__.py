"""llama.cpp: models, batches, grammars, this machine's back ends. Nothing else knows that library."""

from rlm_desktop.engine.llama.batch import Batch, marked, marked_attending, way_of
from rlm_desktop.engine.llama.big_pages import BigPages
from rlm_desktop.engine.llama.grammar import Grammar, Logits
from rlm_desktop.engine.llama.layers import Attention, Held
from rlm_desktop.engine.llama.machine import devices, features, weigh
from rlm_desktop.engine.llama.model import Interrupted, Model, NoSpace
from rlm_desktop.engine.llama.shape import Shape

__all__ = [
    "Attention",
    "Batch",
    "BigPages",
    "Grammar",
    "Held",
    "Interrupted",
    "Logits",
    "Model",
    "NoSpace",
    "Shape",
    "devices",
    "features",
    "marked",
    "marked_attending",
    "way_of",
    "weigh",
]

"""The sentences of the runtime that are said in the window's language, with blanks for their values."""

from rlm_desktop.gui.saying.sentences.answers import OF_ANSWERS
from rlm_desktop.gui.saying.sentences.models import OF_MODELS
from rlm_desktop.gui.saying.sentences.program import OF_THE_PROGRAM
from rlm_desktop.gui.saying.sentences.queries import OF_QUERIES
from rlm_desktop.gui.saying.sentences.texts import OF_TEXTS

SENTENCES = (*OF_ANSWERS, *OF_QUERIES, *OF_TEXTS, *OF_MODELS, *OF_THE_PROGRAM)

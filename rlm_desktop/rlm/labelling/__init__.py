"""Labels that no column has: read from the text of each row by the sub-model, and kept as a column."""

from rlm_desktop.rlm.labelling.doubt import as_estimate
from rlm_desktop.rlm.labelling.work import AddColumn, Labelling, Told, patience

__all__ = ["AddColumn", "Labelling", "Told", "as_estimate", "patience"]

"""Questions that lean on the one before: "and in May?", "how many of those are errors?", "and the last?".

A small root cannot be trusted with a long history. So the question is completed to one that stands alone,
by rule where a rule fits, else by the root, and what it was understood as is told. What the earlier
query looked at is kept as conditions, and the earlier question with its query is one more worked example.
"""

from rlm_desktop.rlm.follow_ups.kinds import Earlier, Kept, Understood
from rlm_desktop.rlm.follow_ups.understanding import leans, understand

__all__ = ["Earlier", "Kept", "Understood", "leans", "understand"]

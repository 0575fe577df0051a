"""The history: which questions were asked, what happened, and what came of it."""

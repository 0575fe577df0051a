"""Columns and values that a question calls otherwise than the text writes them."""

"""Puts the parts together: libraries, models, interpreter and history, behind `ask`."""

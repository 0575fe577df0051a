"""The history of runs, kept as it happens."""

"""Suites of questions whose answers are known, asked of the real runtime and scored."""

"""Measurements: questions with known answers, asked of the whole program."""

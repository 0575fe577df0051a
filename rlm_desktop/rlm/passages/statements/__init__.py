"""Figures of financial statements, found by what a row is called and by its year, and computed with."""

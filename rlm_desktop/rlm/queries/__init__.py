"""Queries over records: written by rule, or grounded, mended and doubted where a root wrote them."""

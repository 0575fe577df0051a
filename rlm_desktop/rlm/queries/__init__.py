"""Queries over records: written by rule where one knows how; grounded, mended, doubted where a root wrote them."""

"""The text: libraries on disk, their pages, lines, records and profile."""

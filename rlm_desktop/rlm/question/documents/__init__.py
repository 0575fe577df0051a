"""The documents that a question names, by title, by writer, by day, or as a whole."""

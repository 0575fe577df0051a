"""Which rows are counted where a question asks how often the values of a column occur."""

"""The tables and columns of a query, by the names that this text has."""

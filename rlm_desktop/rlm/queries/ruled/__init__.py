"""Queries that the host writes by rule, without the root: tallies, pairs, growth, the busiest hour."""

"""What a query counts, adds up, compares, groups and shows, as its question measures it."""

"""Days, months, decades and times of day, as questions name them."""

"""Plans, the ways to an answer: the menu of them, the fixed ones, and those that the root programs."""

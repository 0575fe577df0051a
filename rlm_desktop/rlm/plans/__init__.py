"""Plans, the ways to an answer: the menu of them, those of the host, and those that the root programs."""

"""Where a person asks: the box, the conversation, what a run will cost, and the first start."""

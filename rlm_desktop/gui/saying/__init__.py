"""How the window says things: in the person's language, with plain words for numbers, names and events."""

"""Lines that programs write: their times, levels and free text, and the kinds of messages they have."""

"""What a question says: its words read by themselves, and against the columns and values of a text."""

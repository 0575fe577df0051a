"""What a question says that no column holds, but lines do."""

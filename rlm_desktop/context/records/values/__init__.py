"""What cells hold: numbers, days, times, lengths, places and people, as they are written."""

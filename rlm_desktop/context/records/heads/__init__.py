"""What stands at the beginning of a document: headers, front matter, facts, and who was there."""

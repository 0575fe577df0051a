"""The recursive language model: from a question to a checked answer."""

"""Passages of running text: found, narrowed to the sentences that tell, and read by fresh sub-models."""

"""The models: one process for each, spoken to in small frames."""

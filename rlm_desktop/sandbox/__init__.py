"""The isolated interpreter in which the programs of the root model run."""

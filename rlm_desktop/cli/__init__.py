"""The command line: one module a command, events told on standard error, results on standard output."""

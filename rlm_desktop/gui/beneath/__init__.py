"""The window's side of the runtime: what it asks for, what it hears, and jobs beside its own thread."""

"""Ask questions of gigabytes of private text, on this machine, with no network."""

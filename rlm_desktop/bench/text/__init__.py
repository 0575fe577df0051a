"""Gigabytes of text: what reading, searching and counting takes, beside other programs in the same run."""

"""Getting the text out of files: one reader a format; hostile formats in a child process with limits."""

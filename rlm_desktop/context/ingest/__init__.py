"""One reader a format: a file goes in, UTF-8 text with page marks comes out."""

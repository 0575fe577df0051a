"""The documents of a library as the window shows them, page by page, with what was found marked."""

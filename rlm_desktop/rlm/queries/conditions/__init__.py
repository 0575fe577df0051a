"""The conditions of a query: each is judged, spelled as its column writes it, mended or left out."""

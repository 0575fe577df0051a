"""Tables written as text: cells parted by signs or set under each other, with or without names."""

"""The host's side of the verbs: what a program in the interpreter may ask for, checked and carried out."""

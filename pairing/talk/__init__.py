"""What the verbs print, as text and plain data: a module for each of `pairing.verbs`, which puts it out."""

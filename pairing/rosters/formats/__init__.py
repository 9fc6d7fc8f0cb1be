"""The shapes in which free times arrive: each is one file, and the order in which they are tried is in `registry`."""

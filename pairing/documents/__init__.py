"""Documents out, and back in: the tables of a plan in Markdown documents, and as CSV, JSON and text."""

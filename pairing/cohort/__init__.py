"""The living cohort: what is published, what has been, and who has left, as the problem's memory."""

"""Measurements: scripts on the example and on people (see the README), and the race of ``run.py``."""

"""Pairs people."""

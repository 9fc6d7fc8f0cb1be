"""Sheets and settings in: from what people wrote to people, with every doubt named."""

"""Seeded raw data for demos and tests: the same rows, and the same bytes, on every machine."""

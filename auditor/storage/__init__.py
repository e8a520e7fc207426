"""Writes to disk: files replaced whole, and the cache."""

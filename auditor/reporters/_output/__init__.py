"""Writes rendered reports to standard output and files; no format of its own."""

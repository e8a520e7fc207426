"""Parses documents into fields: a reader per format, and the plain reader where a format's reader saw nothing."""

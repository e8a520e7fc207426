"""Tells what source code says: its literals with the names they are assigned, keyed or passed under, in any language."""

"""Reads source code: its literals with the names that they are assigned, keyed or passed under, in any language."""

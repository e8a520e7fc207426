"""Finds values in text of unknown form: everything with a key's form, and everything with a label."""

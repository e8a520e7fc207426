"""Reads git repositories by git's own plumbing commands."""

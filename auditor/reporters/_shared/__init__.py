"""Tells what several formats say in the same way."""

"""Tells how the text report is set: lines of styled spans, wrapped to the terminal without breaking keys and places."""

"""Moves a literal secret from source code or a compose file into `.env`, leaving a reference in the file's language."""

"""material."""

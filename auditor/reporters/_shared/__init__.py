"""What several formats say in the same way."""

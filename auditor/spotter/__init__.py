"""spotter."""

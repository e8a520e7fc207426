"""Tells what people write for us in YAML or TOML: strict trees with a place for every word, and complaints that name it."""

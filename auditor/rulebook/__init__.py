"""Rules as data: read from YAML files, compiled from CEL, compared with cases, proven by their own examples."""

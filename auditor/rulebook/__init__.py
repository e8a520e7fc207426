"""Rules as data: read from YAML files, compiled from CEL, held against cases, proven by their own examples."""

"""Tells what `backpack-audit init` writes into a repository, and what it leaves alone there."""

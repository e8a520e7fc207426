"""Collects what a scope holds: everything of the flow up to the rules."""

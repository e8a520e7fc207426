"""Loads the settings of a run from its configuration file."""

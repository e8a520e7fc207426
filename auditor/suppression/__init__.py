"""Gives findings a status: inline ignores, baseline, configuration. A suppressed finding is counted, never dropped."""

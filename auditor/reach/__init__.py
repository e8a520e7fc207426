"""Tells how far each secret got and since when: git is asked for the places of findings, and for nothing else."""

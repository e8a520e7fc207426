"""Tells how the program is called."""

from __future__ import annotations

PROGRAM = "backpack-audit"
COMPLETE = "_BACKPACK_AUDIT_COMPLETE"
"""The variable of the environment by which a script of completion asks for words."""

"""Key-hygiene auditing for Backpack Exchange API keys."""

from __future__ import annotations

__version__ = "0.1.0"

"""The version of the distribution; alone in its module so that every layer can import it."""

from __future__ import annotations

__version__ = "0.1.0"

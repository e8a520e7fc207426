"""What source code says: its literals with the names they are assigned, keyed or passed under, in any language."""

from __future__ import annotations

from auditor.readers.source.tokens import TooMuchError, tokens
from auditor.readers.source.walker import Walker

__all__ = ["TooMuchError", "Walker", "tokens"]

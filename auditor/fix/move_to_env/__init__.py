"""How a literal secret leaves source code or a compose file: into `.env`, with a reference in the language's own way."""

from __future__ import annotations

from auditor.fix.move_to_env.move import moved

__all__ = ["moved"]

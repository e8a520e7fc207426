"""Imports msgspec without what it imports for other programs, which takes 20 of its 35 ms.

No record here holds a UUID, nobody asks for a JSON schema of one, and what msgspec takes from `typing_extensions` it
finds in `typing`, too.
"""

from __future__ import annotations

import sys
from types import ModuleType


def import_msgspec() -> None:
    """Imports msgspec, unless that is done; whoever imports the other modules afterwards gets the real ones."""
    if "msgspec" in sys.modules:
        return
    uuid = ModuleType("uuid")
    uuid.UUID = type("UUID", (), {})  # type: ignore[attr-defined]
    uuid.SafeUUID = type("SafeUUID", (), {"unknown": None})  # type: ignore[attr-defined]
    schemas = ModuleType("msgspec._json_schema")
    schemas.schema = schemas.schema_components = None  # type: ignore[attr-defined]
    stand_ins: dict[str, ModuleType | None] = {
        "uuid": uuid,
        "typing_extensions": None,
        "msgspec._json_schema": schemas,
    }
    unloaded = [name for name in stand_ins if name not in sys.modules]
    for name in unloaded:
        sys.modules[name] = stand_ins[name]  # type: ignore[assignment] # None makes an import fail
    try:
        __import__("msgspec")
    finally:
        for name in unloaded:
            del sys.modules[name]

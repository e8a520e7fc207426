"""Imports pathlib and msgspec without the modules that they import for others: 66 of the 363 million instructions of a hook.

A stand-in is in `sys.modules` while one of the two is imported, and no longer: whoever imports that module
afterwards gets the real one.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def import_without_extras() -> None:
    """Imports pathlib and msgspec, where that is not done yet."""
    _import("pathlib", {"urllib.parse": _made("urllib.parse", quote_from_bytes=_quote_from_bytes)})
    uuid = _made("uuid", UUID=type("UUID", (), {}), SafeUUID=type("SafeUUID", (), {"unknown": None}))
    stand_ins: dict[str, ModuleType | None] = {
        "decimal": _made("decimal", Decimal=type("Decimal", (), {})),
        "uuid": uuid,
        "typing_extensions": None,
        "msgspec._json_schema": _made("msgspec._json_schema", schema=None, schema_components=None),
        **{name: _made(name) for name in ("msgspec.inspect", "msgspec.toml", "msgspec.yaml")},
    }
    if "datetime" not in sys.modules:
        # Before Python 3.13 `datetime` runs the whole of its slow variant and throws it away.
        stand_ins["datetime"] = sys.modules.get("_datetime") or _imported("_datetime")
    if _import("msgspec", stand_ins):
        for name in ("inspect", "toml", "yaml"):
            vars(sys.modules["msgspec"]).pop(name, None)


def _import(name: str, stand_ins: Mapping[str, ModuleType | None]) -> bool:
    """Imports a module with stand-ins for those that it imports; returns False where it was imported before.

    Args:
        name: The module.
        stand_ins: By names of modules; for None an import fails. Those that are loaded already stay.
    """
    if name in sys.modules:
        return False
    unloaded = {one: module for one, module in stand_ins.items() if one not in sys.modules}
    sys.modules.update(unloaded)  # type: ignore[arg-type] # None makes an import fail
    try:
        __import__(name)
    except (ImportError, AttributeError, TypeError):
        # Another version wants more of them: then it gets the real ones.
        for one in [one for one in sys.modules if one == name or one.startswith(f"{name}.")]:
            del sys.modules[one]
        _forget(unloaded)
        __import__(name)
        return False
    _forget(unloaded)
    return True


def _forget(stand_ins: Mapping[str, ModuleType | None]) -> None:
    for name, module in stand_ins.items():
        if name in sys.modules and sys.modules[name] is module:
            del sys.modules[name]


def _imported(name: str) -> ModuleType | None:
    try:
        return __import__(name)
    except ImportError:
        return None


def _made(name: str, **attributes: Any) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(attributes)
    return module


def _quote_from_bytes(*arguments: Any, **options: Any) -> str:
    from urllib.parse import quote_from_bytes  # the real one, for whoever makes a URI of a path

    return quote_from_bytes(*arguments, **options)

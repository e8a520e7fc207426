"""Imports detect-secrets so that nothing changes for the rest of the process.

Its modules capture all warnings, log to standard error, and import `requests`, which takes 80 of 100 ms and which nobody here
needs: no plugin asks another party whether a secret works. So they get a logging of their own, and a `requests` that is
imported when it is used for the first time. Whoever has imported them before keeps them as they are.
"""

from __future__ import annotations

import builtins
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from threading import RLock
from types import ModuleType

_PACKAGE = "detect_secrets"
_LOCK = RLock()


@contextmanager
def quiet_import() -> Iterator[None]:
    """Lets the modules of detect-secrets that are imported in the block see replacements of what they would change."""
    finder = _Finder()
    with _LOCK:
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)


class _Finder:
    """Finds the modules of detect-secrets as usual, and gives them an import of their own."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name.partition(".")[0] != _PACKAGE:
            return None
        spec = PathFinder.find_spec(name, path)
        if spec and spec.origin and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(name, spec.origin)
        return spec


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        """Runs the module with builtins whose `import` knows the replacements."""
        vars(module)["__builtins__"] = {**vars(builtins), "__import__": _import}
        super().exec_module(module)


def _import(
    name: str,
    globals: Mapping[str, object] | None = None,  # noqa: A002 - the names of the built-in function
    locals: Mapping[str, object] | None = None,  # noqa: A002
    fromlist: Sequence[str] = (),
    level: int = 0,
) -> ModuleType:
    if level == 0 and name in ("logging", "requests"):
        return _replacements()[name]
    return builtins.__import__(name, globals, locals, fromlist, level)


@lru_cache(maxsize=1)
def _replacements() -> Mapping[str, ModuleType]:
    return {"logging": _silent_logging(), "requests": _Requests("requests")}


class _SilentLogger(logging.Logger):
    """Writes nothing: a message could hold a value."""

    def handle(self, record: logging.LogRecord) -> None:
        """Drops the record."""


def _silent_logging() -> ModuleType:
    module = ModuleType("logging")
    vars(module).update(vars(logging))
    vars(module).update(getLogger=_SilentLogger, captureWarnings=lambda _capture: None)
    return module


class _Requests(ModuleType):
    """The real module, imported when an attribute of it is used; while a module is imported that only names types."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "Response" and "requests" not in sys.modules:
            return object  # of an annotation
        return getattr(import_module("requests"), name)

"""Tells what detect-secrets knows, behind one door: the only module that imports it, and only when a line asks for it.

Its own functions decide: plugins and filters. What is not taken over is its global state (settings are
read, never set), its network (no plugin verifies anything unless a setting says so) and its logging.

It is imported so that nothing changes for the rest of the process. Its modules capture all warnings, log to standard error,
and import `requests`, which takes 80 of 100 ms and which nobody here needs: no plugin asks another party whether a secret
works. So they get a logging of their own, and a `requests` that is imported when it is used for the first time. Whoever has
imported them before keeps them as they are.
"""

from __future__ import annotations

import builtins
import logging
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from inspect import Parameter, signature
from threading import RLock
from types import ModuleType
from typing import Any

from msgspec import Struct

from auditor.generic.exact_match import is_random
from auditor.model.secret import Plain

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


_ALLOWLIST = "detect_secrets.filters.allowlist.is_line_allowlisted"
_ON_DISK = "detect_secrets.filters.common.is_invalid_file"
"""The filter that asks whether the path is a file: here, text comes from anywhere."""
_PLUGIN_FAILURES = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Detector:
    """One plugin with its default limits."""

    name: str
    """The plugin's class, as in `detect-secrets scan --list-all-plugins`."""
    secret_type: str
    """What it calls its findings; part of the report."""
    expressions: tuple[re.Pattern[str], ...] = ()
    """Of which at least one matches every line on which it finds something; empty if that is not known."""
    charset: str = ""
    """The characters of the quoted strings whose entropy it judges; empty if it judges none."""
    limit: float = 0.0
    """Entropy in bits a character beyond which such a string is a secret."""
    precise: bool = False
    """Whether it knows the form of its secrets, rather than judging names or entropy."""
    plugin: Any = field(default=None, repr=False, compare=False)

    def find(self, line: Plain, name: str, number: int) -> list[Plain]:
        """Returns the values on a line that no filter takes for something else, in a stable order."""
        if self.charset and not self.holds_entropy(line):
            return []
        try:
            found = self.plugin.analyze_line(filename=name, line=line, line_number=number)
        except _PLUGIN_FAILURES:
            return []
        values = sorted(secret.secret_value for secret in found or ())
        return [Plain(value) for value in values if not _is_no_secret(value, line, name, self.plugin)]

    def holds_entropy(self, line: str) -> bool:
        """Returns whether any quoted string can be random enough: the plugin's own count is ten times as slow."""
        texts = (text for _, text, _ in self.plugin.regex.findall(line))
        return any(is_random(text, self.limit) for text in texts)


@lru_cache(maxsize=1)
def detectors() -> tuple[Detector, ...]:
    """Returns every plugin that is installed with detect-secrets, by name."""
    mapping = _module("core.plugins.util").get_mapping_from_secret_type_to_class()
    return tuple(sorted((_detector(plugin) for plugin in mapping.values()), key=lambda detector: detector.name))


def skips_file(name: str) -> bool:
    """Returns whether its filters skip a file of this name: lock files, Swagger, extensions of what is no text."""
    return any(rule(filename=name) for rule in _filters().of_files)


def is_reference(line: str, name: str) -> bool:
    """Returns whether its filters skip a line: what is assigned comes from a call or an index."""
    # Without a bracket nothing is called or indexed; its expression takes 40 µs to say so.
    return ("(" in line or "[" in line) and any(rule(filename=name, line=line) for rule in _filters().of_lines)


def is_allowlisted(line: str, previous: str, name: str) -> bool:
    """Returns whether a comment on the line, or alone on the line before, allows what relies on it."""
    if "pragma" not in line and "pragma" not in previous:
        return False
    snippet = _module("util.code_snippet").get_code_snippet(lines=[previous, line], line_number=2)
    return bool(_module("filters.allowlist").is_line_allowlisted(filename=name, line=line, context=snippet))


def sha1(value: Plain) -> str:
    """Returns the hash by which a `.secrets.baseline` knows a value. It must not leave the process."""
    return str(_module("core.potential_secret").PotentialSecret.hash_secret(value))


def _detector(plugin_class: Any) -> Detector:
    plugin = plugin_class()
    bases = _module("plugins.base")
    name, secret_type = plugin_class.__name__, str(plugin.secret_type)
    if isinstance(plugin, bases.RegexBasedDetector):
        return Detector(name, secret_type, tuple(plugin.denylist), precise=True, plugin=plugin)
    if hasattr(plugin, "charset") and hasattr(plugin, "entropy_limit"):
        return Detector(name, secret_type, charset=plugin.charset, limit=plugin.entropy_limit, plugin=plugin)
    by_type = getattr(sys.modules[plugin_class.__module__], "REGEX_BY_FILETYPE", {})
    expressions = dict.fromkeys(expression for group in by_type.values() for expression in group)
    return Detector(name, secret_type, tuple(expressions), plugin=plugin)


class _Filters(Struct, frozen=True):
    """Its default filters, by what they judge. It resolves this again for every line, which is most of its time."""

    of_files: tuple[Callable[..., bool], ...]
    of_lines: tuple[Callable[..., bool], ...]
    of_values: tuple[Callable[..., bool], ...]


@lru_cache(maxsize=1)
def _filters() -> _Filters:
    settings = _module("settings")
    functions = [function for function in settings.get_filters() if function.path not in (_ALLOWLIST, _ON_DISK)]
    return _Filters(
        _taking(functions, "filename", {"filename"}),
        _taking(functions, "line", {"filename", "line"}),
        _taking(functions, "secret", {"filename", "secret", "plugin", "line"}),
    )


def _taking(functions: list[Any], subject: str, given: set[str]) -> tuple[Callable[..., bool], ...]:
    """Returns the filters that judge `subject` and need no more than what is given, called with what they ask for."""
    return tuple(
        _called_with(function, given & function.injectable_variables)
        for function in functions
        if subject in function.injectable_variables and _required(function) <= given
    )


def _required(function: Callable[..., bool]) -> set[str]:
    parameters = signature(function).parameters.values()
    return {parameter.name for parameter in parameters if parameter.default is Parameter.empty}


def _called_with(function: Callable[..., bool], names: set[str]) -> Callable[..., bool]:
    return lambda **given: function(**{name: given[name] for name in names})


def _is_no_secret(value: str, line: str, name: str, plugin: Any) -> bool:
    return any(rule(filename=name, secret=value, plugin=plugin, line=line) for rule in _filters().of_values)


@lru_cache(maxsize=32)
def _module(name: str) -> Any:
    _import_all()
    return sys.modules[f"detect_secrets.{name}"]


@lru_cache(maxsize=1)
def _import_all() -> None:
    with quiet_import():
        import detect_secrets.core.plugins.util
        import detect_secrets.filters.common
        import detect_secrets.util.code_snippet

        detect_secrets.core.plugins.util.get_mapping_from_secret_type_to_class()

"""Tells what detect-secrets knows, behind one door: the only module that imports it, and only when a line asks for it.

Its own functions decide: plugins and filters. What is not taken over is its global state (settings are
read, never set), its network (no plugin verifies anything unless a setting says so) and its logging.
"""

from __future__ import annotations

import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from importlib import import_module
from inspect import Parameter, signature
from typing import Any

from msgspec import Struct

from auditor.generic.exact_match import is_random
from auditor.generic.quiet_import import quiet_import
from auditor.model.secret import Plain

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


_MODULES = ("core.plugins.util", "filters.common", "util.code_snippet", "plugins.base")


def imports() -> Iterator[Callable[[], object]]:
    """Yields what imports all that the first line needs, in steps of a few milliseconds."""
    yield from (partial(_import, name) for name in _MODULES)
    plugins = sys.modules["detect_secrets.plugins"]
    yield from (partial(_import, f"plugins.{module.name}") for module in pkgutil.iter_modules(plugins.__path__))
    yield detectors


def _import(name: str) -> None:
    with quiet_import():
        import_module(f"detect_secrets.{name}")


@lru_cache(maxsize=1)
def _import_all() -> None:
    for name in _MODULES:
        _import(name)
    with quiet_import():
        sys.modules["detect_secrets.core.plugins.util"].get_mapping_from_secret_type_to_class()

"""Finds the formats of reports by listing the package, and renders a report in one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Protocol, cast

from auditor import reporters
from auditor.errors import UsageError
from auditor.model.report import Report
from auditor.reporters._shared.render_options import RenderOptions
from auditor.wording.language import ENGLISH


class _Format(Protocol):
    """What the module of a format must have."""

    NAME: str
    DESCRIPTION: str

    def render(self, report: Report, options: RenderOptions) -> str: ...


@cache
def formats() -> tuple[str, ...]:
    """Returns the names of all formats, sorted. Nothing is imported for it: a folder is listed."""
    from pkgutil import iter_modules  # 4 ms, for help and for errors

    return tuple(sorted(module.name for module in iter_modules(reporters.__path__) if not module.ispkg))


def describe(name: str) -> str:
    """Returns what the format is for, in one line.

    Raises:
        UsageError: there is no such format.
    """
    return _load(name).DESCRIPTION


def render(name: str, report: Report, options: RenderOptions) -> str:
    """Returns the report in the format `name`, ending in a newline unless it is empty.

    Raises:
        UsageError: there is no such format.
    """
    return "".join(pieces(name, report, options))


def pieces(name: str, report: Report, options: RenderOptions) -> Iterable[str]:
    """Returns the report in pieces that together are what `render` returns.

    A format whose report can be large has a function `pieces` of its own, so that no more than one piece is in memory at a
    time; of any other the whole is the one piece. A format whose module says `LANGUAGES = True` is for people, and speaks
    the language of the options; every other one is English. One that says `NAMES_TARGETS = True` shows the repository of a
    fleet next to each path; for every other one the path begins with it.

    Args:
        name: The format.
        report: What to show.
        options: How.

    Raises:
        UsageError: There is no such format.
    """
    module = _load(name)
    if report.fleet is not None and not getattr(module, "NAMES_TARGETS", False):
        from auditor.reporters._shared.target_paths import with_target_paths  # only for a fleet

        report = with_target_paths(report)
    if options.language in ("", ENGLISH) or not getattr(module, "LANGUAGES", False):
        return _pieces(module, report, options)
    return _in_language(module, report, options)


def _pieces(module: _Format, report: Report, options: RenderOptions) -> Iterable[str]:
    stream = cast("Callable[[Report, RenderOptions], Iterable[str]] | None", getattr(module, "pieces", None))
    return stream(report, options) if stream else (module.render(report, options),)


def _in_language(module: _Format, report: Report, options: RenderOptions) -> Iterator[str]:
    from auditor.languages.localised import localised, speaking_in  # 10 ms, for other languages only

    with speaking_in(options.language):
        yield from _pieces(module, localised(report), options)


def needs_rules(name: str) -> bool:
    """Returns whether the format lists every rule with its help, which its module says with `NEEDS_RULES = True`.

    Args:
        name: A format; one that does not exist needs nothing, and whoever renders it says so.
    """
    return _says(name, "NEEDS_RULES")


def needs_keys(name: str) -> bool:
    """Returns whether the format shows what an inventory declares, which its module says with `NEEDS_KEYS = True`.

    Args:
        name: A format, as for `needs_rules`.
    """
    return _says(name, "NEEDS_KEYS")


def is_format(name: str) -> bool:
    """Returns whether there is a format of a name."""
    return _module(name) is not None


def _says(name: str, what: str) -> bool:
    return bool(getattr(_module(name), what, False))


def _load(name: str) -> _Format:
    if (module := _module(name)) is None:
        raise UsageError(f"there is no format {name!r}; choose from {', '.join(formats())}")
    return module


def _module(name: str) -> _Format | None:
    """Returns the module of a format, or None where there is no such format."""
    if not (name.isascii() and name.isalnum()):
        return None
    from importlib import import_module  # one format is needed, not eleven

    full = f"{reporters.__name__}.{name}"
    try:
        return cast("_Format", import_module(full))
    except ModuleNotFoundError as error:
        if error.name != full:
            raise
        return None

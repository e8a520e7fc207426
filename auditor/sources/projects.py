"""Tells which project a file belongs to, and which other file says that the project trades on Backpack Exchange.

The project of a file is the nearest folder above it that holds a manifest. Only names of listed files and what the prefilter
saw of them are used, so no file is read a second time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from fnmatch import translate
from functools import cached_property, lru_cache
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from auditor.classification.outer_context import with_context
from auditor.model.material import Caller, ContextReason, Material, Role
from auditor.redaction import redacted
from auditor.sources.path_matchers import store_matcher
from auditor.vocabulary.vocabulary import Vocabulary


class Projects(Struct, frozen=True, dict=True):
    """The projects of a scope and the files that call the exchange."""

    vocabulary: Vocabulary
    callers: tuple[Caller, ...] = ()
    folders: Collection[str] = ()
    """The folders that hold a manifest, without a `/` at the end; the root always counts as one."""

    def in_context(self, material: Material, path: str) -> Material:
        """Returns the material with the context that other files of its project give it.

        Args:
            material: The facts of a value.
            path: The path of its file from the root, with `/`.
        """
        if not self.callers or material.role not in (Role.API_KEY, Role.API_SECRET, Role.NONE):
            return material
        # A member of an archive has a name of its own: `bots.zip!deploy/.env` stores credentials.
        is_store = any(map(self._is_store, (path, *(material.member or "").split("!"))))
        if not is_store and self._is_documentation(path):
            return material
        reason, caller = self._nearest(_folder(path))
        if reason is ContextReason.SCOPE and not is_store:
            return material
        if material.role is Role.API_KEY and not is_store:
            # The word `key` is everywhere in code: a key alone there is nothing; with its secret it is a pair.
            named = with_context(replace(material, role=Role.NONE), reason, caller)
            return replace(named, role=Role.API_KEY)
        return with_context(material, reason, caller)

    @cached_property
    def _is_store(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
        return store_matcher(self.vocabulary.credential_stores)

    def _is_documentation(self, path: str) -> bool:
        return is_documentation(path, self.vocabulary)

    def _nearest(self, folder: str) -> tuple[ContextReason, Caller]:
        """Returns the file that speaks for a folder, and how near it is."""
        if folder not in self._known:
            self._known[folder] = min(
                ((*self._distance(folder, caller), caller) for caller in self.callers),
                key=lambda one: (one[0], one[1], one[2].path.count("/"), one[2].path, one[2].what),
            )
        rank, _, caller = self._known[folder]
        return _REASONS[rank], caller

    @cached_property
    def _known(self) -> dict[str, tuple[int, int, Caller]]:
        return {}

    def _distance(self, folder: str, caller: Caller) -> tuple[int, int]:
        """Returns how a caller is related to a folder, and how many folders of their paths differ."""
        there = _folder(caller.path)
        own, other = self._project(folder), self._project(there)
        apart = len(set(_above(folder)) ^ set(_above(there)))
        if own == other:
            return (1 if self._is_documentation(caller.path) else 0), apart
        return (1 if _is_within(own, other) or _is_within(other, own) else 2), apart

    def _project(self, folder: str) -> str:
        return next((each for each in _above(folder) if each in self.folders), "")


_REASONS = (ContextReason.PROJECT, ContextReason.RELATED, ContextReason.SCOPE)


def projects_of(vocabulary: Vocabulary, callers: Iterable[Caller], folders: Collection[str]) -> Projects:
    """Returns the projects of a scope; the order of the callers does not matter."""
    return Projects(vocabulary, tuple(sorted({*first_callers(callers, vocabulary)}, key=_place)), frozenset(folders))


def first_callers(callers: Iterable[Caller], vocabulary: Vocabulary) -> Iterator[Caller]:
    """Yields of the callers in each folder those that can be named: the first, and the first that is no documentation.

    Args:
        callers: The files that call the exchange; a secret in the name of one is redacted.
        vocabulary: The words of the field.
    """
    found: dict[str, list[Caller]] = {}
    for caller in callers:
        found.setdefault(_folder(caller.path), []).append(caller)
    for same in found.values():
        chosen = [min(same, key=_place)]
        if is_documentation(chosen[0].path, vocabulary):
            same.sort(key=_place)
            chosen += islice((caller for caller in same if not is_documentation(caller.path, vocabulary)), 1)
        yield from (replace(caller, path=redacted(caller.path)) for caller in chosen)


def _place(caller: Caller) -> tuple[str, str]:
    return caller.path, caller.what


def is_documentation(path: str, vocabulary: Vocabulary) -> bool:
    """Returns whether a path is that of documentation, of an example or of a test."""
    return _documentation(vocabulary).match(f"/{path.lower()}") is not None


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _above(folder: str) -> Iterable[str]:
    """Yields the folder and those around it, innermost first, without the root."""
    while folder:
        yield folder
        folder = _folder(folder)


def _is_within(inner: str, outer: str) -> bool:
    return not outer or inner.startswith(f"{outer}/")


@lru_cache(maxsize=2)
def _documentation(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile("|".join(translate(pattern.lower()) for pattern in vocabulary.documentation))

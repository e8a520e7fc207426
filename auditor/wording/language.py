"""Says fixed texts in the language of the reader: English as the code has it, another one while it is spoken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

ENGLISH = "en"
"""The language of the code, of errors of usage and of every format for machines."""


class Language(Protocol):
    """What a language other than English must know."""

    @property
    def code(self) -> str:
        """The name of its file, and what `--lang` calls it."""

    @property
    def html(self) -> str:
        """What an HTML page says of itself in `lang`."""

    def text(self, english: str, n: int | None) -> str:
        """Returns the translation of a fixed text with its placeholders; the English one where there is none."""

    def amount(self, number: int | None, noun: str) -> str | None:
        """Returns a number with its noun; None where the noun is not known."""

    def enumeration(self, parts: list[str], last: str) -> str:
        """Returns `a, b and c`, where `last` is the English text before the last part."""

    def grouped(self, number: int) -> str:
        """Returns a number with its digits in groups of three."""


_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)


class Number(int):
    """A number that `{n:,}` writes as the spoken language does."""

    def __format__(self, how: str) -> str:
        language = _spoken.get()
        return language.grouped(self) if language and how == "," else super().__format__(how)


def spoken() -> Language | None:
    """Returns the language that is spoken now; None for English."""
    return _spoken.get()


@contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """Makes `say` and the words of this package speak a language for as long as the block runs."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def say(english: str, n: int | None = None, /, **values: object) -> str:
    """Returns a fixed text in the spoken language, with its placeholders filled.

    A test collects all texts from the calls, so `english` is a literal or an entry of a table of the same module.

    Args:
        english: The text; also the name under which a language file has its translation.
        n: A number that chooses the plural form of a translation, and fills `{n:,}`.
        **values: What the other placeholders hold.
    """
    language = _spoken.get()
    template = english if language is None else language.text(english, n)
    return template.format(n=None if n is None else Number(n), **values)


def text_of(english: str, n: int | None = None) -> str:
    """Returns a fixed text in the spoken language with its placeholders, for whoever fills them."""
    language = _spoken.get()
    return english if language is None else language.text(english, n)

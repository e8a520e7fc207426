"""The types of plaintext: `Secret`, which cannot be shown, compared, hashed or sent; `Plain` and `PlainBytes`, for work on it."""

from __future__ import annotations

from typing import NewType, NoReturn, final

Plain = NewType("Plain", str)
"""Text that is or may be a credential, or holds one: a file's text, a line, a field's value, a detector's find.

A type checker refuses another text where a `Plain` is asked for, so that what enters classification, the detectors or
a fix is marked where it is read. It cannot refuse a `Plain` where any text will do, and a slice of one is a `str`: who
may see plaintext at all is held by tests/unit/test_plaintext.py. It follows these types, and every class and function
that gives them, through the imports of the package: each module that sees plaintext is on a list there, with its reason,
and no module after classification can be.
"""
PlainBytes = NewType("PlainBytes", bytes)
"""The same of bytes: a file's content, a member of an archive, a decoded seed."""


@final
class Secret:
    """A value read from the audited material, from reading until classification and no further.

    It has no text form: `str`, `format`, `pickle`, `copy`, `==` and `hash` raise `TypeError`, and `repr` is a
    constant, so neither a log line, a traceback, a worker's answer nor a set can carry the value. Only the
    packages `readers` and `classification`, and `fix`, which writes a value back where it was, may call `reveal`; a test
    holds them to it.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> Plain:
        """Returns the plaintext. Callers must not store it in anything that outlives classification."""
        return Plain(self._text)

    def __repr__(self) -> str:
        return "<Secret>"

    def _refuse(self, *_: object) -> NoReturn:
        msg = "a Secret cannot be shown, compared, hashed, copied or pickled"
        raise TypeError(msg)

    __str__ = _refuse
    __format__ = _refuse
    __eq__ = _refuse
    __ne__ = _refuse
    __hash__ = _refuse
    __reduce__ = _refuse
    __reduce_ex__ = _refuse
    __copy__ = _refuse
    __deepcopy__ = _refuse
    __getstate__ = _refuse

"""The one type that may hold plaintext, made so that it cannot be shown, compared, hashed or sent anywhere."""

from __future__ import annotations

from typing import NoReturn, final


@final
class Secret:
    """A value read from the audited material, from reading until classification and no further.

    It has no text form: `str`, `format`, `pickle`, `copy`, `==` and `hash` raise `TypeError`, and `repr` is a
    constant, so neither a log line, a traceback, a worker's answer nor a set can carry the value. Only the
    packages `readers` and `material`, and `fixing`, which writes a value back where it was, may call `reveal`; a test
    holds them to it.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Returns the plaintext. Callers must not store it in anything that outlives classification."""
        return self._text

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

"""Chooses the language of what people read: the option, else the environment, else English."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.errors import UsageError
from auditor.wording.language import ENGLISH
from auditor.wording.lists import listed

VARIABLE = "BACKPACK_AUDIT_LANG"
"""Chooses for all runs of one person. There is no such key in the configuration: that belongs to everybody's repository."""
_NO_LANGUAGE = frozenset({"", "C", "POSIX"})


def reader_language(option: str, environment: Mapping[str, str]) -> str:
    """Returns the code of the language to write in; empty for English.

    The option wins, then `BACKPACK_AUDIT_LANG`. In CI (`CI` is set) everything else stays English, because many people
    read that log. Else the locale decides, as it does for other programs: `LC_ALL`, `LC_MESSAGES` or `LANG`, and before
    them the list in `LANGUAGE`, unless the locale is `C` or `POSIX`.

    Args:
        option: What `--lang` says; empty where it is not given.
        environment: The environment variables.

    Raises:
        UsageError: the option or the variable names a language that there is not.
    """
    for said, where in ((option, "--lang"), (environment.get(VARIABLE, ""), VARIABLE)):
        if said:
            return _named(said, where)
    if environment.get("CI", "").lower() not in {"", "0", "false"}:
        return ""
    for wanted in _wanted(environment):
        if wanted == ENGLISH:
            return ""
        if wanted in _known():
            return wanted
    return ""


def _named(said: str, where: str) -> str:
    code = said.lower()
    if code not in _known():
        raise UsageError(f"{where} {said}: there is no such language; choose {listed(_known(), ' or ')}")
    return "" if code == ENGLISH else code


def _wanted(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Returns the languages that the locale asks for, the most wanted first."""
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    if locale.partition(".")[0] in _NO_LANGUAGE:
        return ()
    return tuple(map(_code, (*filter(None, environment.get("LANGUAGE", "").split(":")), locale)))


def _code(locale: str) -> str:
    """Returns `zh` for `zh_CN.UTF-8`."""
    for separator in ".@_-":
        locale = locale.partition(separator)[0]
    return locale.lower()


def _known() -> tuple[str, ...]:
    from auditor.languages.available import languages  # only where somebody asks for a language

    return languages()

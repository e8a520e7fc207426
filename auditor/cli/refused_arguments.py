"""Refuses a command line before anything else reads it or repeats it.

One that holds a key or a secret; and one with a file whose name is an option: git and shells (`scan *`) pass names of
files on, and a tree chooses them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from auditor.errors import UsageError

_SHORTEST = 16
"""Characters below which an argument can hold no secret; most command lines have no longer one."""


def refuse_typed_secrets(arguments: Sequence[str]) -> None:
    """Checks every argument of a command line.

    What names an existing file or folder is a path, whatever it looks like: pre-commit passes the names of files.

    Raises:
        UsageError: an argument holds what looks like a key or a secret; the value is not repeated.
    """
    for number, argument in enumerate(arguments, 1):
        if len(argument) >= _SHORTEST and _is_typed_secret(argument, arguments):
            raise UsageError(
                f"argument {number} looks like a key or a secret and is not repeated here. It is now in the history of "
                "your shell and in the list of processes: if it is a secret, revoke its API key. To check a value, name "
                "the file that holds it, or pipe the value in with --stdin"
            )


def _is_typed_secret(argument: str, arguments: Sequence[str]) -> bool:
    _, _, value = argument.partition("=")
    if any(os.path.lexists(text) for text in (argument, value) if text):
        return False
    from auditor.redaction import holds_secret  # 5 ms, for what is no file

    if not holds_secret(argument):
        return False
    return not ("purge" in arguments[:1] and _is_api_key(argument))


def _is_api_key(text: str) -> bool:
    """Returns whether a text can be an API key: `purge` takes one, which is no secret."""
    import binascii

    from auditor.classification.ed25519 import is_prime_order_point

    try:
        return is_prime_order_point(binascii.a2b_base64(text, strict_mode=True))
    except (ValueError, TypeError):
        return False


def refuse_files_like_options(arguments: Sequence[str]) -> None:
    """Checks that no option is the name of a file here, which may be meant instead.

    Args:
        arguments: The command line without the program; what follows `--` is no option.

    Raises:
        UsageError: there is such a file.
    """
    for argument in arguments:
        if argument == "--":
            return
        if argument[:1] == "-" and argument != "-" and os.path.lexists(argument):
            raise UsageError(
                f"{argument}: a file here is called like this option, so it is not clear which is meant; "
                "write ./ before the names of files, or -- before all of them, or rename the file"
            )

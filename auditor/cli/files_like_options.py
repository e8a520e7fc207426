"""Refuses a file whose name is an option: git and shells (`scan *`) pass names of files on, and a tree chooses them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from auditor.errors import UsageError


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

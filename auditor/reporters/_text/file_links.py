"""Places of files that a terminal opens (OSC 8)."""

from __future__ import annotations

from pathlib import Path

from auditor.model.location import Location
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.report_wording import where
from auditor.reporters._text.wrapping import Span


def place(location: Location, options: RenderOptions) -> Span:
    """Returns `path:line:column`, linked to the file where it is one of the working tree and the output takes links.

    Args:
        location: The place.
        options: Of these the folder at which paths begin.
    """
    return Span(where(location), "place", solid=True, link=_address(location, options.root))


def _address(location: Location, root: str) -> str:
    """Returns the file's address, in which everything that a terminal could take for a command is percent-encoded."""
    if not root or location.commit is not None or location.target or location.path.startswith("<"):
        return ""
    try:
        return Path(root, location.path).as_uri()
    except ValueError:
        return ""

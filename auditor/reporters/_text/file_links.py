"""Makes places in the text report links to their files, where the terminal opens them (OSC 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from auditor.model.location import Location
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.report_wording import file_of, where, where_and_when
from auditor.reporters._text.wrapping import Span


def place(location: Location, options: RenderOptions, *, with_commit: bool = False, style: str = "place") -> Span:
    """Returns `path:line:column`, linked to the file where it is one of the working tree and the output takes links.

    Args:
        location: The place.
        options: Of these the folder at which paths begin.
        with_commit: Whether the commit of a place in history is named too.
        style: That of its text.
    """
    text = where_and_when(location) if with_commit else where(location)
    return Span(text, style, solid=True, link=_address(location, options.root))


def linked(text: str, locations: Iterable[Location], options: RenderOptions, style: str) -> tuple[Span, ...]:
    """Returns a sentence with links from the places that it names, as `path:line`.

    Args:
        text: The sentence.
        locations: The places that it may name.
        options: Of these the folder at which paths begin.
        style: That of its text.
    """
    named = {f"{file_of(each)}:{each.span.line}": _address(each, options.root) for each in locations}
    found = [name for name in sorted(named, key=len, reverse=True) if named[name]]
    if not found:
        return (Span(text, style),)
    pieces = re.split(rf"(?<![\w./-])({'|'.join(map(re.escape, found))})(?!\d)", text)
    return tuple(Span(piece, style, piece in named, named.get(piece, "")) for piece in pieces if piece)


def _address(location: Location, root: str) -> str:
    """Returns the file's address, in which everything that a terminal could take for a command is percent-encoded."""
    if not root or location.commit is not None or location.target or location.path.startswith("<"):
        return ""
    try:
        return Path(root, location.path).as_uri()
    except ValueError:
        return ""

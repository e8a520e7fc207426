"""Tells where in a container a value is that was found in a member's data."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from auditor.archives.member import Member
from auditor.model.batch_result import GenericHit
from auditor.model.material import Material

Found = TypeVar("Found", Material, GenericHit)


def placed(found: Found, member: Member, number: int) -> Found:
    """Returns what was found, at its place in the container; `number` is the member's and sets its groups apart from others'."""
    path, span = member.path, found.span
    if member.locate is not None:
        cell, span = member.locate(span)
        path += cell
    if isinstance(found, GenericHit):
        # In a table, the other places of the value are other cells: nothing that this one's path could name.
        return replace(found, member=path or None, span=span, repeats=() if member.locate else found.repeats)
    group = f"{number} {found.group}" if found.group else ""
    return replace(found, member=path or None, span=span, group=group)

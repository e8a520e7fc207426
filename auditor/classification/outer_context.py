"""Decides the context that a value has for a reason outside of its own document; no other module changes a context.

What the document itself says is decided by `document_context` and `field_context`.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.evidence import Evidence
from auditor.model.material import Caller, Context, ContextReason, Material, Role

_CREDENTIALS = frozenset({Role.API_KEY, Role.API_SECRET})


class _Grant(Struct, frozen=True):
    """What a reason is worth."""

    context: Context
    roles: frozenset[Role] = frozenset(Role)
    """The roles of the values that get it."""
    nameless: Context = Context.NONE
    """What values without a role get: enough for a pair that is proven, nothing for a value alone."""


_GRANTS: Mapping[ContextReason, _Grant] = {
    ContextReason.PROJECT: _Grant(Context.SCOPE, _CREDENTIALS, Context.MENTION),
    ContextReason.RELATED: _Grant(Context.SCOPE, _CREDENTIALS, Context.MENTION),
    ContextReason.SCOPE: _Grant(Context.SCOPE, _CREDENTIALS),
    # The exchange's own guide calls them `PUBLIC_KEY` and `SECRET_KEY`: nothing in such a file says Backpack.
    ContextReason.REQUEST: _Grant(Context.FILE, _CREDENTIALS),
    ContextReason.INVENTORY: _Grant(Context.FILE),
}


def with_context(material: Material, reason: ContextReason, caller: Caller | None = None) -> Material:
    """Returns the material with the context that a reason gives; a nearer one that it has already stays.

    Args:
        material: The facts of a value.
        reason: What says that the value is about Backpack Exchange, apart from its document.
        caller: The other file that says it, if one does.
    """
    grant = _GRANTS[reason]
    given = grant.context if material.role in grant.roles else Context.NONE
    if material.role is Role.NONE and material.token:
        given = max(given, grant.nameless)
    if material.context >= given or (caller and material.other_exchange):
        return material
    return replace(material, context=given, context_reason=reason, caller=caller)


def evidence_with_context(evidence: Evidence, reason: ContextReason) -> Evidence:
    """Returns the evidence with the context that a reason gives to its material, as `with_context`."""
    return replace(evidence, material=with_context(evidence.material, reason))

from __future__ import annotations

import pytest
from msgspec.structs import replace

from auditor.classification.outer_context import evidence_with_context, with_context
from auditor.model.evidence import Evidence
from auditor.model.location import Exposure, Location, Provenance, Span
from auditor.model.material import Caller, Context, ContextReason, Kind, Material, Role

SPAN = Span(1, 1, 1, 45)
OUTER = [reason for reason in ContextReason if reason is not ContextReason.DOCUMENT]


def material(role: Role, context: Context) -> Material:
    return Material(span=SPAN, role=role, context=context, kind=Kind.ED25519)


@pytest.mark.parametrize(
    ("reason", "given"),
    [
        (ContextReason.SCOPE, Context.SCOPE),
        (ContextReason.REQUEST, Context.FILE),
        (ContextReason.INVENTORY, Context.FILE),
    ],
)
def test_a_credential_without_context_gets_what_the_reason_gives(reason: ContextReason, given: Context) -> None:
    for role in (Role.API_KEY, Role.API_SECRET):
        found = with_context(material(role, Context.NONE), reason)
        assert (found.context, found.context_reason) == (given, reason)


@pytest.mark.parametrize("reason", OUTER)
@pytest.mark.parametrize("context", [Context.FILE, Context.SECTION, Context.NAME])
def test_what_the_document_says_as_near_or_nearer_stays(reason: ContextReason, context: Context) -> None:
    found = with_context(material(Role.API_SECRET, context), reason)
    assert (found.context, found.context_reason) == (context, ContextReason.DOCUMENT)


@pytest.mark.parametrize("reason", [ContextReason.SCOPE, ContextReason.REQUEST])
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.API_KEY, Role.API_SECRET)])
def test_what_is_no_credential_gets_none_from_another_file(reason: ContextReason, role: Role) -> None:
    assert with_context(material(role, Context.NONE), reason) == material(role, Context.NONE)


def test_everything_in_an_inventory_is_about_the_exchange() -> None:
    assert with_context(material(Role.OTHER, Context.NONE), ContextReason.INVENTORY).context is Context.FILE


def test_a_file_that_was_asked_for_is_nearer_than_another_file() -> None:
    found = with_context(material(Role.API_KEY, Context.NONE), ContextReason.SCOPE)
    found = with_context(found, ContextReason.REQUEST)
    assert (found.context, found.context_reason) == (Context.FILE, ContextReason.REQUEST)


def test_evidence_keeps_everything_but_the_context() -> None:
    one = Evidence(
        material=material(Role.API_KEY, Context.NONE),
        location=Location(".env", SPAN),
        provenance=Provenance(".env", Exposure.TRACKED),
    )
    found = evidence_with_context(one, ContextReason.REQUEST)
    assert found.material == with_context(one.material, ContextReason.REQUEST)
    assert (found.location, found.provenance, found.pairing) == (one.location, one.provenance, one.pairing)


@pytest.mark.parametrize("caller", [None, Caller("client.py", "api.backpack.exchange")])
@pytest.mark.parametrize("other", ["", "OKX"])
def test_a_caller_gives_no_context_to_a_value_of_another_exchange(caller: Caller | None, other: str) -> None:
    one = replace(material(Role.API_SECRET, Context.NONE), other_exchange=other)
    found = with_context(one, ContextReason.SCOPE, caller)
    assert found.context is (Context.NONE if caller and other else Context.SCOPE)
    assert found.caller == (None if caller and other else caller)


@pytest.mark.parametrize("reason", [ContextReason.PROJECT, ContextReason.RELATED])
@pytest.mark.parametrize("role", Role)
def test_from_its_project_a_credential_gets_the_most_and_what_is_called_otherwise_nothing(
    reason: ContextReason, role: Role
) -> None:
    given = {Role.API_KEY: Context.SCOPE, Role.API_SECRET: Context.SCOPE, Role.NONE: Context.MENTION}
    found = with_context(replace(material(role, Context.NONE), token=b"t"), reason)
    assert found.context is given.get(role, Context.NONE)


@pytest.mark.parametrize("reason", OUTER)
@pytest.mark.parametrize("token", [None, b"t"])
def test_a_nameless_value_gets_enough_for_a_pair_from_its_own_project(
    reason: ContextReason, token: bytes | None
) -> None:
    found = with_context(replace(material(Role.NONE, Context.NONE), token=token), reason)
    if reason is ContextReason.INVENTORY:
        assert found.context is Context.FILE
    else:
        is_near = reason in {ContextReason.PROJECT, ContextReason.RELATED} and token is not None
        assert found.context is (Context.MENTION if is_near else Context.NONE)
